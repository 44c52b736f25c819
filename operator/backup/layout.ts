/**
 * How backups lie in their folder: `general/<instant>/` and `keys/<instant>/`. Keys are apart because destroying a key
 * is what erases a content: no copy of them may outlive the seven days of their own backups.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** How long a backup of keys is kept. */
export const KEY_BACKUP_MS = 7 * 86_400_000;

export const generalFolder = (root: string): string => join(root, 'general');
export const keysFolder = (root: string): string => join(root, 'keys');

/** `2026-11-25T18-40-00.000Z`: sorts by time, and is a file name everywhere. */
export function backupName(at: Date): string {
  return at.toISOString().replaceAll(':', '-');
}

/** When a backup was begun; null for any other name. */
export function backupTime(name: string): Date | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d\.\d{3}Z)$/.exec(name);
  const at = new Date(match ? match.slice(1).join(':') : '');
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Names of the finished backups of a folder, oldest first. One that is being written has another name. */
export async function backupsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => backupTime(name) !== null).sort();
}
