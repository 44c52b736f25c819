/** The operator's main database as somebody sees it who has its key and wants to change what may not be changed. */
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { readMasterKey } from '../../../operator/store/master-key.ts';

/** Runs statements on the database of a data folder, without the triggers that protect the log. */
export function tamper(dataFolder: string, work: (database: Database.Database) => void): void {
  const database = new Database(join(dataFolder, 'operator.db'));
  try {
    database.pragma("cipher = 'sqlcipher'");
    database.pragma('legacy = 4');
    database.key(Buffer.concat([Buffer.from('raw:'), readMasterKey(dataFolder).derive('operator.db')]));
    const triggers = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all();
    for (const name of triggers) database.exec(`DROP TRIGGER ${String(name)}`);
    work(database);
  } finally {
    database.close();
  }
}
