/** A disk that can be filled without harm to the machine's own. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface SmallDisk {
  unmount(): void;
}

/** A file system of `size` (`32m`, `600k`) over a folder; null where this user may not mount one. */
export function smallDisk(folder: string, size: string): SmallDisk | null {
  mkdirSync(folder, { recursive: true });
  const run = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', folder)) return null;
  return { unmount: () => run('umount', '-l', folder) };
}

/** Fills a disk until so many bytes are left; removing the file gives the room back. */
export function leaveRoom(file: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  writeFileSync(file, randomBytes(bavail * bsize - bytes));
}
