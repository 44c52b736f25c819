/** What a new draft begins with: nothing, an answer to an envelope, or an envelope to pass on. */
import { AppError } from '../../../contract/errors.ts';
import type { QuoteWords } from '../../../contract/ipc/draft.contract.ts';
import type { EnvelopeView } from '../../../contract/ipc/mailbox.contract.ts';
import type { DraftContent } from '../../../contract/model/draft-content.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import type { EnvelopeStore } from './envelope-store.ts';
import { hasOpened } from './list-row.ts';
import { type Original, prefixedSubject, quotedInAnswer, quotedInForward } from './quoting.ts';
import type { Reading } from './reading.ts';
import { textOfHtml } from './search/html-text.ts';

export interface BeginningPorts {
  readonly account: AccountCard;
  readonly cache: EnvelopeStore;
  readonly reading: Reading;
  /** What the text of a new letter begins as: room to write, and the signature. */
  readonly newLetter: () => string;
  /** After how many days one is reminded of a new letter that is not opened; null for never. */
  readonly remindAfterDays: () => number | null;
}

export function emptyLetter(ports: BeginningPorts): DraftContent {
  return {
    recipients: [],
    subject: '',
    text: ports.newLetter(),
    inReplyTo: null,
    remindAfterDays: ports.remindAfterDays(),
  };
}

/**
 * Recipients and subject of an answer: the sender, and with `toAll` the other recipients but oneself. With `words` what
 * is answered stands below the signature; where it cannot be read here now, the answer is written without.
 */
export async function answer(
  answerTo: EnvelopeId,
  toAll: boolean,
  words: QuoteWords | undefined,
  ports: BeginningPorts,
): Promise<DraftContent> {
  const stored = ports.cache.envelope(answerTo);
  if (!stored) throw new AppError('envelope.not-found');
  const { record, box } = stored;
  const own = ports.account.address;
  const to: RecipientRef[] =
    box === 'sent'
      ? record.recipients.filter(({ role }) => role === 'to').map(toRef)
      : [{ address: record.sender.address, name: displayName(record.sender), role: 'to' }];
  const others = toAll ? record.recipients.map((recipient): RecipientRef => ({ ...toRef(recipient), role: 'cc' })) : [];
  const seen = new Set([own]);
  const recipients = [...to, ...others].filter(({ address }) => !seen.has(address) && seen.add(address));
  const original = words && (await originalOf(answerTo, ports).catch(whatCannotBeRead));
  return {
    recipients: recipients.length > 0 ? recipients : to,
    subject: prefixedSubject('Re: ', record.content?.subject ?? '', /^\s*re\s*:/i),
    text: below(ports.newLetter(), words && original ? quotedInAnswer(original, words) : ''),
    inReplyTo: answerTo,
    remindAfterDays: ports.remindAfterDays(),
  };
}

/**
 * An envelope to pass on, without its attachments yet. `envelope.not-available-offline` and `envelope.expired` when its
 * content is not to be had, `envelope.altered` when it is not what was sealed.
 */
export async function forward(envelopeId: EnvelopeId, words: QuoteWords, ports: BeginningPorts): Promise<DraftContent> {
  const original = await originalOf(envelopeId, ports);
  return {
    recipients: [],
    subject: prefixedSubject(words.prefix, original.subject, /^\s*(tr|fwd?)\s*:/i),
    text: below(ports.newLetter(), quotedInForward(original, words)),
    // To the operator and to threads a forwarded envelope answers nothing.
    inReplyTo: null,
    remindAfterDays: ports.remindAfterDays(),
  };
}

/** Days after which one is reminded of a reminder, where no habit says otherwise. */
const FOLLOW_UP_DAYS = 3;

/**
 * A letter in answer to an own envelope, to those who have not opened it. `envelope.not-found` for one that was not sent
 * from this mailbox, `envelope.all-opened` when nobody is left.
 */
export function followUp(
  envelopeId: EnvelopeId,
  words: { readonly prefix: string; readonly text: string },
  ports: BeginningPorts,
): DraftContent {
  const stored = ports.cache.envelope(envelopeId);
  if (stored?.record.sender.accountId !== ports.account.accountId) throw new AppError('envelope.not-found');
  const { recipients, content } = stored.record;
  const waiting = recipients.filter((recipient) => !hasOpened(recipient));
  if (waiting.length === 0) throw new AppError('envelope.all-opened');
  return {
    recipients: waiting.map(toRef),
    subject: prefixedSubject(
      words.prefix,
      content?.subject ?? '',
      new RegExp(`^\\s*${escaped(words.prefix.trim())}`, 'iu'),
    ),
    text: `${words.text}${ports.newLetter()}`,
    inReplyTo: envelopeId,
    remindAfterDays: ports.remindAfterDays() ?? FOLLOW_UP_DAYS,
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

async function originalOf(envelopeId: EnvelopeId, ports: BeginningPorts): Promise<Original> {
  const view = await ports.reading.open(envelopeId);
  // What the reader hides is not spread under another name.
  if (view.seal.state === 'altered' || view.signature.state === 'altered') throw new AppError('envelope.altered');
  if (view.content === null) throw new AppError('envelope.expired');
  const { sender, recipients, sealedAt } = view.record;
  return { sender, recipients, sealedAt, subject: view.record.content?.subject ?? '', text: textOf(view.content) };
}

function textOf({ text, html }: NonNullable<EnvelopeView['content']>): string {
  return text.trim() === '' && html !== null ? textOfHtml(html) : text;
}

/** An answer needs no quotation; anything but an expected failure still counts. */
function whatCannotBeRead(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

/** A letter begins with two lines to write on, whatever stands below them. */
function below(letter: string, quotation: string): string {
  return quotation === '' ? letter : `${letter}\n\n${quotation}`;
}

function toRef({ address, name, role }: RecipientRef): RecipientRef {
  return { address, name, role };
}
