/** What of an envelope is searched: the same words are indexed and, when they answer, shown. */
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import { displayName } from '../../../../contract/model/person.ts';
import type { SearchField } from './search-query.ts';

/** Texts as they were written. Several of one kind stand one after the other. */
export type SearchParts = Readonly<Record<SearchField, string>>;

/** The parts of a record; `content` is the archive's where the operator has erased its own. */
export function searchPartsOf(record: EnvelopeRecord, content: EnvelopeRecord['content'], text: string): SearchParts {
  const { sender, recipients } = record;
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
    files: (content?.attachments ?? []).map(({ name }) => name).join(' · '),
    text,
  };
}

function inOneLine(...words: readonly (string | null)[]): string {
  return words.filter(Boolean).join(', ');
}
