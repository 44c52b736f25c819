/** The operator's main database as somebody sees it who has its key and wants to change what may not be changed. */
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { readMasterKey } from '../../../operator/store/master-key.ts';

/** Runs statements on the database of a data folder, without the triggers that protect the log unless told; gives what they give. */
export function tamper<T>(
  dataFolder: string,
  work: (database: Database.Database) => T,
  how: 'without triggers' | 'with triggers' = 'without triggers',
): T {
  const database = new Database(join(dataFolder, 'operator.db'));
  try {
    database.pragma("cipher = 'sqlcipher'");
    database.pragma('legacy = 4');
    database.key(Buffer.concat([Buffer.from('raw:'), readMasterKey(dataFolder).derive('operator.db')]));
    const all = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck();
    for (const name of how === 'with triggers' ? [] : all.all()) database.exec(`DROP TRIGGER ${String(name)}`);
    return work(database);
  } finally {
    database.close();
  }
}
