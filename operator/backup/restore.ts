/** Makes a data folder of a general backup and the latest keys. */
import { constants } from 'node:fs';
import { copyFile, cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readMasterKey } from '../store/master-key.ts';
import { openStores, type Stores } from '../store/open-stores.ts';
import { backupsIn, backupTime, generalFolder, keysFolder } from './layout.ts';

export interface RestoreOptions {
  readonly from: string;
  /** Name of a general backup; the latest unless told. */
  readonly backup?: string;
  readonly dataFolder: string;
  readonly masterKeyFile?: string | undefined;
  readonly at: Date;
}

export interface RestoreReport {
  readonly backup: string;
  /** The keys are always the latest: what was erased since an older general backup stays erased. */
  readonly keys: string;
}

/**
 * Refuses a folder that is not empty. Sessions of the backup are ended, because some were ended after it, and the store
 * gets another name, so that no workstation goes on from a place that this log has not reached or has filled otherwise.
 */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreReport> {
  const { from, dataFolder } = options;
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  if ((await readdir(dataFolder)).length > 0) throw new Error('the data folder is not empty');
  const backup = chosen(await backupsIn(generalFolder(from)), options.backup);
  const keys = chosen(await backupsIn(keysFolder(from)));
  const general = join(generalFolder(from), backup);
  // Before anything is copied: with another key it would all be unreadable.
  readMasterKey(general, options.masterKeyFile);
  for (const name of ['operator.db', 'directory.db', 'master.check']) await copyNew(general, dataFolder, name);
  await copyNew(join(keysFolder(from), keys), dataFolder, 'keys.db');
  // Copies, not links: the backup stays whole whatever happens to the restored folder.
  await cp(join(general, 'blobs'), join(dataFolder, 'blobs'), {
    recursive: true,
    errorOnExist: true,
    mode: constants.COPYFILE_FICLONE,
  });
  const stores = await openStores(options);
  try {
    await beginAnew(stores, options.at);
  } finally {
    await stores.close();
  }
  return { backup, keys };
}

/** What has to be done to data that came from a backup before an operator runs on it. */
export async function beginAnew(
  stores: Pick<Stores, 'sessions' | 'administrators' | 'envelopes' | 'editions'>,
  at: Date,
): Promise<void> {
  await stores.sessions.endAll(at);
  await stores.administrators.forgetSessions(at);
  await stores.envelopes.renewEpoch();
  // Workstations are ahead of it: by its numbers they would skip what changes next.
  const edition = await stores.editions.edition();
  if (edition !== null) await stores.editions.forgetEdition(edition);
}

function chosen(names: readonly string[], name = names.at(-1)): string {
  if (name === undefined || backupTime(name) === null || !names.includes(name)) throw new Error('no such backup');
  return name;
}

function copyNew(from: string, to: string, name: string): Promise<void> {
  return copyFile(join(from, name), join(to, name), constants.COPYFILE_EXCL);
}
