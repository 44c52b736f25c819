/** Schema changes, applied in order in one transaction, by one node at a time, never edited once released. */
import type { PoolClient } from 'pg';
import { AppError } from '../../../contract/errors.ts';
import { inTurn } from './turn.ts';

/** One step; numbers go with those of SQLite's migrations. */
export interface PostgresMigration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
  /** Fills what `sql` made, in the same transaction. */
  readonly fill?: (client: PoolClient) => Promise<void>;
}

/** Refuses a schema of another version: `store.from-the-future`, `operator.unavailable` where none is, or a plain error. */
export async function checkVersion(
  client: PoolClient,
  schema: string,
  migrations: readonly PostgresMigration[],
): Promise<void> {
  const current = await versionOf(client, schema);
  const latest = migrations.at(-1)?.id ?? 0;
  if (current === null) throw new AppError('operator.unavailable');
  if (current > latest) throw new AppError('store.from-the-future');
  if (current < latest) throw new Error('written by an earlier version: start the operator once, or use --check');
}

/** Brings a schema up to date, making it where it is missing; one of a later version is left: `store.from-the-future`. */
export async function migrate(
  client: PoolClient,
  schema: string,
  migrations: readonly PostgresMigration[],
): Promise<void> {
  const latest = migrations.at(-1)?.id ?? 0;
  if ((await versionOf(client, schema)) === latest) return;
  await client.query('BEGIN');
  try {
    // A table is rewritten for as long as that takes, and another node's turn is waited for.
    await client.query('SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0');
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [`medimail migrates ${schema}`]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (rowCount === 0) await client.query(`CREATE SCHEMA ${schema}`);
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL)');
    const current = (await versionOf(client, schema)) ?? 0;
    if (current > latest) throw new AppError('store.from-the-future');
    await client.query(inTurn(''));
    for (const migration of migrations) {
      if (migration.id <= current) continue;
      await client.query(migration.sql);
      await migration.fill?.(client);
    }
    await client.query('DELETE FROM schema_version');
    await client.query('INSERT INTO schema_version (version) VALUES ($1)', [latest]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Null where there is no such schema, or nothing in it. */
async function versionOf(client: PoolClient, schema: string): Promise<number | null> {
  const { rows: found } = await client.query<{ name: string | null }>('SELECT to_regclass($1)::text AS name', [
    `${schema}.schema_version`,
  ]);
  if (!found[0]?.name) return null;
  const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
  return rows[0]?.version ?? null;
}
