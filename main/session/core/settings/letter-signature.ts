/** The text that the person's new letters end with: their own words, kept encrypted on this workstation. */
import type { JournalStore } from '../journal-store.ts';

const SETTING = 'letter-signature';

export interface LetterSignature {
  get(): string;
  /** Answers what was kept: single line ends, nothing empty behind. */
  set(text: string): string;
  /** A new letter's text: room to write, then the signature. */
  newLetter(): string;
}

export function createLetterSignature(journal: JournalStore): LetterSignature {
  const get = () => journal.setting(SETTING) ?? '';
  return {
    get,
    set(text) {
      const kept = text.replace(/\r\n?/g, '\n').trimEnd();
      journal.setSetting(SETTING, kept);
      return kept;
    },
    newLetter() {
      const signature = get();
      return signature === '' ? '' : `\n\n${signature}`;
    },
  };
}
