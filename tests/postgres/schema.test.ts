/** Both databases have the same tables with the same columns, so that no migration is forgotten on one of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readMasterKey } from '../../operator/store/master-key.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { keyMigrations } from '../../operator/store/postgres/migrations/keys/migrations.ts';
import { mainMigrations } from '../../operator/store/postgres/migrations/main/migrations.ts';
import { openSchemas } from '../../operator/store/postgres/open-databases.ts';
import { keyMigrations as sqliteKeyMigrations } from '../../operator/store/sqlite/migrations/keys/migrations.ts';
import { mainMigrations as sqliteMainMigrations } from '../../operator/store/sqlite/migrations/main/migrations.ts';
import { openFiles } from '../../operator/store/sqlite/open-databases.ts';
import { freshPostgres } from '../operator/support/test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'medimail-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Made in another way there, or of use to nodes that share a database alone. */
const ownTables = "'schema_version', 'entry_words', 'spent_proofs'";
const typeOf: Readonly<Record<string, string>> = { TEXT: 'text', INTEGER: 'bigint', BLOB: 'bytea' };

describe.each(['main', 'keys', 'directory'] as const)('the %s schema', (part) => {
  it('has the tables, views and columns of the SQLite file, of the same kinds and as necessary', async () => {
    await (await openStores({ dataFolder: folder })).close();
    const files = openFiles(folder, readMasterKey(folder), true);
    const schemas = await openSchemas(await freshPostgres(), 'operate');
    const inSqlite = files[part]
      .prepare(
        `SELECT m.name AS "table", c.name, c.type, c."notnull" = 1 OR c.pk > 0 AS needed, m.type = 'view' AS is_view
         FROM sqlite_schema m, pragma_table_info(m.name) c
         WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'entry_words%'`,
      )
      .all() as { table: string; name: string; type: string; needed: number; is_view: number }[];
    const client = await schemas[part].connect();
    const { rows } = await client.query<{ place: string }>(
      `SELECT c.table_name || '.' || column_name || ' ' || data_type ||
         CASE WHEN is_nullable = 'NO' THEN ' NOT NULL' ELSE '' END AS place
       FROM information_schema.columns c
       WHERE table_schema = current_schema() AND c.table_name NOT IN (${ownTables})`,
    );
    client.release();
    const expected = inSqlite.map(
      (one) =>
        `${one.table}.${one.name} ${typeOf[one.type]}${one.needed === 1 && one.is_view === 0 ? ' NOT NULL' : ''}`,
    );
    expect(rows.map(({ place }) => place).sort()).toEqual(expected.sort());
    await schemas.close();
    await files.close();
  });
});

it('Migrations of both have the same last number', () => {
  const last = (some: readonly { readonly id: number }[]) => some.at(-1)?.id;
  expect(last(mainMigrations)).toBe(last(sqliteMainMigrations));
  expect(last(keyMigrations)).toBe(last(sqliteKeyMigrations));
});

/** Tables with accounts whose changes no workstation waits for: they are read when they are asked for. */
const silent = [
  'absence_answers account_recovery_codes acts address_changes applications begun_time_codes code_challenges devices',
  'account_item_counts former_addresses holds infected_deposits members mssante_aliases',
  'notification_preferences passkey_ceremonies passkeys passwords recipients shared_draft_counts sign_in_evidence time_codes uploads withdrawn_deposits',
].flatMap((line) => line.split(' '));

it('Every table of something that accounts have tells the other nodes of its changes, or nobody waits for these', async () => {
  const schemas = await openSchemas(await freshPostgres(), 'operate');
  const client = await schemas.main.connect();
  const { rows } = await client.query<{ name: string; told: boolean }>(
    `SELECT c.relname AS name, EXISTS (
       SELECT 1 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND p.proname LIKE 'tell_%'
     ) AS told
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'medimail' AND c.relkind = 'r' AND EXISTS (
       SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('account_id', 'owner_id', 'delegate_id', 'mailbox_id', 'sender_id')
     )`,
  );
  client.release();
  await schemas.close();
  const told = rows.flatMap(({ name, told: isTold }) => (isTold ? name : [])).sort();
  expect(told).toEqual([
    'absences',
    'account_items',
    'delegations',
    'feed',
    'handling_counts',
    'handling_entries',
    'mails',
    'sessions',
    'shared_drafts',
  ]);
  const untold = rows.flatMap(({ name, told: isTold }) => (isTold ? [] : name));
  expect(untold.sort()).toEqual(silent.sort());
});
