/** Keeps, on a personal workstation, what the operator is about to erase. */
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type { ArchiveStore } from './archive-store.ts';
import type { Clock } from './clock.ts';
import type { EnvelopeStore } from './envelope-store.ts';
import { EXPIRING_MS } from './policy.ts';

/** Envelopes moved after one pull, so that the screen never waits for it. */
const BATCH = 20;

export interface Archiving {
  /** Moves one envelope whose bytes are in the cache; anything else is left alone, and answered with false. */
  keep(id: EnvelopeId): boolean;
  /** Moves some of those whose content ends soon; answers how many. */
  moveExpiring(): number;
}

/** With `isAllowed` false (a shared workstation) nothing is ever kept. */
export function createArchiving(ports: {
  readonly cache: EnvelopeStore;
  readonly archive: ArchiveStore;
  readonly clock: Clock;
  readonly isAllowed: boolean;
}): Archiving {
  const { cache, archive, clock } = ports;
  const keep = (id: EnvelopeId): boolean => {
    if (!ports.isAllowed) return false;
    const envelope = cache.envelope(id);
    const message = cache.message(id);
    const bytes = cache.messageBytes(id);
    if (!envelope?.record.content || !message || !bytes) return false;
    // Archive first: a kill between the two leaves the envelope in both, and the next move finishes.
    archive.put(envelope, cache.events(id), message, bytes, clock.now());
    cache.moveOut(id);
    return true;
  };
  return {
    keep,
    moveExpiring() {
      if (!ports.isAllowed) return 0;
      return cache.expiringWithBytes(clock.now() + EXPIRING_MS, BATCH).filter(keep).length;
    },
  };
}
