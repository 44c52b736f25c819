/** Handing out the exact bytes of a message to those with rights on it. */
import { AppError } from '../../contract/errors.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { Clock } from '../clock.ts';
import { readContent } from './contents.ts';
import { authorship } from './mailbox-access.ts';
import type { BlobStore, KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { UploadStore } from './ports/uploads.ts';
import { envelopeOf, partiesOf } from './records.ts';
import type { Caller } from './sessions.ts';
import type { Signals } from './signals.ts';

export interface DeliveryParts {
  readonly envelopes: EnvelopeStore;
  readonly uploads: UploadStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly signals: Signals;
  readonly clock: Clock;
}

/** A message that can be read from any byte to any other. */
export interface ReadableMessage {
  readonly envelope: StoredEnvelope;
  /** Bytes `start` (included) to `end` (excluded). */
  read(start: number, end: number): ByteStream;
}

/** Finds a message for this caller; `envelope.expired` once its key is destroyed. */
export async function openMessage(parts: DeliveryParts, caller: Caller, envelopeId: string): Promise<ReadableMessage> {
  return messageOf(parts, await envelopeOf(parts.envelopes, caller.mailbox.card.accountId, envelopeId));
}

/** The message of an envelope, for whoever was found to have rights on it; `envelope.expired` as above. */
export async function messageOf(
  parts: Pick<DeliveryParts, 'uploads' | 'vault' | 'blobs'>,
  envelope: StoredEnvelope,
): Promise<ReadableMessage> {
  const { contentId } = envelope;
  const key = envelope.metadata === null ? null : await parts.vault.find(contentId);
  if (key === null) throw new AppError('envelope.expired');
  const segments = await parts.uploads.segments(contentId);
  return { envelope, read: (start, end) => readContent(parts.blobs, { contentId, key, segments }, start, end) };
}

/**
 * Records that a recipient's workstation was handed the content, or a delegate's; the sender reading it again is no delivery,
 * and whoever reads it in the sender's name is one.
 */
export async function recordDelivery(parts: DeliveryParts, caller: Caller, envelope: StoredEnvelope): Promise<void> {
  const own = envelope.recipients.filter(({ accountId }) => accountId === caller.mailbox.card.accountId);
  for (const recipient of own) await recordDeliveryTo(parts, envelope, recipient, authorship(caller));
  if (own.length === 0 && caller.scopes !== null) await recordDeliveryTo(parts, envelope, null, authorship(caller));
}

/** Records that the operator handed the content of an envelope to one of its recipients, once; null: in the sender's name. */
export async function recordDeliveryTo(
  parts: Pick<DeliveryParts, 'envelopes' | 'signals' | 'clock'>,
  envelope: StoredEnvelope,
  recipient: Recipient | null,
  by: Pick<EnvelopeEvent, 'actor' | 'onBehalfOf'>,
): Promise<void> {
  const address = recipient?.address ?? null;
  const { isNew } = await parts.envelopes.advance({
    envelopeId: envelope.id,
    address,
    state: 'delivered',
    event: {
      kind: 'delivered',
      at: parts.clock().toISOString(),
      ...by,
      recipient: address,
      source: 'operator',
      evidenceSha256: envelope.sha256,
    },
  });
  if (isNew) parts.signals.changed(partiesOf(envelope));
}
