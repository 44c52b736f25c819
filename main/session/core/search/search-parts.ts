/** What of an envelope is searched: the same words are indexed and, when they answer, shown. */
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import { displayName } from '../../../../contract/model/person.ts';
import type { SearchField } from './search-query.ts';

/** What was read inside an attachment. */
export interface InsideText {
  readonly name: string;
  readonly text: string;
}

/** Texts as they were written. Several of one kind stand one after the other. */
export interface SearchParts extends Readonly<Record<SearchField, string>> {
  readonly inside: readonly InsideText[];
}

/** Of all that is inside an envelope's attachments, this many characters are indexed. */
const INSIDE_CHARACTERS = 200_000;

/**
 * The parts of a record; `content` is the archive's where the operator has erased its own, `inside` what was read in the
 * attachments by their index.
 */
export function searchPartsOf(
  record: EnvelopeRecord,
  content: EnvelopeRecord['content'],
  text: string,
  inside: readonly { readonly position: number; readonly text: string }[],
): SearchParts {
  const { sender, recipients } = record;
  const attachments = content?.attachments ?? [];
  return {
    subject: content?.subject ?? '',
    sender: inOneLine(
      displayName(sender),
      sender.specialty ?? sender.profession,
      sender.organisation,
      sender.town,
      sender.address,
    ),
    recipients: recipients.map(({ name, profession, address }) => inOneLine(name, profession, address)).join(' · '),
    files: attachments.map(({ name }) => name).join(' · '),
    text,
    inside: bounded(inside).map(({ position, text: words }) => ({
      name: attachments.find(({ index }) => index === position)?.name ?? '',
      text: words,
    })),
  };
}

function bounded<T extends { readonly text: string }>(texts: readonly T[]): readonly T[] {
  let left = INSIDE_CHARACTERS;
  return texts.map((one) => {
    const text = one.text.slice(0, left);
    left -= text.length;
    return { ...one, text };
  });
}

function inOneLine(...words: readonly (string | null)[]): string {
  return words.filter(Boolean).join(', ');
}
