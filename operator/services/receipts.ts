/** Sealing proofs as depositors are given them. */
import type { DepositReceipt, Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import { recordOf } from './records.ts';
import type { Caller } from './sessions.ts';

/** The receipt says how things stood at sealing, so that it is the same however often it is asked for. */
export async function receiptOf(vault: KeyVault, envelope: StoredEnvelope): Promise<DepositReceipt> {
  const recipients = envelope.recipients.map((one) => ({ ...one, state: 'sealed', openedAt: null }) as const);
  return { record: await recordOf(vault, { ...envelope, recipients }), seal: envelope.seal };
}

/** The receipt of what was sealed before; null without, `envelope.conflict` where it is of other bytes or of somebody else. */
export async function earlierReceipt(
  { envelopes, vault }: { readonly envelopes: EnvelopeStore; readonly vault: KeyVault },
  caller: Caller,
  manifest: Manifest,
): Promise<DepositReceipt | null> {
  const earlier = await envelopes.find(manifest.envelopeId);
  if (!earlier) return null;
  const isSame = earlier.senderAccountId === caller.mailbox.card.accountId && earlier.sha256 === manifest.sha256;
  if (!isSame) throw new AppError('envelope.conflict');
  return receiptOf(vault, earlier);
}
