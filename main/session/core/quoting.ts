/** The text of another envelope inside a new letter: quoted below an answer, or passed on whole. Pure. */

import type { QuoteWords } from '../../../contract/ipc/draft.contract.ts';
import { withFirstOfMonth } from '../../../contract/model/first-of-month.ts';
import { quoted } from '../../../contract/model/letter-text.ts';
import { displayName, type Sender } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';

/** Longer texts are cut, and the letter says so: both letters together must stay below the limit of one text. */
export const QUOTED_CHARACTERS = 200_000;

/** What is quoted of an envelope. */
export interface Original {
  readonly sender: Sender;
  readonly recipients: readonly RecipientRef[];
  readonly subject: string;
  readonly sealedAt: string;
  readonly text: string;
}

/** « Le 3 mars, Dr X a écrit : » and the text, each line marked as somebody else's (RFC 3676 §4.5). */
export function quotedInAnswer(original: Original, words: QuoteWords): string {
  const head = words.wrote
    .replace('{date}', dateOf(original, words))
    .replace('{person}', () => displayName(original.sender));
  const lines = textOf(original, words).split('\n');
  return [head, ...lines.map(quoted)].join('\n');
}

/** The head of the envelope that is passed on, field by field, and its text as it was written. */
export function quotedInForward(original: Original, words: QuoteWords): string {
  const people = (role: RecipientRef['role']): string =>
    original.recipients
      .filter((recipient) => recipient.role === role)
      .map(({ name, address }) => name || address)
      .join(', ');
  const fields = [
    [words.from, displayName(original.sender)],
    [words.date, dateOf(original, words)],
    [words.to, people('to')],
    [words.copy, people('cc')],
    [words.subject, original.subject],
  ] as const;
  const head = fields
    .filter(([, value]) => value !== '')
    .map(([field, value]) => words.field.replace('{field}', field).replace('{value}', () => value));
  return [words.forwarded, ...head, '', textOf(original, words)].join('\n').trimEnd();
}

/** `Re: ` or `TR : ` before a subject that does not begin so already; what does not fit is cut. */
export function prefixedSubject(prefix: string, subject: string, already: RegExp): string {
  return already.test(subject) ? subject : `${prefix}${subject}`.slice(0, 998);
}

function dateOf({ sealedAt }: Original, { language }: QuoteWords): string {
  const date = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(new Date(sealedAt));
  return language === 'fr' ? withFirstOfMonth(date) : date;
}

function textOf({ text }: Original, { shortened }: QuoteWords): string {
  const whole = text.replace(/\r\n?/g, '\n').trimEnd();
  return whole.length > QUOTED_CHARACTERS ? `${whole.slice(0, QUOTED_CHARACTERS)}\n${shortened}` : whole;
}
