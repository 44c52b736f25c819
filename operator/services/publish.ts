/** From a whole message to a sealed envelope: every check, the seal, and one commit. */

import { AppError } from '../../contract/errors.ts';
import { contentExpiry } from '../../contract/model/limits.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { SealStatement } from '../../contract/model/seal.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import type { Clock } from '../clock.ts';
import { expectStanding } from './account-standing.ts';
import { sealMetadata } from './contents.ts';
import { type CheckedSignature, checkSignature, compareWithManifest } from './inspect-message.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { AddressChangeStore } from './ports/address-changes.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { EnvelopeStore, EventDraft, StoredEnvelope } from './ports/envelopes.ts';
import type { MailTask } from './ports/mail.ts';
import type { MssanteStore } from './ports/mssante.ts';
import type { Upload } from './ports/uploads.ts';
import { resolveRecipients } from './recipients.ts';
import { partiesOf } from './records.ts';
import type { Scanning } from './scanning.ts';
import type { Sealing } from './sealing.ts';
import type { Caller } from './sessions.ts';
import type { Signals } from './signals.ts';
import type { Trust } from './trust.ts';

export interface PublishParts {
  readonly accounts: AccountStore;
  readonly directory: DirectoryStore;
  readonly envelopes: EnvelopeStore;
  readonly mssante: MssanteStore;
  readonly addressChanges: Pick<AddressChangeStore, 'formerHolders'>;
  /** Null where this operator scans nothing. */
  readonly scanning: Scanning | null;
  readonly sealing: Sealing;
  readonly trust: Trust;
  readonly signals: Signals;
  readonly clock: Clock;
  /** Whether who has neither account nor directory entry may be written to. */
  readonly mayInvite: boolean;
  /** As seals name this operator. */
  readonly operatorName: string;
  /** Called after each envelope: there may be notifications to hand over. */
  readonly onPublished: () => void;
}

/** A complete upload and what was read of it. */
export interface CompleteUpload {
  readonly caller: Caller;
  readonly upload: Upload;
  readonly key: Uint8Array;
  readonly message: ParsedMessage;
}

/** Seals and publishes, or refuses; one that was published meanwhile is given as it is. */
export async function publishEnvelope(parts: PublishParts, complete: CompleteUpload): Promise<StoredEnvelope> {
  const { caller, upload, key, message } = complete;
  const { manifest } = upload;
  const { account } = caller;
  const depositedAt = parts.clock();
  const metadata = compareWithManifest(message, manifest, account);
  const signature = message.signed ? await checkSignature(message.signed, account, parts.trust, depositedAt) : null;
  await parts.scanning?.examine(complete);
  // Scanning takes its time: who sends and who receives is looked at as it stands after it.
  expectStanding(await parts.accounts.byId(account.card.accountId));
  const recipients = await resolveRecipients(parts, account.card, manifest.recipients, manifest.inReplyTo);
  const sealedAt = parts.clock();
  const statement = stateSeal(parts.operatorName, complete, { recipients, signature, depositedAt, sealedAt });
  const [seal, sealValidation] = await Promise.all([
    parts.sealing.seal(statement, signature?.value ?? null),
    parts.sealing.validation(sealedAt),
  ]);
  const envelope: StoredEnvelope = {
    id: manifest.envelopeId,
    contentId: upload.contentId,
    senderAccountId: account.card.accountId,
    sender: account.card,
    recipients,
    metadata: sealMetadata(key, manifest.envelopeId, JSON.stringify(metadata)),
    sha256: message.sha256,
    sizeBytes: message.sizeBytes,
    signed: signature !== null,
    depositedAt: depositedAt.toISOString(),
    sealedAt: sealedAt.toISOString(),
    expiresAt: contentExpiry(sealedAt).toISOString(),
    seal,
  };
  const published = await parts.envelopes.publish({
    envelope,
    events: sealingEvents(envelope, parts.operatorName),
    validation: [...(signature?.validation ?? []), ...sealValidation],
    notify: mailsOf(envelope),
  });
  if (published.outcome === 'conflict') throw new AppError('envelope.conflict');
  if (published.outcome === 'withdrawn') throw new AppError('upload.not-found');
  if (published.outcome === 'published') {
    parts.signals.changed(partiesOf(published.envelope));
    parts.onPublished();
  }
  return published.envelope;
}

function stateSeal(
  operator: string,
  { caller, message, upload }: CompleteUpload,
  facts: {
    readonly recipients: readonly Recipient[];
    readonly signature: CheckedSignature | null;
    readonly depositedAt: Date;
    readonly sealedAt: Date;
  },
): SealStatement {
  const { account, session } = caller;
  const { signature } = facts;
  return {
    version: 1,
    operator,
    envelopeId: upload.manifest.envelopeId,
    message: { sha256: message.sha256, sizeBytes: message.sizeBytes },
    sender: {
      accountId: account.card.accountId,
      address: account.card.address,
      name: displayName(account.card),
      nationalId: account.nationalId,
      authentication: { method: session.method, evidenceSha256: session.evidenceSha256 },
    },
    signature: signature && {
      certificateSha256: signature.certificateSha256,
      nationalId: signature.nationalId,
      algorithm: signature.algorithm,
    },
    recipients: facts.recipients.map(({ address, role, kind }) => ({ address, role, kind })),
    depositedAt: facts.depositedAt.toISOString(),
    sealedAt: facts.sealedAt.toISOString(),
  };
}

/** The sender is told of the sealing, each recipient of the reception. */
function mailsOf(envelope: StoredEnvelope): MailTask[] {
  const at = envelope.sealedAt;
  return [
    ...envelope.recipients.map(({ accountId, address }) => ({
      kind: 'reception' as const,
      accountId,
      recipient: address,
      at,
    })),
    { kind: 'sealing', accountId: envelope.senderAccountId, recipient: null, at },
  ];
}

function sealingEvents(envelope: StoredEnvelope, operatorName: string): EventDraft[] {
  const common = { onBehalfOf: null, recipient: null, source: 'operator', evidenceSha256: envelope.sha256 } as const;
  const sender = { accountId: envelope.sender.accountId, name: displayName(envelope.sender) };
  return [
    { ...common, kind: 'deposited', at: envelope.depositedAt, actor: sender },
    { ...common, kind: 'sealed', at: envelope.sealedAt, actor: { accountId: null, name: operatorName } },
  ];
}
