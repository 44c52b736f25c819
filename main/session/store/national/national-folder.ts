/**
 * The folder of the directory, beside the accounts' and nobody's own: `edition-<n>.db`, of which the last is the one,
 * files being fetched, what was chosen, and a lock. Public data; under a key of this installation all the same, so that
 * neither damage nor another hand changes to whom a letter goes.
 */
import { createHash, hkdfSync } from 'node:crypto';
import { closeSync, createReadStream, mkdirSync, openSync, readdirSync } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { z } from 'zod';
import { AppError } from '../../../../contract/errors.ts';
import type { EditionFileFacts, NationalChoice, NationalFiles } from '../../core/national-port.ts';
import { makePrivateFolder, readTextIfThere, writeFileDurably } from '../durable-file.ts';
import { storeFailure } from '../failures.ts';
import { nativeBindingOptions } from '../native-binding.ts';
import type { ApplyInThread } from './builder.ts';
import { removeIfFree } from './national-database.ts';
import { openNationalReader } from './national-reader.ts';

const LOCK = 'update.lock';
const CHOICE = 'choice.json';
const databaseName = /^edition-(\d{1,9})\.db$/;

const Choice = z.object({ isKept: z.boolean(), departments: z.array(z.string().max(3)).max(110).nullable() });
const everything: NationalChoice = { isKept: true, departments: null };

export interface NationalFolderOptions {
  readonly folder: string;
  /** Secret of this installation; null where the system keeps none: damage is noticed then, another hand is not. */
  readonly deviceSecret: Uint8Array | null;
  readonly apply: ApplyInThread;
  /** What was there cannot be read, and is gone: it is to be fetched again. */
  readonly onDamaged: () => void;
}

export function openNationalFolder(options: NationalFolderOptions): NationalFiles & { close(): void } {
  const { folder } = options;
  const key = new Uint8Array(
    hkdfSync('sha256', options.deviceSecret ?? new Uint8Array(32), '', 'medimail national directory', 32),
  );
  const pathOf = (name: string) => join(folder, name);
  const downloadOf = ({ sha256 }: EditionFileFacts) => pathOf(`${sha256}.download`);
  const latest = () => latestDatabase(folder);
  const reader = openNationalReader({
    latest: () => {
      const found = latest();
      return found === null ? null : pathOf(found.name);
    },
    key,
    onDamaged: options.onDamaged,
  });

  async function removeOthers(kept: string | null): Promise<void> {
    for (const name of await namesIn(folder)) {
      if (databaseName.test(name) && name !== kept) removeIfFree(pathOf(name));
    }
  }

  return {
    edition: reader.edition,
    search: reader.search,
    suggest: reader.suggest,
    byAddress: reader.byAddress,
    reopen: reader.reopen,
    close: reader.close,
    lock: () => takeLock(folder),
    async fetch(file, source, onBytes) {
      await makePrivateFolder(folder);
      await fetchFile(downloadOf(file), file, source, onBytes);
    },
    async apply(file, content, departments, signal, onEntries) {
      const now = latest();
      if (content === 'changes' && now === null) throw new AppError('store.corrupt');
      const name = content === 'changes' && now ? now.name : `edition-${(now?.number ?? 0) + 1}.db`;
      const task = { file: downloadOf(file), content, database: pathOf(name), key, departments };
      await options.apply(task, signal, onEntries);
      reader.reopen();
      await removeOthers(name);
      await rm(downloadOf(file), { force: true });
    },
    async tidy(keptSha256) {
      const isLeft = (name: string) =>
        name.includes('.db.part') || (name.endsWith('.download') && name !== `${keptSha256}.download`);
      for (const name of await namesIn(folder)) if (isLeft(name)) await rm(pathOf(name), { force: true });
      await removeOthers(latest()?.name ?? null);
    },
    async remove() {
      reader.close();
      await removeOthers(null);
      for (const name of await namesIn(folder)) {
        if (name.endsWith('.download') || name.includes('.db.part')) await rm(pathOf(name), { force: true });
      }
    },
    async choice() {
      const text = await readTextIfThere(pathOf(CHOICE));
      const parsed = Choice.safeParse(text === null ? null : parseJson(text));
      return parsed.success ? parsed.data : everything;
    },
    async choose(choice) {
      await makePrivateFolder(folder);
      await writeFileDurably(pathOf(CHOICE), JSON.stringify(choice));
    },
  };
}

function latestDatabase(folder: string): { readonly name: string; readonly number: number } | null {
  let found: { name: string; number: number } | null = null;
  for (const name of syncNamesIn(folder)) {
    const number = Number(databaseName.exec(name)?.[1] ?? -1);
    if (number > (found?.number ?? 0)) found = { name, number };
  }
  return found;
}

/** A lock of the operating system, which dies with the process that holds it. */
function takeLock(folder: string): { release(): void } | null {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, LOCK);
  closeSync(openSync(file, 'a', 0o600));
  const lock = new Database(file, { ...nativeBindingOptions(), timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return { release: () => lock.close() };
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw storeFailure(error);
  }
}

async function fetchFile(
  path: string,
  file: EditionFileFacts,
  source: Parameters<NationalFiles['fetch']>[1],
  onBytes: Parameters<NationalFiles['fetch']>[2],
): Promise<void> {
  const already = await sizeOf(path);
  if (already > file.sizeBytes) await rm(path, { force: true });
  const from = already > file.sizeBytes ? 0 : already;
  if (from < file.sizeBytes) await fetchRest(path, from, file, source, onBytes);
  if ((await sizeOf(path)) < file.sizeBytes) throw new AppError('operator.offline');
  if ((await digestOf(path)) === file.sha256) return;
  await rm(path, { force: true });
  throw new AppError('operator.protocol');
}

async function fetchRest(
  path: string,
  from: number,
  file: EditionFileFacts,
  source: Parameters<NationalFiles['fetch']>[1],
  onBytes: Parameters<NationalFiles['fetch']>[2],
): Promise<void> {
  const download = await source(from);
  const handle = await open(path, 'a', 0o600);
  try {
    // A server that does not give ranges gives all of it again.
    if (download.start !== from) await handle.truncate(download.start === 0 ? 0 : from);
    if (download.start !== from && download.start !== 0) throw new AppError('operator.protocol');
    let done = download.start;
    for await (const piece of download.bytes) {
      done += piece.length;
      if (done > file.sizeBytes) throw new AppError('operator.protocol');
      await handle.appendFile(piece);
      await onBytes(done);
    }
  } catch (error) {
    throw storeFailure(error);
  } finally {
    await handle.close();
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return readdir(folder);
}

function syncNamesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
