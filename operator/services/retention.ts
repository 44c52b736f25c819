/** Erasing content after three months, and what uploads left behind. Events stay for ever. */
import type { Clock } from '../clock.ts';
import type { BlobStore, KeyVault } from './ports/contents.ts';
import type { EnvelopeStore } from './ports/envelopes.ts';
import type { UploadStore } from './ports/uploads.ts';
import { partiesOf } from './records.ts';
import type { Signals } from './signals.ts';

export interface RetentionParts {
  readonly envelopes: EnvelopeStore;
  readonly uploads: UploadStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly operatorName: string;
}

const BATCH = 100;
/** An upload where nothing happens for this long is forgotten. */
const UPLOAD_IDLE_MS = 7 * 86_400_000;

/**
 * Erases what is due. The key goes first: from that instant no copy of anything can be read, and a crash afterwards only
 * means that the next run finishes. Gives how many envelopes were erased.
 */
export async function eraseExpired(parts: RetentionParts): Promise<number> {
  let erased = 0;
  for (;;) {
    const at = parts.clock();
    const due = await parts.envelopes.expiredBy(at, BATCH);
    await parts.vault.destroy(due.map((envelope) => envelope.contentId));
    for (const envelope of due) {
      await parts.envelopes.erase(envelope.id, {
        kind: 'expired',
        at: at.toISOString(),
        actor: { accountId: null, name: parts.operatorName },
        onBehalfOf: null,
        recipient: null,
        source: 'operator',
        evidenceSha256: envelope.sha256,
      });
      await parts.blobs.removeAll(envelope.contentId);
      parts.signals.changed(partiesOf(envelope));
    }
    erased += due.length;
    if (due.length < BATCH) return erased;
  }
}

/** Forgets uploads that nobody continues, and keys and blobs that belong to nothing (a crash can leave some). */
export async function sweepLeftovers(parts: RetentionParts): Promise<void> {
  const before = new Date(parts.clock().getTime() - UPLOAD_IDLE_MS);
  for (const contentId of await parts.uploads.untouchedSince(before)) await parts.uploads.remove(contentId);
  await sweepKeys(parts);
  const unknown: string[] = [];
  for await (const contentId of parts.blobs.contentIds()) {
    if (!(await parts.envelopes.knownContents([contentId])).has(contentId)) unknown.push(contentId);
  }
  for (const contentId of unknown) await parts.blobs.removeAll(contentId);
}

async function sweepKeys(parts: RetentionParts): Promise<void> {
  let after = '';
  for (;;) {
    const contentIds = await parts.vault.contentIds(after, BATCH);
    if (contentIds.length === 0) return;
    const known = await parts.envelopes.knownContents(contentIds);
    await parts.vault.destroy(contentIds.filter((contentId) => !known.has(contentId)));
    after = contentIds.at(-1) ?? after;
  }
}
