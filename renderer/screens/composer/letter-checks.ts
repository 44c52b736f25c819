/** What is asked before an envelope leaves. Pure functions. */
import type { RecipientRef } from '../../../contract/model/recipient.ts';

export type LetterDoubt = 'no-attachment' | 'no-subject';

const speaksOfAttachment =
  /\b(ci[\s-]?joints?|ci[\s-]?jointes?|en pi[èe]ces? jointes?|pi[èe]ces? jointes?|je (?:vous )?joins|veuillez trouver|en annexe|attached|enclosed)\b/iu;

/** What the person wrote: without the lines quoted from others, and what comes behind the mark of a forwarded envelope. */
export function ownWords(text: string, forwardedMark: string): string {
  const before = text.split(forwardedMark, 1)[0] ?? '';
  return before
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
}

/** Doubts about a letter, in the order in which they are asked; `text` is what its author wrote. */
export function doubtsAbout(letter: {
  readonly subject: string;
  readonly text: string;
  readonly attachments: number;
}): readonly LetterDoubt[] {
  const doubts: LetterDoubt[] = [];
  if (letter.attachments === 0 && speaksOfAttachment.test(letter.text)) doubts.push('no-attachment');
  if (letter.subject.trim() === '') doubts.push('no-subject');
  return doubts;
}

/** Adds a recipient; one already there only changes its role. */
export function withRecipient(recipients: readonly RecipientRef[], added: RecipientRef): RecipientRef[] {
  return [...recipients.filter(({ address }) => address !== added.address), added];
}

/** A whole address, as typed by hand; the session and the operator judge it for good. */
export function typedAddress(text: string): string | null {
  const trimmed = text.trim().replace(/[,;]$/, '').toLowerCase();
  return /^[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}$/.test(trimmed) ? trimmed : null;
}
