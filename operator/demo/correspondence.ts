/** Deposits the demonstration's letters through the operator's own deposit path, each at its own time. */
import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { AppError } from '../../contract/errors.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { displayName } from '../../contract/model/person.ts';
import type { RecipientRef } from '../../contract/model/recipient.ts';
import { collect, streamOf } from '../../envelope/bytes.ts';
import { buildMessage } from '../../envelope/mime/build.ts';
import type { AttachmentSource } from '../../envelope/mime/model.ts';
import type { Clock } from '../clock.ts';
import type { MailPolicy } from '../services/compose-mail.ts';
import type { DeliveryParts } from '../services/delivery.ts';
import { createDeposits } from '../services/deposit.ts';
import { createMailboxAccess } from '../services/mailbox-access.ts';
import { createNotifier } from '../services/notifier.ts';
import { openingMails } from '../services/opening.ts';
import type { Account } from '../services/ports/accounts.ts';
import type { Mailer } from '../services/ports/mail.ts';
import { envelopeOf } from '../services/records.ts';
import type { Sealing } from '../services/sealing.ts';
import { type Caller, onOwnMailbox } from '../services/sessions.ts';
import type { Trust } from '../services/trust.ts';
import type { Stores } from '../store/open-stores.ts';
import type { DemoCard } from './cards.ts';
import { type DemoLetter, demoLetters } from './letters.ts';
import { writePdf } from './pdf.ts';
import { DEMO_DOMAIN, demoPeople } from './people.ts';

export interface CorrespondenceParts extends Omit<DeliveryParts, 'clock'> {
  readonly stores: Stores;
  readonly trust: Trust;
  readonly mailer: Mailer;
  readonly mailPolicy: MailPolicy;
  readonly log: Logger;
  readonly operatorName: string;
  /** Seals at the letter's time. */
  sealingAt(clock: Clock): Sealing;
  readonly people: readonly Account[];
  readonly cards: ReadonlyMap<string, DemoCard>;
}

const DAY_MS = 86_400_000;
const MESSAGE_LIMIT = 1_048_576;

/** Writes, deposits, notifies and opens every letter, oldest first. Gives how many there were. */
export async function depositCorrespondence(parts: CorrespondenceParts, now: Date): Promise<number> {
  const dated = demoLetters.map((letter) => ({ letter, at: dateOf(letter, now) }));
  dated.sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { letter, at } of dated) {
    const answered = dated.find((other) => other.letter.subject === letter.answers);
    const id = idOf(letter, at);
    await depositLetter(parts, letter, id, at, answered ? idOf(answered.letter, answered.at) : null);
    await followUp(parts, letter, id, at);
  }
  return dated.length;
}

async function depositLetter(
  parts: CorrespondenceParts,
  letter: DemoLetter,
  envelopeId: EnvelopeId,
  at: Date,
  inReplyTo: EnvelopeId | null,
): Promise<void> {
  const sender = accountOf(parts, letter.from);
  const card = cardOf(parts, letter.from);
  const refs = (names: readonly string[], role: RecipientRef['role']) =>
    names.map((name) => {
      const { card: recipient } = accountOf(parts, name);
      return { address: recipient.address, name: displayName(recipient), role };
    });
  const to = refs(letter.to, 'to');
  const cc = refs(letter.cc ?? [], 'cc');
  const messageId = (id: string) => `${id}@${DEMO_DOMAIN}`;
  const message = await collect(
    buildMessage({
      headers: {
        from: { name: displayName(sender.card), address: sender.card.address },
        to,
        cc,
        subject: letter.subject,
        date: at,
        messageId: messageId(envelopeId),
        ...(inReplyTo ? { inReplyTo: messageId(inReplyTo), references: [messageId(inReplyTo)] } : {}),
      },
      text: letter.text,
      attachments: (letter.documents ?? []).map(documentOf),
      ...(card ? { signer: card.signer, signingTime: at } : {}),
    }),
    MESSAGE_LIMIT,
  );
  const clock = () => at;
  const { stores } = parts;
  const deposits = createDeposits({
    ...parts,
    ...stores,
    clock,
    sealing: parts.sealingAt(clock),
    mailboxes: createMailboxAccess({ ...stores, clock }),
    scanning: null,
    mayInvite: false,
    mayAskCodes: false,
    onPublished: () => undefined,
  });
  const caller = callerOf(sender, card ? 'card' : 'code', at);
  const sha256 = createHash('sha256').update(message).digest('hex');
  await deposits.announce(caller, {
    envelopeId,
    sha256,
    sizeBytes: message.length,
    recipients: [...to, ...cc],
    signed: card !== null,
    inReplyTo,
  });
  await deposits.append(caller, envelopeId, 0, streamOf(message));
  await deposits.commit(caller, envelopeId);
}

/** Notifications a minute later, openings within the hours that follow. */
async function followUp(parts: CorrespondenceParts, letter: DemoLetter, envelopeId: string, at: Date): Promise<void> {
  const { stores } = parts;
  const notifyAt = (time: Date) =>
    createNotifier({ ...stores, ...parts, invitationLinks: null, clock: () => time }).handOver();
  await notifyAt(new Date(at.getTime() + 60_000));
  const envelope = await envelopeOf(stores.envelopes, accountOf(parts, letter.from).card.accountId, envelopeId);
  for (const [rank, name] of (letter.openedBy ?? []).entries()) {
    const { card } = accountOf(parts, name);
    const actor = { accountId: card.accountId, name: displayName(card) };
    const openingTime = new Date(at.getTime() + (rank + 1) * 34 * 60_000);
    const openedAt = openingTime.toISOString();
    const recipient = envelope.recipients.find((one) => one.address === card.address);
    const common = { envelopeId, address: card.address };
    const fact = {
      onBehalfOf: null,
      recipient: card.address,
      source: 'operator',
      evidenceSha256: null,
      actor,
    } as const;
    await stores.envelopes.advance({
      ...common,
      state: 'delivered',
      event: { ...fact, kind: 'delivered', at: openedAt },
    });
    await stores.envelopes.advance({
      ...common,
      state: 'opened',
      openedAt,
      event: { ...fact, kind: 'opened', at: openedAt },
      notify: recipient ? openingMails(envelope, recipient, openingTime) : [],
    });
    await notifyAt(openingTime);
  }
}

function documentOf([name, ...lines]: readonly [string, ...string[]]): AttachmentSource {
  const bytes = writePdf({ title: name.replace(/\.pdf$/, ''), lines });
  return { name, mediaType: 'application/pdf', sizeBytes: bytes.length, open: () => streamOf(bytes) };
}

function accountOf(parts: CorrespondenceParts, name: string): Account {
  const account = parts.people.find((one) => one.card.address === `${name}@${DEMO_DOMAIN}`);
  if (!account) throw new AppError('auth.account-unknown');
  return account;
}

function cardOf(parts: CorrespondenceParts, name: string): DemoCard | null {
  const card = demoPeople.find((one) => one.name === name)?.card;
  return (card && parts.cards.get(card)) || null;
}

/** Somebody who signed in that day; the demonstration keeps no trace of that session. */
function callerOf(account: Account, method: 'card' | 'code', at: Date): Caller {
  const session = {
    id: randomUUID(),
    accountId: account.card.accountId,
    jkt: '',
    publicKey: {},
    method,
    evidenceSha256: null,
    createdAt: at,
    expiresAt: new Date(at.getTime() + DAY_MS),
    ended: false,
    usedAt: null,
  };
  return onOwnMailbox(session, account);
}

/** Before now, whatever the hour. */
function dateOf(letter: DemoLetter, now: Date): Date {
  const [hours = 0, minutes = 0] = letter.time.split(':').map(Number);
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const at = midnight - letter.daysAgo * DAY_MS + (hours * 60 + minutes) * 60_000;
  const latest = now.getTime() - 6 * 3_600_000;
  return new Date(at > latest ? at - DAY_MS : at);
}

/** UUIDv7 (RFC 9562 §5.7) of the letter's time, the rest from its text: the same whenever it is seeded that day. */
function idOf(letter: DemoLetter, at: Date): EnvelopeId {
  const hash = createHash('sha256').update(`${letter.from} ${letter.subject}`).digest('hex');
  const time = at.getTime().toString(16).padStart(12, '0');
  return EnvelopeId.parse(
    `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`,
  );
}
