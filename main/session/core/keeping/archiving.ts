/** Keeps, on a personal workstation, what the operator is about to erase or what the person chose, and lets it go again. */
import { AppError } from '../../../../contract/errors.ts';
import { KeepingRule, type KeptOverview } from '../../../../contract/ipc/keeping.contract.ts';
import type { Box } from '../../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { BlobStore } from '../blob-store.ts';
import { type Clock, toInstantOrNull } from '../clock.ts';
import type { EnvelopeStore, PageContext } from '../envelope-store.ts';
import { connectionProblem } from '../failures.ts';
import type { JournalStore } from '../journal-store.ts';
import { EXPIRING_MS } from '../policy.ts';
import type { ArchiveStore } from './archive-store.ts';

/** Envelopes moved after one pull, so that the screen never waits for it. */
const BATCH = 20;
const SETTING = 'keeping-rule';
/** How often it is asked which of them were left at the operator. */
const FETCH_EVERY_MS = 6 * 3_600_000;

/** Boxes whose envelopes are kept by themselves. */
const boxesOfRule: Readonly<Record<KeepingRule, readonly Box[]>> = {
  all: ['received', 'sent'],
  received: ['received'],
  sent: ['sent'],
  chosen: [],
};

export interface Archiving {
  /** Moves one envelope whose bytes are in the cache, whatever the rule; false when they are not. */
  keepHere(id: EnvelopeId): boolean;
  /** Moves one envelope whose bytes are in the cache, if the rule wants it; anything else is left alone. */
  keepByRule(id: EnvelopeId): void;
  /** Moves some of those whose content ends soon and that the rule wants; answers how many. */
  moveExpiring(): number;
  /**
   * Fetches those whose content ends soon, that the rule wants and whose bytes the workstation did not keep, and moves
   * them; a few times a day. What cannot be had now is asked for again later.
   */
  fetchExpiring(): Promise<void>;
  overview(): KeptOverview;
  /** `archive.not-allowed` where nothing may be kept. */
  setRule(rule: KeepingRule): KeptOverview;
  /** Keeps what the person chose, fetched first where it is missing; answers how many of them are kept now. */
  keep(ids: readonly EnvelopeId[]): Promise<number>;
  /** Lets go; what exists nowhere else only with `evenLost`, and is counted as lost otherwise. */
  release(ids: readonly EnvelopeId[], evenLost: boolean): Promise<{ readonly released: number; readonly lost: number }>;
}

export interface ArchivingPorts {
  readonly cache: EnvelopeStore;
  readonly archive: ArchiveStore;
  readonly blobs: BlobStore;
  readonly journal: JournalStore;
  readonly clock: Clock;
  /** Has the message here when it resolves. */
  readonly fetch: (id: EnvelopeId) => Promise<unknown>;
  readonly context: () => PageContext;
  /** Policy: a shared workstation keeps nothing. */
  readonly isAllowed: boolean;
  /** Policy: where the administrator bounds what is here, nothing is fetched to be kept. */
  readonly mayFetch: boolean;
  readonly onChanged: (ids: readonly EnvelopeId[]) => void;
}

export function createArchiving(ports: ArchivingPorts): Archiving {
  const { cache, archive, blobs, journal, clock } = ports;
  const rule = (): KeepingRule => KeepingRule.catch('all').parse(journal.setting(SETTING) ?? 'all');

  let fetchedAt: number | null = null;

  function move(id: EnvelopeId): boolean {
    const envelope = cache.envelope(id);
    const message = cache.message(id);
    const bytes = cache.messageBytes(id);
    if (!envelope?.record.content || !message || !bytes) return false;
    // Archive first: a kill between the two leaves the envelope in both, and the next move finishes.
    archive.put({ envelope, events: cache.events(id), message, archivedAt: clock.now() }, bytes);
    cache.moveOut(id);
    return true;
  }

  function keepByRule(id: EnvelopeId): void {
    if (!ports.isAllowed || archive.isReleased(id)) return;
    const box = cache.envelope(id)?.box;
    if (box && boxesOfRule[rule()].includes(box)) move(id);
  }

  async function keepChosen(id: EnvelopeId): Promise<boolean> {
    const stored = cache.envelope(id);
    if (!stored) return false;
    if (archive.has(id)) return true;
    if (cache.messageBytes(id) === null) {
      // Erased before anybody kept it: there is nothing left to keep.
      if (stored.record.content === null) return false;
      await ports.fetch(id);
    }
    return move(id);
  }

  /** False when it would be lost and may not be. */
  async function letGo(id: EnvelopeId, evenLost: boolean): Promise<boolean> {
    const bytes = archive.messageBytes(id);
    const message = archive.message(id);
    if (!bytes || !message) return true;
    if (isErased(id)) {
      if (!evenLost) return false;
      archive.release(id, clock.now());
      if (bytes.kind === 'blob') await blobs.remove([bytes.blobId]);
    } else {
      // Cache first, for the same reason as above; its file stays the same.
      cache.putMessage(id, message, bytes);
      archive.release(id, clock.now());
    }
    cache.redraw([id], ports.context());
    return true;
  }

  const isErased = (id: EnvelopeId): boolean => !cache.envelope(id)?.record.content;
  const expectAllowed = (): void => {
    if (!ports.isAllowed) throw new AppError('archive.not-allowed');
  };

  function overview(): KeptOverview {
    const { envelopes, sizeBytes, expired, oldestSealedAt } = archive.totals(clock.now());
    return {
      allowed: ports.isAllowed,
      rule: rule(),
      envelopes,
      sizeBytes,
      erasedElsewhere: expired,
      oldestSealedAt: toInstantOrNull(oldestSealedAt),
    };
  }

  return {
    keepHere: move,
    keepByRule,
    moveExpiring() {
      if (!ports.isAllowed) return 0;
      const boxes = boxesOfRule[rule()];
      if (boxes.length === 0) return 0;
      const due = cache.expiringWithBytes(clock.now() + EXPIRING_MS, boxes, archive.isReleased, BATCH);
      const moved = due.filter(move).length;
      if (moved > 0) ports.onChanged([]);
      return moved;
    },
    async fetchExpiring() {
      const now = clock.now();
      const isDue = fetchedAt === null || Math.abs(now - fetchedAt) > FETCH_EVERY_MS;
      if (!ports.isAllowed || !ports.mayFetch || !isDue) return;
      fetchedAt = now;
      for (const id of cache.expiringWithoutBytes(now + EXPIRING_MS, boxesOfRule[rule()], now)) {
        if (archive.has(id) || archive.isReleased(id)) continue;
        try {
          await ports.fetch(id);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          // Out of reach, none of the others comes either: the next pull asks again. One that is refused stops no other.
          if (connectionProblem(error) === null) continue;
          fetchedAt = null;
          return;
        }
        if (move(id)) ports.onChanged([id]);
      }
    },
    overview,
    setRule(chosen) {
      expectAllowed();
      journal.setSetting(SETTING, chosen);
      return overview();
    },
    async keep(ids) {
      expectAllowed();
      let kept = 0;
      try {
        for (const id of ids) if (await keepChosen(id)) kept += 1;
      } finally {
        // Those before the one that failed are kept all the same.
        ports.onChanged(ids);
      }
      return kept;
    },
    async release(ids, evenLost) {
      let released = 0;
      for (const id of ids) if (await letGo(id, evenLost)) released += 1;
      ports.onChanged(ids);
      return { released, lost: ids.length - released };
    },
  };
}
