/** Words as search compares them: lower case, no accents, ligatures in letters; all that is no letter or digit parts them. */

/** A word of a text, folded, with where it stands in the text as written (UTF-16 offsets, `end` excluded). */
export interface Word {
  readonly folded: string;
  readonly start: number;
  readonly end: number;
}

/** Of a text, this many characters are indexed and looked through; letters of five pages have some 15,000. */
export const SEARCHED_CHARACTERS = 200_000;

/** Longer runs of letters and digits are no words: what follows is not compared. */
const WORD_CHARACTERS = 64;

const plain = /^[a-z0-9]+$/;

/** One word, folded. Compatibility forms are unfolded too: « ﬁ » of a copied PDF, « ² ». */
export function foldWord(word: string): string {
  if (plain.test(word)) return word.slice(0, WORD_CHARACTERS);
  return word
    .slice(0, WORD_CHARACTERS)
    .toLowerCase()
    .normalize('NFKD')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ß/g, 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The words of a text in order. Hyphens and apostrophes part words: « l'ECG » is « l », « ecg ». */
export function* wordsOf(text: string): Generator<Word> {
  const pattern = /[\p{L}\p{N}\p{M}]+/gu;
  const looked = text.length > SEARCHED_CHARACTERS ? text.slice(0, SEARCHED_CHARACTERS) : text;
  for (let match = pattern.exec(looked); match !== null; match = pattern.exec(looked)) {
    const folded = foldWord(match[0]);
    if (folded !== '') yield { folded, start: match.index, end: match.index + match[0].length };
  }
}

/** The folded words of a text, with single spaces between them. */
export function foldText(text: string): string {
  const looked = text.length > SEARCHED_CHARACTERS ? text.slice(0, SEARCHED_CHARACTERS) : text;
  return (looked.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map(foldWord).filter(Boolean).join(' ');
}
