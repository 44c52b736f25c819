/** Makes a mail of a queued event at the moment it leaves: whom it goes to, whether at all, and what it may say. */
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { displayName } from '../../contract/model/person.ts';
import { type AbsenceMailParts, composeForAbsence } from './absence-mails.ts';
import { asksCode } from './asked-phones.ts';
import { composeForDelegation, type DelegationMailParts } from './delegation-mails.ts';
import type { InvitationLinks } from './invitations.ts';
import { type MailFacts, writeMail } from './mail-texts.ts';
import { oneLine } from './one-line.ts';
import { mailAddress } from './ports/accounts.ts';
import type { KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { HoldStore } from './ports/holds.ts';
import type { Notification, QueuedMail } from './ports/mail.ts';
import { isUnread, recordOf } from './records.ts';

/** What the operator decides of its mails. */
export interface MailPolicy {
  /** Whether titles may be shown to accounts that allow it. */
  readonly titles: boolean;
  readonly supportAddress: string;
  /** Page that the mails lead to. */
  readonly readerUrl: string;
}

export interface ComposeParts extends DelegationMailParts, AbsenceMailParts {
  readonly envelopes: EnvelopeStore;
  readonly holds: HoldStore;
  readonly vault: KeyVault;
  readonly mailPolicy: MailPolicy;
  /** Null where nobody is invited. */
  readonly invitationLinks: InvitationLinks | null;
}

/** The mail, or null where its account wants none of it, is closed, or there is nothing to tell any more. */
export async function composeMail(parts: ComposeParts, mail: QueuedMail): Promise<Notification | null> {
  const { kind, act } = mail;
  if (act === 'absence-answered' || act === 'handed-over') return composeForAbsence(parts, mail, act);
  if (kind === 'delegation') return composeForDelegation(parts, mail, act);
  const envelope = await parts.envelopes.find(mail.envelopeId);
  if (!envelope || (kind === 'expiring' && !(await isStillAWarning(parts.holds, envelope, mail)))) return null;
  if (mail.accountId === null) return composeForInvited(parts, envelope, mail);
  const account = await parts.accounts.byId(mail.accountId);
  const chosen = await parts.preferences.find(mail.accountId);
  const { channels, language, titleAllowed } = chosen ?? defaultNotificationPreferences;
  const to = account ? mailAddress(account) : mail.recipient;
  if (account?.closed || channels[kind] !== 'email' || to === null) return null;
  const title = parts.mailPolicy.titles && titleAllowed ? await titleOf(parts.vault, envelope) : null;
  const openedBy = kind === 'opening' ? await delegateWhoOpened(parts.envelopes, mail) : null;
  return {
    id: mail.id,
    to,
    language,
    date: parts.clock(),
    ...writeMail(language, kind, { ...factsOf(parts, envelope, mail, title), openedBy }),
  };
}

/** The delegate who was the first to open it for that recipient; null when that was the recipient. */
async function delegateWhoOpened(
  envelopes: EnvelopeStore,
  { envelopeId, recipient }: QueuedMail,
): Promise<string | null> {
  const openings = (await envelopes.events(envelopeId)).filter(
    (event) => (event.kind === 'opened' || event.kind === 'opened-by-delegate') && event.recipient === recipient,
  );
  const [first] = openings;
  return first?.onBehalfOf ? oneLine(first.actor.name) : null;
}

/** A warning that has waited may have come true, been read by its addressee, or be wrong since a hold was placed. */
async function isStillAWarning(holds: HoldStore, envelope: StoredEnvelope, mail: QueuedMail): Promise<boolean> {
  const unread = envelope.recipients.filter(isUnread);
  const concerned =
    mail.accountId !== null && mail.accountId === envelope.senderAccountId
      ? unread
      : unread.filter((one) => one.accountId === mail.accountId && (mail.accountId || one.address === mail.recipient));
  return envelope.metadata !== null && concerned.length > 0 && !(await holds.isHeld(envelope.id));
}

/**
 * Who has no account is invited by the notification itself, and warned before the content goes. Nothing is known of them
 * but an address: the mail speaks the sender's language, and the title stays hidden, as from every account that has not
 * allowed it.
 */
async function composeForInvited(
  parts: ComposeParts,
  envelope: StoredEnvelope,
  mail: QueuedMail,
): Promise<Notification | null> {
  const invited = envelope.recipients.find(({ address, kind }) => address === mail.recipient && kind === 'invited');
  const text = mail.kind === 'reception' ? 'invitation' : mail.kind;
  if (!invited || (text !== 'invitation' && text !== 'expiring')) return null;
  const link = await parts.invitationLinks?.linkFor({ envelopeId: envelope.id, address: invited.address });
  if (text === 'invitation' && link === undefined) return null;
  const { senderAccountId } = envelope;
  const ofSender = senderAccountId === null ? null : await parts.preferences.find(senderAccountId);
  const { language } = ofSender ?? defaultNotificationPreferences;
  const facts = { ...factsOf(parts, envelope, mail, null), asksCode: asksCode(envelope, invited.address) };
  return {
    id: mail.id,
    to: invited.address,
    language,
    date: parts.clock(),
    ...writeMail(language, text, { ...facts, readerUrl: link ?? facts.readerUrl }),
  };
}

async function titleOf(vault: KeyVault, envelope: StoredEnvelope): Promise<string | null> {
  return (await recordOf(vault, envelope)).content?.subject ?? null;
}

function factsOf(
  { mailPolicy, operatorName }: ComposeParts,
  envelope: StoredEnvelope,
  mail: QueuedMail,
  title: string | null,
): MailFacts {
  const concerned = envelope.recipients.find((one) => one.address === mail.recipient);
  const unread = envelope.recipients.filter(isUnread);
  const nameOf = (recipient: typeof concerned) => oneLine(recipient?.name || recipient?.address || '');
  return {
    title,
    sender: oneLine(displayName(envelope.sender)),
    senderProfession: oneLine(envelope.sender.profession),
    isToSender: mail.accountId !== null && mail.accountId === envelope.senderAccountId,
    firstRecipient: nameOf(envelope.recipients[0]),
    otherRecipients: envelope.recipients.length - 1,
    recipient: nameOf(concerned),
    openedBy: null,
    firstUnread: nameOf(unread[0]),
    otherUnread: Math.max(0, unread.length - 1),
    sealedAt: new Date(envelope.sealedAt),
    expiresAt: new Date(envelope.expiresAt),
    openedAt: concerned?.openedAt ? new Date(concerned.openedAt) : null,
    asksCode: false,
    readerUrl: mailPolicy.readerUrl,
    operatorName,
    supportAddress: mailPolicy.supportAddress,
  };
}
