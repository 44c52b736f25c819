/** Maildir that a mail server delivers what comes back to. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { BounceSource } from '../services/ports/mail.ts';
import { readFailedDelivery } from './delivery-status.ts';

/** Files looked at in one round. */
const MAX_FILES = 200;
/** Reports name the mail before they quote it; what is longer is read this far. */
const MAX_BYTES = 262_144;

/**
 * Reads `new/` of a Maildir. A report that served is removed; anything else is moved to `cur/`, for a person to look at.
 * Nothing is there as long as the mail server made no folder.
 */
export function createBounceFolder(maildir: string): BounceSource {
  const incoming = join(maildir, 'new');
  const seen = join(maildir, 'cur');
  return {
    async eachFailure(record) {
      const names = await readdir(incoming).catch(ifMissing);
      for (const name of names.sort().slice(0, MAX_FILES)) {
        const file = join(incoming, name);
        const failure = await readReport(file);
        const served = failure !== null && (await record(failure.mailIds));
        if (served) await unlink(file);
        else await setAside(file, seen, name);
      }
    },
  };
}

async function setAside(file: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(file, join(folder, `${name.replace(/:2,.*$/, '')}:2,S`));
}

/** Null for what is no report, and for what is no file: a link is not followed, a pipe not waited for. */
async function readReport(file: string) {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags).catch(ifLink);
  if (handle === null) return null;
  try {
    if (!(await handle.stat()).isFile()) return null;
    const buffer = Buffer.alloc(MAX_BYTES);
    let size = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, size, MAX_BYTES - size);
      size += bytesRead;
      if (bytesRead === 0 || size === MAX_BYTES) return readFailedDelivery(buffer.subarray(0, size));
    }
  } finally {
    await handle.close();
  }
}

function ifMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

function ifLink(error: NodeJS.ErrnoException): null {
  if (error.code !== 'ELOOP' && error.code !== 'ENXIO') throw error;
  return null;
}
