/**
 * Editions of the directory for workstations: made once, in the background, from what may be found, and then files that
 * never change. Kept where contents are, so that every node of an operator serves the same ones.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DirectoryEdition } from '../../contract/api/directory-edition-routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { DirectoryFileHead } from '../../contract/model/directory-file.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { Clock } from '../clock.ts';
import {
  comparing,
  currentLines,
  type EditionBlob,
  linesOfSnapshot,
  readEdition,
  removeEditionFile,
  removeOtherSeries,
  writeLines,
} from './edition-files.ts';
import type { BlobStore } from './ports/contents.ts';
import type { DirectoryEditionStore, DirectoryMark } from './ports/directory-editions.ts';

/** Changes of our own entries wait for the next import or for this long: each edition is fetched by everybody. */
const OWN_CHANGES_MS = 6 * 3_600_000;
/** Editions that a workstation may lag behind before it fetches the whole. */
const MAX_CHANGES = 60;
/** More changes than this at once, and the whole is the shorter way. */
const MAX_CHANGED_LINES = 100_000;

const Blob = DirectoryEdition.shape.snapshot.extend({ name: z.string() });
const State = DirectoryEdition.extend({
  snapshot: Blob,
  changes: z.array(Blob.extend({ number: z.number().int() })),
  /** The snapshot before, which some are still fetching. */
  former: Blob.nullable(),
  mark: z.object({ imports: z.number().int(), own: z.number().int() }),
});
type State = z.infer<typeof State>;

export interface EditionParts {
  readonly editions: DirectoryEditionStore;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

export interface EditionFile extends EditionBlob {
  /** Bytes `start` (included) to `end` (excluded). */
  read(start: number, end: number): ByteStream;
}

export interface DirectoryEditions {
  /** The latest; null before the first, which this asks for. */
  latest(): Promise<DirectoryEdition | null>;
  /** Null for what is not there, or not any more. */
  file(sha256: string): Promise<EditionFile | null>;
  /** Makes the next edition if it is time for one; nobody having asked for any, none is made. */
  refresh(): Promise<void>;
}

/** `onWanted` is called when somebody asks for an edition and there is none. */
export function createDirectoryEditions(parts: EditionParts, onWanted: () => void): DirectoryEditions {
  const { editions, blobs, clock } = parts;
  let isWanted = false;

  const state = async () => toState(await editions.edition());

  /** Nothing of it stays where this fails. */
  async function write(last: State | null, mark: DirectoryMark): Promise<State> {
    const head = {
      format: 1,
      series: last?.series ?? randomUUID(),
      number: (last?.number ?? 0) + 1,
      madeAt: clock().toISOString(),
    } as const;
    const headLine = (content: DirectoryFileHead['content']) =>
      JSON.stringify({ ...head, content } satisfies DirectoryFileHead);
    const changed: string[] = [];
    let entries = 0;
    async function* allLines() {
      yield headLine('all');
      const old = last?.snapshot;
      const before = linesOfSnapshot(old ? readEdition(blobs, old, 0, old.sizeBytes) : null);
      const onChange = (line: string) => {
        if (changed.length <= MAX_CHANGED_LINES) changed.push(line);
      };
      for await (const line of comparing(before, currentLines(editions), onChange)) {
        entries += 1;
        yield line;
      }
    }
    const snapshot = await writeLines(blobs, head.series, allLines());
    const isShort = last !== null && changed.length <= MAX_CHANGED_LINES;
    const written = isShort ? await writeChanges([headLine('changes'), ...changed], head.series, snapshot) : null;
    return {
      ...{ series: head.series, number: head.number, madeAt: head.madeAt, entries, snapshot, mark },
      changes: written && last ? [...last.changes, { ...written, number: head.number }].slice(-MAX_CHANGES) : [],
      former: last?.snapshot ?? null,
    };
  }

  async function writeChanges(lines: readonly string[], series: string, snapshot: EditionBlob): Promise<EditionBlob> {
    try {
      return await writeLines(blobs, series, lines);
    } catch (error) {
      await removeEditionFile(blobs, snapshot);
      throw error;
    }
  }

  /** Removes what one edition has and the other does not. */
  async function removeFiles(of: State | null, beside: State | null): Promise<void> {
    const kept = new Set(filesOf(beside).map(({ name }) => name));
    for (const file of filesOf(of)) if (!kept.has(file.name)) await removeEditionFile(blobs, file);
  }

  /** False where another node was first: its edition is the one. */
  async function keep(last: State | null, next: State): Promise<boolean> {
    const edition = { number: next.number, state: JSON.stringify(next) };
    try {
      return await editions.replaceEdition(last?.number ?? null, edition);
    } catch (error) {
      // Where the answer alone was lost it is kept all the same. Where that cannot be asked either, its files stay.
      if ((await editions.edition()) === edition.state) return true;
      await removeFiles(next, last);
      throw error;
    }
  }

  async function publish(last: State | null, mark: DirectoryMark): Promise<void> {
    // Asked before half a minute of work, and not after it.
    await editions.expectWritable();
    const next = await write(last, mark);
    if (!(await keep(last, next))) {
      await removeFiles(next, last);
      return;
    }
    // Whoever fetches the last snapshot may finish.
    await removeFiles(last, next);
    if (last === null) await removeOtherSeries(blobs, next.series);
  }

  return {
    async latest() {
      const latest = await state();
      if (!latest || !isWanted) onWanted();
      isWanted = true;
      return latest && DirectoryEdition.parse(latest);
    },
    async file(sha256) {
      const current = await state();
      const file = filesOf(current).find((one) => one.sha256 === sha256);
      return file ? { ...file, read: (start, end) => readEdition(blobs, file, start, end) } : null;
    },
    async refresh() {
      if (!isWanted) return;
      const kept = await editions.edition();
      const last = toState(kept);
      const mark = await editions.mark();
      if (last && !isDue(last, mark, clock())) return;
      await publish(last, mark).catch(async (error: unknown) => {
        // The edition before cannot be read: the next run begins another series without it.
        if (kept !== null && !(error instanceof AppError)) await editions.forgetEdition(kept);
        throw error;
      });
    },
  };
}

function toState(kept: string | null): State | null {
  return kept === null ? null : State.parse(JSON.parse(kept));
}

function isDue({ madeAt, mark }: State, now: DirectoryMark, at: Date): boolean {
  if (mark.imports !== now.imports) return true;
  return mark.own !== now.own && at.getTime() - Date.parse(madeAt) >= OWN_CHANGES_MS;
}

function filesOf(state: State | null): readonly EditionBlob[] {
  if (state === null) return [];
  const { snapshot, changes, former } = state;
  return [snapshot, ...changes, ...(former ? [former] : [])];
}
