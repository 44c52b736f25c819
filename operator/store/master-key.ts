/** The key above all keys: a file of 32 bytes, and a check that it is the one that this data was written with. */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../contract/errors.ts';

export interface MasterKey {
  /** A key of 32 bytes for one purpose. */
  derive(purpose: string): Uint8Array;
}

/** Reads the master key of data that is there; a key that is missing or another is `store.wrong-key`. */
export function readMasterKey(dataFolder: string, keyFile = join(dataFolder, 'master.key')): MasterKey {
  const isThere = existsSync(keyFile) && existsSync(join(dataFolder, 'master.check'));
  if (!isThere) throw new AppError('store.wrong-key');
  return openMasterKey(dataFolder, keyFile);
}

/**
 * Reads the master key, or makes it where there is no data yet. Another key than the data's is `store.wrong-key`; a
 * missing one is too, because making a new one would only hide that all is lost.
 */
export function openMasterKey(dataFolder: string, keyFile: string): MasterKey {
  const checkFile = join(dataFolder, 'master.check');
  if (!existsSync(keyFile)) {
    if (existsSync(checkFile)) throw new AppError('store.wrong-key');
    writeDurably(keyFile, randomBytes(32));
  }
  const key = readFileSync(keyFile);
  if (key.length !== 32) throw new AppError('store.wrong-key');
  const check = createHmac('sha256', key).update('medimail master key check').digest();
  if (!existsSync(checkFile)) writeDurably(checkFile, check);
  const kept = readFileSync(checkFile);
  if (kept.length !== check.length || !timingSafeEqual(kept, check)) throw new AppError('store.wrong-key');
  return { derive: (purpose) => new Uint8Array(hkdfSync('sha256', key, '', `medimail ${purpose}`, 32)) };
}

function writeDurably(file: string, bytes: Uint8Array): void {
  const draft = `${file}.part`;
  const descriptor = openSync(draft, 'w', 0o600);
  try {
    writeSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
