/** Migrations: numbered tens apart, each self-contained, never edited once released. */
import type { Database } from 'better-sqlite3-multiple-ciphers';

export interface Migration {
  /** `0010` is 10. */
  readonly version: number;
  up(database: Database): void;
}

/** The version of the newest migration; the list must grow strictly. */
export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.reduce((previous, { version }) => {
    if (version <= previous) throw new Error(`migration ${version} does not follow ${previous}`);
    return version;
  }, 0);
}
