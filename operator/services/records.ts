/** Envelopes as those with rights on them are told. */
import { z } from 'zod';
import { AppError } from '../../contract/errors.ts';
import { AttachmentFacts, type EnvelopeRecord } from '../../contract/model/envelope.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import type { Sender } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import { openMetadata } from './contents.ts';
import type { KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';

/** What is encrypted beside the message: it would name patients. */
export const Metadata = z.object({
  subject: z.string(),
  attachments: z.array(AttachmentFacts),
  inReplyTo: EnvelopeId.nullable(),
});
export type Metadata = z.infer<typeof Metadata>;

/** The record as it stands now; without content once that was erased. */
export async function recordOf(vault: KeyVault, envelope: StoredEnvelope): Promise<EnvelopeRecord> {
  return recordWith(envelope.metadata === null ? null : await vault.find(envelope.contentId), envelope);
}

/** The same with the key of its content; null once that is destroyed. */
export function recordWith(key: Uint8Array | null, envelope: StoredEnvelope): EnvelopeRecord {
  const content =
    key === null || envelope.metadata === null
      ? null
      : Metadata.parse(JSON.parse(openMetadata(key, envelope.id, envelope.metadata)));
  return {
    id: EnvelopeId.parse(envelope.id),
    sender: envelope.sender,
    recipients: [...envelope.recipients],
    content,
    message: { sha256: envelope.sha256, sizeBytes: envelope.sizeBytes },
    signed: envelope.signed,
    depositedAt: envelope.depositedAt,
    sealedAt: envelope.sealedAt,
    expiresAt: envelope.expiresAt,
  };
}

/** An envelope that this account sent or received; to everyone else it does not exist. */
export async function envelopeOf(envelopes: EnvelopeStore, accountId: string, envelopeId: string) {
  const envelope = await envelopes.find(envelopeId);
  const isParty =
    envelope?.senderAccountId === accountId || envelope?.recipients.some((one) => one.accountId === accountId);
  if (!envelope || !isParty) throw new AppError('envelope.not-found');
  return envelope;
}

/** The envelope that somebody answers, who must have sent or received it: by account, or by address where there is none. */
export async function answeredBy(envelopes: EnvelopeStore, { accountId, address }: Sender, envelopeId: string) {
  if (accountId !== null) return envelopeOf(envelopes, accountId, envelopeId);
  const envelope = await envelopes.find(envelopeId);
  if (!envelope?.recipients.some((one) => one.accountId === null && one.address === address)) {
    throw new AppError('envelope.not-found');
  }
  return envelope;
}

/** Every account with rights on an envelope. */
export function partiesOf(envelope: StoredEnvelope): string[] {
  const ids = [envelope.senderAccountId, ...envelope.recipients.map((one) => one.accountId)];
  return ids.filter((accountId) => accountId !== null);
}

/**
 * Whether a person can open the envelope here and has not yet. A workstation that fetched it ahead is no reader; at
 * other operators a copy has been handed over, which nothing that happens here takes away.
 */
export function isUnread({ kind, state }: Recipient): boolean {
  return (kind === 'medimail' || kind === 'invited') && state !== 'opened' && state !== 'expired';
}
