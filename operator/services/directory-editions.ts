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
  removeEditionFiles,
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

const Blob = DirectoryEdition.shape.snapshot.extend({ name: z.uuid() });
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

  async function state(): Promise<State | null> {
    const kept = await editions.edition();
    return kept === null ? null : State.parse(JSON.parse(kept));
  }

  async function publish(last: State | null, mark: DirectoryMark): Promise<void> {
    if (last === null) await removeEditionFiles(blobs);
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
    const snapshot = await writeLines(blobs, allLines());
    const isShort = last !== null && changed.length <= MAX_CHANGED_LINES;
    const written = isShort ? await writeLines(blobs, [headLine('changes'), ...changed]) : null;
    const next: State = {
      ...{ series: head.series, number: head.number, madeAt: head.madeAt, entries, snapshot, mark },
      changes: written && last ? [...last.changes, { ...written, number: head.number }].slice(-MAX_CHANGES) : [],
      former: last?.snapshot ?? null,
    };
    const isTaken = await editions.replaceEdition(last?.number ?? null, {
      number: next.number,
      state: JSON.stringify(next),
    });
    // Another node was first: its edition is the one.
    for (const file of isTaken ? outdated(last, next) : [snapshot, written]) {
      if (file) await removeEditionFile(blobs, file);
    }
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
      const file = current && filesOf(current).find((one) => one.sha256 === sha256);
      return file ? { ...file, read: (start, end) => readEdition(blobs, file, start, end) } : null;
    },
    async refresh() {
      if (!isWanted) return;
      const last = await state();
      const mark = await editions.mark();
      if (last && !isDue(last, mark, clock())) return;
      await publish(last, mark).catch(async (error: unknown) => {
        // The edition before cannot be read: the next run begins another series without it.
        if (!(error instanceof AppError)) await editions.forgetEdition();
        throw error;
      });
    },
  };
}

function isDue({ madeAt, mark }: State, now: DirectoryMark, at: Date): boolean {
  if (mark.imports !== now.imports) return true;
  return mark.own !== now.own && at.getTime() - Date.parse(madeAt) >= OWN_CHANGES_MS;
}

function filesOf({ snapshot, changes, former }: State): readonly EditionBlob[] {
  return [snapshot, ...changes, ...(former ? [former] : [])];
}

/** Files of the edition before that this one does not hold any more: whoever fetches the last snapshot may finish. */
function outdated(last: State | null, next: State): readonly EditionBlob[] {
  const kept = new Set(filesOf(next).map(({ name }) => name));
  return last ? filesOf(last).filter(({ name }) => !kept.has(name)) : [];
}
