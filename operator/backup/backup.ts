/**
 * Copies a data folder while an operator runs on it. The order makes the copies fit together: first the database, then
 * the blobs and keys that it speaks of, which were there before it did. What is written in between is surplus that the
 * restored operator sweeps away.
 */
import { copyFile, link, mkdir, opendir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncPath } from '../blobs/directory-blobs.ts';
import { readMasterKey } from '../store/master-key.ts';
import { createLogStore } from '../store/sql/log.store.ts';
import { openFiles } from '../store/sqlite/open-databases.ts';
import { backupName, backupsIn, backupTime, generalFolder, KEY_BACKUP_MS, keysFolder } from './layout.ts';

export interface BackupOptions {
  readonly dataFolder: string;
  readonly masterKeyFile?: string | undefined;
  /** Folder of all backups; made if missing. */
  readonly to: string;
  readonly at: Date;
}

export interface BackupReport {
  /** Name of the backup, in `general/` and in `keys/`. */
  readonly backup: string;
  readonly blobs: number;
  /** Events in the copy. */
  readonly events: number;
  /** Backups of keys that were older than seven days, and are gone. */
  readonly keysRemoved: number;
}

/** Writes one backup; it has its name only once it is whole and durable. */
export async function writeBackup(options: BackupOptions): Promise<BackupReport> {
  const { dataFolder, to, at } = options;
  const backup = backupName(at);
  const databases = openFiles(dataFolder, readMasterKey(dataFolder, options.masterKeyFile), true);
  try {
    const general = await draftIn(generalFolder(to), backup);
    databases.main.copyTo(join(general.draft, 'operator.db'));
    const blobs = await copyBlobs(join(dataFolder, 'blobs'), join(general.draft, 'blobs'));
    databases.directory.copyTo(join(general.draft, 'directory.db'));
    await copyDurably(join(dataFolder, 'master.check'), join(general.draft, 'master.check'));
    const keys = await draftIn(keysFolder(to), backup);
    databases.keys.copyTo(join(keys.draft, 'keys.db'));
    // A general backup without its keys would be worth nothing.
    await keys.finish();
    await general.finish();
    const keysRemoved = await removeOldKeys(keysFolder(to), at);
    return { backup, blobs, events: await createLogStore(databases.main).size(), keysRemoved };
  } finally {
    await databases.close();
  }
}

/** A folder under a name that no reader takes for a backup; what an earlier run left unfinished goes. */
async function draftIn(folder: string, name: string) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const left of await readdir(folder)) {
    if (left.endsWith('.part')) await rm(join(folder, left), { recursive: true, force: true });
  }
  const draft = join(folder, `${name}.part`);
  await mkdir(draft, { mode: 0o700 });
  return {
    draft,
    async finish() {
      await syncPath(draft);
      await rename(draft, join(folder, name));
      await syncPath(folder);
    },
  };
}

/** Links or copies every whole blob; blobs never change, so a link is as good as a copy. Gives how many. */
async function copyBlobs(from: string, to: string): Promise<number> {
  let count = 0;
  await mkdir(to, { mode: 0o700 });
  for await (const shelf of namesIn(from)) {
    for await (const contentId of namesIn(join(from, shelf))) {
      const target = join(to, shelf, contentId);
      await mkdir(target, { recursive: true, mode: 0o700 });
      for await (const name of namesIn(join(from, shelf, contentId))) {
        if (!name.endsWith('.segment')) continue;
        if (await linkOrCopy(join(from, shelf, contentId, name), join(target, name))) count += 1;
      }
      await syncPath(target);
    }
  }
  await syncPath(to);
  return count;
}

/** False when the blob was erased meanwhile. */
async function linkOrCopy(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to).catch(async (error: unknown) => {
      // Another disk, or one without links.
      if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes(codeOf(error))) throw error;
      await copyDurably(from, to);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await syncPath(to);
}

/** Removes backups of keys that are older than seven days. */
async function removeOldKeys(folder: string, at: Date): Promise<number> {
  const isOld = (name: string) => (backupTime(name)?.getTime() ?? 0) < at.getTime() - KEY_BACKUP_MS;
  const old = (await backupsIn(folder)).filter(isOld);
  for (const name of old) await rm(join(folder, name), { recursive: true });
  return old.length;
}

/** Names in a folder, read piece by piece: there may be millions. */
async function* namesIn(folder: string): AsyncIterable<string> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    // Erased meanwhile, or a file that somebody put there.
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
