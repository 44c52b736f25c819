/** Schema changes, applied in order, each in a transaction of its own, never edited once released. */
import type Database from 'better-sqlite3-multiple-ciphers';
import { AppError } from '../../../contract/errors.ts';

/** One step; ids are tens apart so that a branch can slip one in between. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly sql: string;
  /** Fills what `sql` made from what was there before, in the same transaction: for what SQL alone cannot compute. */
  readonly fill?: (database: Database.Database) => void;
}

/** Refuses a database of another version: `store.from-the-future`, or a plain error when it is older. */
export function checkVersion(database: Database.Database, migrations: readonly Migration[]): void {
  const current = versionOf(database);
  const latest = migrations.at(-1)?.id ?? 0;
  if (current > latest) throw new AppError('store.from-the-future');
  if (current < latest) throw new Error('written by an earlier version: start the operator once, or use --check');
}

/**
 * Brings a database up to date. One that was written by a later version is left untouched: `store.from-the-future`.
 */
export function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  const current = versionOf(database);
  const latest = migrations.at(-1)?.id ?? 0;
  if (current > latest) throw new AppError('store.from-the-future');
  for (const migration of migrations) {
    if (migration.id <= current) continue;
    database.transaction(() => {
      database.exec(migration.sql);
      migration.fill?.(database);
      database.pragma(`user_version = ${migration.id}`);
    })();
  }
}

function versionOf(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}
