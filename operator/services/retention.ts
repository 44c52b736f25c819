/** Erasing content after three months, and what uploads left behind. Events stay for ever. */
import type { Clock } from '../clock.ts';
import { madeBefore } from './contents.ts';
import type { BlobStore, KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, EventDraft, StoredEnvelope } from './ports/envelopes.ts';
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
const SETTLING_MS = 3_600_000;

/**
 * Erases what is due and no hold keeps. What is claimed is erased whatever happens: a crash only means that the next run
 * finishes. One that fails does not keep the others, and is thrown in the end. Gives how many envelopes were erased.
 */
export async function eraseExpired(parts: RetentionParts): Promise<number> {
  const failed = new Map<string, unknown>();
  let erased = 0;
  for (;;) {
    const at = parts.clock();
    const claimed = await parts.envelopes.claimExpired(at, BATCH + failed.size);
    const due = claimed.filter((envelope) => !failed.has(envelope.id));
    // From this instant no copy of anything can be read.
    await parts.vault.destroy(due.map((envelope) => envelope.contentId));
    for (const envelope of due) {
      try {
        await eraseWithoutKey(parts, envelope, at);
        erased += 1;
      } catch (error) {
        failed.set(envelope.id, error);
      }
    }
    if (due.length < BATCH) break;
  }
  if (failed.size > 0) throw [...failed.values()][0];
  return erased;
}

/** The event comes last, and says that nothing is left. */
async function eraseWithoutKey(parts: RetentionParts, envelope: StoredEnvelope, at: Date): Promise<void> {
  await parts.blobs.removeAll(envelope.contentId);
  const event: EventDraft = {
    kind: 'expired',
    at: at.toISOString(),
    actor: { accountId: null, name: parts.operatorName },
    onBehalfOf: null,
    recipient: null,
    source: 'operator',
    evidenceSha256: envelope.sha256,
  };
  const told = [...new Set(partiesOf(envelope))];
  const mails = told.map((accountId) => ({ kind: 'expiry', accountId, recipient: null, at: event.at }) as const);
  await parts.envelopes.erase(envelope.id, event, mails);
  parts.signals.changed(partiesOf(envelope));
}

/** Forgets uploads that nobody continues, and keys and blobs that belong to nothing (a crash can leave some). */
export async function sweepLeftovers(parts: RetentionParts): Promise<void> {
  const now = parts.clock().getTime();
  const idleSince = new Date(now - UPLOAD_IDLE_MS);
  for (const contentId of await parts.uploads.untouchedSince(idleSince)) await parts.uploads.remove(contentId);
  // What is being announced this very moment has a key and no upload yet.
  const settledBefore = new Date(now - SETTLING_MS);
  for await (const contentIds of batches(keysOf(parts.vault))) {
    const unknown = await leftovers(parts.envelopes, contentIds, settledBefore);
    if (unknown.length > 0) await parts.vault.destroy(unknown);
  }
  for await (const contentIds of batches(parts.blobs.contentIds())) {
    for (const contentId of await leftovers(parts.envelopes, contentIds, settledBefore)) {
      await parts.blobs.removeAll(contentId);
    }
  }
  // What could not be cleared away before, be there any key left or none; it may fail again, and nothing waits for it.
  await parts.vault.destroy([]);
}

async function leftovers(envelopes: EnvelopeStore, contentIds: readonly string[], before: Date): Promise<string[]> {
  const known = await envelopes.knownContents(contentIds);
  return contentIds.filter((contentId) => !known.has(contentId) && madeBefore(contentId, before));
}

async function* keysOf(vault: KeyVault): AsyncIterable<string> {
  for (let after = ''; ; ) {
    const contentIds = await vault.contentIds(after, BATCH);
    yield* contentIds;
    if (contentIds.length < BATCH) return;
    after = contentIds.at(-1) ?? after;
  }
}

async function* batches(ids: AsyncIterable<string>): AsyncIterable<string[]> {
  let batch: string[] = [];
  for await (const id of ids) {
    batch.push(id);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
