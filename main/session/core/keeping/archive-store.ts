/** Envelopes kept on a personal workstation beyond the operator's retention. Never dropped but by the person. */

import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../../../contract/model/event.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { StoredEnvelope } from '../envelope-store.ts';
import type { MessageBytes, MessageIndex } from '../message-port.ts';

/** An envelope as the archive holds it, without its bytes. */
export interface KeptEnvelope {
  readonly envelope: StoredEnvelope;
  readonly events: readonly EnvelopeEvent[];
  readonly message: MessageIndex;
  readonly archivedAt: number;
}

export interface ArchiveStore {
  has(id: EnvelopeId): boolean;
  /** Keeps the whole envelope in one transaction; keeping it again changes nothing. */
  put(kept: KeptEnvelope, bytes: MessageBytes): void;
  /** The whole of one; null when it is not here. */
  kept(id: EnvelopeId): KeptEnvelope | null;
  /** Since when it is kept here, epoch ms; null when it is not. */
  keptSince(id: EnvelopeId): number | null;
  content(id: EnvelopeId): EnvelopeRecord['content'];
  message(id: EnvelopeId): MessageIndex | null;
  messageBytes(id: EnvelopeId): MessageBytes | null;
  /** Forgets it, and that the rule would keep it: the person said so. Its file is the caller's to remove. */
  release(id: EnvelopeId, at: number): void;
  /** The person had it released: only the person brings it back. */
  isReleased(id: EnvelopeId): boolean;
  /** Oldest kept first. */
  ids(): readonly EnvelopeId[];
  /** Message bytes, how many are past the operator's retention, and when the oldest was sealed (epoch ms; null for none). */
  totals(now: number): {
    readonly envelopes: number;
    readonly sizeBytes: number;
    readonly expired: number;
    readonly oldestSealedAt: number | null;
  };
  blobIds(): readonly string[];
}
