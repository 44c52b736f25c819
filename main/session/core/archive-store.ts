/** Envelopes kept on a personal workstation beyond the operator's retention. Never dropped. */

import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../../contract/model/event.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type { StoredEnvelope } from './envelope-store.ts';
import type { MessageBytes, MessageIndex } from './message-port.ts';

export interface ArchiveStore {
  has(id: EnvelopeId): boolean;
  count(): number;
  /** Keeps the whole envelope in one transaction; keeping it again changes nothing. */
  put(
    envelope: StoredEnvelope,
    events: readonly EnvelopeEvent[],
    message: MessageIndex,
    bytes: MessageBytes,
    archivedAt: number,
  ): void;
  content(id: EnvelopeId): EnvelopeRecord['content'];
  message(id: EnvelopeId): MessageIndex | null;
  messageBytes(id: EnvelopeId): MessageBytes | null;
  blobIds(): readonly string[];
}
