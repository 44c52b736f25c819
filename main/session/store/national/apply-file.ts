/**
 * Puts a fetched file into the database: an edition into a new one, changes into the one that is there. All of it or
 * nothing. Takes a minute of one processor, so that it runs in a thread of its own (`builder.ts`).
 */
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, renameSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { AppError } from '../../../../contract/errors.ts';
import type { DirectoryEntry } from '../../../../contract/model/directory.ts';
import { foldForCriteria } from '../../../../contract/model/directory-criteria.ts';
import {
  DirectoryFileHead,
  fromDirectoryRow,
  MAX_DIRECTORY_ENTRIES,
  MAX_DIRECTORY_LINE,
} from '../../../../contract/model/directory-file.ts';
import { searchedWords } from '../../../../contract/model/directory-suggestions.ts';
import { removeDatabase, type Sql } from '../encrypted-database.ts';
import { type ColumnRow, createColumnPacker, openColumns, type PackedColumns } from './columns.ts';
import {
  type KeptEdition,
  openNationalDatabase,
  readColumns,
  readEdition,
  writeColumns,
  writeEdition,
} from './national-database.ts';

/** What is to be done; travels to the thread that does it. */
export interface ApplyTask {
  /** The fetched file, whose digest was found right. */
  readonly file: string;
  readonly content: 'all' | 'changes';
  /** The database: made anew from an edition, changed by changes. */
  readonly database: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Null: entries of all departments. */
  readonly departments: readonly string[] | null;
}

const PROGRESS_ENTRIES = 5_000;

/** `operator.protocol` for a file that makes no sense, `store.*` for what the disk does. */
export async function applyFile(task: ApplyTask, onEntries: (done: number) => void): Promise<void> {
  if (task.content === 'changes') return applyChanges(task, onEntries);
  const draft = `${task.database}.part`;
  removeDatabase(draft);
  const database = openNationalDatabase(draft, task.key);
  try {
    // Nobody sees it before it is whole: what a power cut leaves of it is made again.
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    await fill(database, task, null, onEntries);
    database.pragma('journal_mode = DELETE');
  } catch (error) {
    database.close();
    removeDatabase(draft);
    throw error;
  }
  database.close();
  const file = openSync(draft, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, task.database);
}

async function applyChanges(task: ApplyTask, onEntries: (done: number) => void): Promise<void> {
  const database = openNationalDatabase(task.database, task.key);
  try {
    const edition = readEdition(database);
    if (!edition) throw new AppError('store.corrupt');
    await fill(database, task, edition, onEntries);
  } finally {
    database.close();
  }
}

async function fill(
  database: Sql,
  { file, content, departments }: ApplyTask,
  before: KeptEdition | null,
  onEntries: (done: number) => void,
): Promise<void> {
  const writer = createWriter(database, departments ?? before?.departments ?? null);
  database.exec('BEGIN IMMEDIATE');
  try {
    let head: DirectoryFileHead | null = null;
    let done = 0;
    for await (const lines of linesOf(file)) {
      for (const line of lines) {
        if (head === null) head = readHead(line, content, before);
        else writer.take(line);
      }
      if (writer.taken() - done < PROGRESS_ENTRIES) continue;
      done = writer.taken();
      onEntries(done);
    }
    if (head === null) throw new AppError('operator.protocol');
    const old = before === null ? [] : openColumns(readColumns(database)).rows();
    writeColumns(database, writer.columns(old));
    writeEdition(database, {
      series: head.series,
      number: head.number,
      madeAt: Date.parse(head.madeAt),
      entries: (database.prepare('SELECT count(*) AS n FROM entries').get() as { n: number }).n,
      departments: before === null ? departments : before.departments,
    });
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Changes lead from an edition to the next one of its series, and nowhere else. */
function readHead(line: string, content: ApplyTask['content'], before: KeptEdition | null): DirectoryFileHead {
  const head = DirectoryFileHead.safeParse(parseLine(line));
  if (!head.success || head.data.content !== content) throw new AppError('operator.protocol');
  const follows = before === null || (head.data.series === before.series && head.data.number === before.number + 1);
  if (!follows) throw new AppError('operator.protocol');
  return head.data;
}

/** Writes entries, and keeps what the columns are made of. */
function createWriter(database: Sql, departments: readonly string[] | null) {
  const insert = database.prepare('INSERT INTO entries (address, line) VALUES (?, ?)');
  const insertWords = database.prepare('INSERT INTO entry_words (rowid, words) VALUES (?, ?)');
  const known = database.prepare<[string], { rowid: number }>('SELECT rowid FROM entries WHERE address = ?');
  const remove = database.prepare('DELETE FROM entries WHERE rowid = ?');
  const removeWords = database.prepare('DELETE FROM entry_words WHERE rowid = ?');
  const removed = new Set<number>();
  const packer = createColumnPacker();
  let taken = 0;
  const isWanted = ({ department }: DirectoryEntry) =>
    departments === null || department === null || departments.includes(department);
  const drop = (address: string) => {
    const rowid = known.get(address)?.rowid;
    if (rowid === undefined) return;
    remove.run(rowid);
    removeWords.run(rowid);
    removed.add(rowid);
  };
  return {
    taken: () => taken,
    take(line: string): void {
      taken += 1;
      if (taken > MAX_DIRECTORY_ENTRIES) throw new AppError('operator.protocol');
      const row = parseLine(line);
      if (typeof row === 'string') {
        drop(row);
        return;
      }
      const entry = Array.isArray(row) ? fromDirectoryRow(row, sha256Hex) : null;
      if (!entry) throw new AppError('operator.protocol');
      drop(entry.address);
      if (!isWanted(entry)) return;
      const rowid = Number(insert.run(entry.address, line).lastInsertRowid);
      insertWords.run(rowid, searchedWords(entry));
      packer.add({ rowid, ...foldForCriteria(entry) });
    },
    /** The columns of the rows that are there now, of those that were there before. */
    columns(before: Iterable<ColumnRow>): PackedColumns {
      for (const row of before) if (!removed.has(row.rowid)) packer.add(row);
      return packer.pack(removed);
    },
  };
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new AppError('operator.protocol', error);
  }
}

/** The lines of a compressed file in strict UTF-8, those of one piece at a time. */
async function* linesOf(file: string): AsyncGenerator<readonly string[]> {
  const text = createBrotliDecompress();
  // A failure destroys what is read below, which throws it.
  pipeline(createReadStream(file, { highWaterMark: 262_144 }), text).catch(() => undefined);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const piece of text) {
      const lines = (rest + decoder.decode(piece as Buffer, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MAX_DIRECTORY_LINE) throw new AppError('operator.protocol');
      yield lines;
    }
  } catch (error) {
    const isSystem = typeof (error as NodeJS.ErrnoException).errno === 'number' && !isBrotli(error);
    throw error instanceof AppError || isSystem ? error : new AppError('operator.protocol', error);
  }
  // Every line is ended: what is not was cut.
  if (rest !== '') throw new AppError('operator.protocol');
}

const isBrotli = (error: unknown): boolean => String((error as NodeJS.ErrnoException).code).includes('BROTLI');
