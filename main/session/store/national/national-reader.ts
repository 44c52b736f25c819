/** Searching the directory on this workstation: columns in memory, entries read from the database as they are shown. */
import { statSync } from 'node:fs';
import { AppError } from '../../../../contract/errors.ts';
import { type DirectoryEntry, foldTown } from '../../../../contract/model/directory.ts';
import type { FoldedCriteria } from '../../../../contract/model/directory-criteria.ts';
import { entryOfRow } from '../../../../contract/model/directory-file.ts';
import { bestFirst, namesTyped } from '../../../../contract/model/directory-suggestions.ts';
import type { NationalDirectory, NationalEdition } from '../../core/national-port.ts';
import type { Sql } from '../encrypted-database.ts';
import { isCorruption } from '../failures.ts';
import { sha256Hex } from './apply-file.ts';
import { type Columns, openColumns } from './columns.ts';
import { openNationalDatabase, readColumns, readEdition, removeIfFree } from './national-database.ts';

/** Entries ranked for a suggestion, and of them those by name at each place. */
const CANDIDATES = 40;
const NAMED = 12;

export interface ReaderOptions {
  /** The database to read; null where there is none. */
  readonly latest: () => string | null;
  readonly key: Uint8Array;
  readonly onDamaged: () => void;
}

export interface NationalReader extends NationalDirectory {
  /** The database, or what is in it, was changed. */
  reopen(): void;
  close(): void;
}

interface Opened {
  readonly database: Sql;
  readonly path: string;
  readonly edition: NationalEdition;
  readonly columns: Columns;
  /** The number of the edition that is in the file now. */
  readonly editionNow: () => number | undefined;
  readonly entryAt: (rowid: number) => DirectoryEntry;
  readonly rowidOf: (address: string) => number | undefined;
  readonly matching: (query: string, limit: number) => readonly number[];
}

/** Opened when it is first asked for: signing in waits for nothing of it. */
export function openNationalReader({ latest, key, onDamaged }: ReaderOptions): NationalReader {
  let opened: Opened | null = null;
  let isStale = true;

  function close(): void {
    opened?.database.close();
    opened = null;
    isStale = true;
  }

  function current(): Opened | null {
    if (!isStale) return opened;
    close();
    const path = latest();
    isStale = false;
    if (path !== null) opened = openOrRemove(path);
    return opened;
  }

  function openOrRemove(path: string): Opened | null {
    try {
      return open(path, key);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      removeIfFree(path);
      onDamaged();
      return null;
    }
  }

  /** What is damaged is removed and fetched again; nobody is told of it but by the directory being away meanwhile. */
  function guarded<T>(read: (source: Opened) => T): T | null {
    for (let source = current(); source; source = current()) {
      const { database, path, edition, editionNow } = source;
      try {
        // One state of the file, whoever changes it meanwhile; where that is another edition, its columns are needed.
        const answer = database.transaction(() => (editionNow() === edition.number ? { read: read(source) } : null))();
        if (answer) return answer.read;
        isStale = true;
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        close();
        removeIfFree(path);
        onDamaged();
        return null;
      }
    }
    return null;
  }

  return {
    edition: () => current()?.edition ?? null,
    search: (criteria, offset, limit, countLimit) =>
      guarded(({ columns, entryAt }) => {
        const { rowids, total } = columns.search(criteria, offset, limit, countLimit);
        return { entries: rowids.map(entryAt), total };
      }),
    suggest: (words, limit, countLimit, near) =>
      guarded(({ columns, entryAt, matching }) => {
        // Only letters and digits get here, each word between quotes: no FTS5 operator can be typed.
        const matches = matching(words.map((word) => `"${word}"*`).join(' AND '), countLimit);
        const places: FoldedCriteria[] = near?.department
          ? [
              { department: near.department, townPrefix: foldTown(near.town ?? '') },
              { department: near.department },
              {},
            ]
          : [{}];
        const named = namesTyped(words).flatMap(({ family, given }) =>
          places.flatMap((place) => {
            const criteria = { ...place, familyPrefix: family, ...(given && { givenPrefix: given }) };
            return columns.search(criteria, 0, NAMED, 0).rowids;
          }),
        );
        const found = new Set([...named, ...matches.slice(0, CANDIDATES)]);
        const entries = bestFirst([...found].map(entryAt), words, near);
        return { entries: entries.slice(0, limit), total: Math.max(matches.length, entries.slice(0, limit).length) };
      }),
    byAddress: (address) =>
      guarded(({ rowidOf, entryAt }) => {
        const rowid = rowidOf(address);
        return rowid === undefined ? null : entryAt(rowid);
      }),
    reopen() {
      isStale = true;
    },
    close,
  };
}

const unreadable: ReadonlySet<string> = new Set(['store.wrong-key', 'store.from-the-future', 'store.corrupt']);

function isUnreadable(error: unknown): boolean {
  const named = error instanceof AppError && unreadable.has(error.code);
  return named || isCorruption(error);
}

function open(path: string, key: Uint8Array): Opened {
  const database = openNationalDatabase(path, key);
  try {
    const [edition, columns] = database.transaction(() => [readEdition(database), columnsOf(database)] as const)();
    if (!edition) throw new AppError('store.corrupt');
    const entry = database.prepare<[number], { line: string }>('SELECT line FROM entries WHERE rowid = ?');
    const rowid = database.prepare<[string], number>('SELECT rowid FROM entries WHERE address = ?').pluck();
    const number = database.prepare<[], number>('SELECT number FROM edition').pluck();
    const words = database
      .prepare<[string, number], number>('SELECT rowid FROM entry_words WHERE entry_words MATCH ? LIMIT ?')
      .pluck();
    return {
      database,
      path,
      edition: { ...edition, sizeBytes: statSync(path).size },
      columns,
      editionNow: () => number.get(),
      entryAt(rowid) {
        const line = entry.get(rowid)?.line;
        if (line === undefined) throw new AppError('store.corrupt');
        return entryOfRow(JSON.parse(line) as unknown[], sha256Hex);
      },
      rowidOf: (address) => rowid.get(address),
      matching: (query, limit) => words.all(query, limit),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function columnsOf(database: Sql): Columns {
  try {
    return openColumns(readColumns(database));
  } catch (error) {
    throw isCorruption(error) ? error : new AppError('store.corrupt', error);
  }
}
