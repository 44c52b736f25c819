/** From a whole message to a sealed envelope: every check, the seal, and one commit. */
import type { Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { contentExpiry } from '../../contract/model/limits.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { SealStatement } from '../../contract/model/seal.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import { type AbsenceParts, absenceEffects } from './absences.ts';
import { expectPhoneCodes, sealPhones, statedPhone } from './asked-phones.ts';
import { sealMetadata } from './contents.ts';
import type { Author, Depositor } from './depositor.ts';
import { type CheckedSignature, checkSignature, compareWithManifest } from './inspect-message.ts';
import { authorship } from './mailbox-access.ts';
import type { AddressChangeStore } from './ports/address-changes.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { EnvelopeStore, EventDraft, NewEnvelope, StoredEnvelope } from './ports/envelopes.ts';
import type { MailTask } from './ports/mail.ts';
import type { MssanteStore } from './ports/mssante.ts';
import type { Segment } from './ports/uploads.ts';
import { resolveRecipients } from './recipients.ts';
import { partiesOf } from './records.ts';
import type { ScannedMessage, Scanning } from './scanning.ts';
import type { Sealing } from './sealing.ts';
import type { Signals } from './signals.ts';
import type { Trust } from './trust.ts';

export interface PublishParts extends AbsenceParts {
  readonly directory: DirectoryStore;
  readonly envelopes: EnvelopeStore;
  readonly mssante: MssanteStore;
  readonly addressChanges: Pick<AddressChangeStore, 'formerHolders'>;
  /** Null where this operator scans nothing. */
  readonly scanning: Scanning | null;
  readonly sealing: Sealing;
  readonly trust: Trust;
  readonly signals: Signals;
  /** Whether who has neither account nor directory entry may be written to. */
  readonly mayInvite: boolean;
  /** Whether it sends codes by telephone. */
  readonly mayAskCodes: boolean;
  /** As seals name this operator. */
  readonly operatorName: string;
  /** Called after each envelope: there may be notifications to hand over. */
  readonly onPublished: () => void;
}

/** The content of an envelope as it is kept: under a key that is durable. */
export interface KeptContent {
  readonly contentId: string;
  readonly key: Uint8Array;
  /** To be written with the envelope; null where its upload has them already, which ends with it. */
  readonly segments: readonly Segment[] | null;
}

/** A whole message and what was read of it. */
export interface CompleteMessage extends ScannedMessage {
  readonly depositor: Depositor;
  readonly manifest: Manifest;
  readonly message: ParsedMessage;
  /** Kept where no session proves by what right it is deposited; what `session.evidenceSha256` is the hash of. */
  readonly statement: string | null;
  /** The depositor as things stand now; throws once the right to deposit is gone. */
  still(): Promise<Depositor>;
  /** Asked for once nothing speaks against sealing any more. */
  keep(): Promise<KeptContent>;
}

/** Seals and publishes, or refuses; one that was published meanwhile is given as it is. */
export async function publishEnvelope(parts: PublishParts, complete: CompleteMessage): Promise<StoredEnvelope> {
  const { depositor, manifest, message } = complete;
  const { account, mailbox } = depositor;
  const depositedAt = parts.clock();
  const metadata = compareWithManifest(message, manifest, depositor);
  const signature = message.signed ? await checkSignature(message.signed, account, parts.trust, depositedAt) : null;
  await parts.scanning?.examine(complete);
  // Scanning takes its time: who sends and who receives is looked at as it stands after it.
  const still = await complete.still();
  const recipients = await resolveRecipients(parts, still, manifest.recipients, manifest.inReplyTo);
  expectPhoneCodes(parts.mayAskCodes, manifest, recipients);
  const sealedAt = parts.clock();
  const statement = stateSeal(parts.operatorName, complete, { recipients, signature, depositedAt, sealedAt });
  const [{ contentId, key, segments }, seal, sealValidation] = await Promise.all([
    complete.keep(),
    parts.sealing.seal(statement, signature?.value ?? null),
    parts.sealing.validation(sealedAt),
  ]);
  const envelope: StoredEnvelope = {
    id: manifest.envelopeId,
    contentId,
    senderAccountId: mailbox.card.accountId,
    sender: mailbox.card,
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
  const answered = manifest.inReplyTo === null ? null : await parts.envelopes.find(manifest.inReplyTo);
  const absences = await absenceEffects(parts, envelope, account.card.accountId);
  const published = await parts.envelopes.publish({
    envelope,
    depositorId: account.card.accountId,
    segments,
    events: sealingEvents(envelope, depositor, parts.operatorName),
    answered: answered && answeredEvent(envelope, depositor, answered),
    validation: [...(signature?.validation ?? []), ...sealValidation],
    phones: sealPhones(key, manifest),
    absences: absences.notices,
    notify: [...mailsOf(envelope), ...absences.notify],
    statement: keptStatement(complete),
  });
  if (published.outcome === 'conflict') throw new AppError('envelope.conflict');
  if (published.outcome === 'withdrawn') throw new AppError('upload.not-found');
  if (published.outcome === 'published') {
    const told = [...partiesOf(published.envelope), ...(answered ? partiesOf(answered) : [])];
    parts.signals.changed([...told, ...absences.delegateIds]);
    parts.onPublished();
  }
  return published.envelope;
}

function stateSeal(
  operator: string,
  { depositor, manifest, message }: CompleteMessage,
  facts: {
    readonly recipients: readonly Recipient[];
    readonly signature: CheckedSignature | null;
    readonly depositedAt: Date;
    readonly sealedAt: Date;
  },
): SealStatement {
  const { account, mailbox, scopes, session } = depositor;
  const { signature } = facts;
  const delegateId = scopes === null ? null : account.card.accountId;
  const identityOf = ({ card, nationalId }: Author) => ({ address: card.address, name: displayName(card), nationalId });
  return {
    version: 1,
    operator,
    envelopeId: manifest.envelopeId,
    message: { sha256: message.sha256, sizeBytes: message.sizeBytes },
    sender: {
      ...identityOf(mailbox),
      accountId: mailbox.card.accountId,
      authentication: { method: session.method, evidenceSha256: session.evidenceSha256 },
    },
    ...(delegateId === null ? {} : { delegate: { ...identityOf(account), accountId: delegateId } }),
    signature: signature && {
      certificateSha256: signature.certificateSha256,
      nationalId: signature.nationalId,
      algorithm: signature.algorithm,
    },
    recipients: facts.recipients.map(({ address, role, kind }) => ({
      ...{ address, role, kind },
      ...statedPhone(manifest, address),
    })),
    depositedAt: facts.depositedAt.toISOString(),
    sealedAt: facts.sealedAt.toISOString(),
  };
}

/** Who has no account sees on its page what became of its answer. */
function toldOf(accountId: string | null): string[] {
  return accountId === null ? [] : [accountId];
}

function keptStatement({ depositor, statement }: CompleteMessage): NewEnvelope['statement'] {
  const sha256 = depositor.session.evidenceSha256;
  return statement === null || sha256 === null ? null : { sha256, text: statement };
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
    ...toldOf(envelope.senderAccountId).map((accountId) => ({
      kind: 'sealing' as const,
      accountId,
      recipient: null,
      at,
    })),
  ];
}

function sealingEvents(envelope: StoredEnvelope, depositor: Depositor, operatorName: string): EventDraft[] {
  const common = { recipient: null, source: 'operator', evidenceSha256: envelope.sha256 } as const;
  const operator = { actor: { accountId: null, name: operatorName }, onBehalfOf: null };
  return [
    { ...common, ...authorship(depositor), kind: 'deposited', at: envelope.depositedAt },
    { ...common, ...operator, kind: 'sealed', at: envelope.sealedAt },
  ];
}

/**
 * An answer shows in the history of what it answers, with the answer's hash, so that each leads to the other. Only what
 * goes to somebody of the other side is an answer: passed on to a stranger it is none.
 */
function answeredEvent(
  envelope: StoredEnvelope,
  depositor: Depositor,
  answered: StoredEnvelope,
): NewEnvelope['answered'] {
  const own = depositor.mailbox.card.accountId;
  const others = new Set(partiesOf(answered).filter((accountId) => accountId !== own));
  const addresses = new Set([answered.sender, ...answered.recipients].map(({ address }) => address));
  const isAnswer = envelope.recipients.some(({ accountId, address }) =>
    accountId === null ? addresses.has(address) : others.has(accountId),
  );
  if (!isAnswer) return null;
  const common = { recipient: null, source: 'operator', evidenceSha256: envelope.sha256 } as const;
  const event = { ...common, ...authorship(depositor), kind: 'answered', at: envelope.sealedAt } as const;
  return { envelopeId: answered.id, event };
}
