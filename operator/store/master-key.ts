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
  const key = readKey(keyFile, !existsSync(checkFile));
  const check = checkOf(key);
  if (!existsSync(checkFile)) writeDurably(checkFile, check);
  return checked(key, readFileSync(checkFile));
}

/** Where the check of a master key is kept that several nodes share, each with its own copy of the file. */
export interface SharedCheck {
  find(): Promise<Uint8Array | null>;
  /** Keeps it unless another was kept before; gives the one that is kept. */
  keep(check: Uint8Array): Promise<Uint8Array>;
}

/** The same for data that is in no folder: made where there is no data yet and `mayMake`; else `store.wrong-key`. */
export async function openSharedMasterKey(keyFile: string, shared: SharedCheck, mayMake: boolean): Promise<MasterKey> {
  const kept = await shared.find();
  const key = readKey(keyFile, mayMake && kept === null);
  return checked(key, kept ?? (await shared.keep(checkOf(key))));
}

function readKey(keyFile: string, mayMake: boolean): Buffer {
  if (!existsSync(keyFile)) {
    if (!mayMake) throw new AppError('store.wrong-key');
    writeDurably(keyFile, randomBytes(32));
  }
  const key = readFileSync(keyFile);
  if (key.length !== 32) throw new AppError('store.wrong-key');
  return key;
}

function checkOf(key: Buffer): Buffer {
  return createHmac('sha256', key).update('medimail master key check').digest();
}

function checked(key: Buffer, kept: Uint8Array): MasterKey {
  const check = checkOf(key);
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
