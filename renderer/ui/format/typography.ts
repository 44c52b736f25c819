/** French typography, and the cleaning of titles that correspondents wrote. Pure functions. */

/** U+202F, before high punctuation and inside thousands. */
export const NARROW_SPACE = '\u202f';
/** U+00A0, before a colon, inside guillemets, after titles, before units. */
export const HARD_SPACE = '\u00a0';

const afterTitle = /(^|[\s(«])(M\.|Mme|Dr|Pr) (?=\S)/g;

/** Sets a text in French typography: apostrophes, ellipses and the spaces that never break. Safe to apply twice. */
export function typesetFrench(text: string): string {
  return text
    .replace(/'/g, '’')
    .replace(/\.\.\./g, '…')
    .replace(/ ([;!?%])/g, `${NARROW_SPACE}$1`)
    .replace(/ :/g, `${HARD_SPACE}:`)
    .replace(/«\s?/g, `«${HARD_SPACE}`)
    .replace(/\s?»/g, `${HARD_SPACE}»`)
    .replace(/(\d) (?=\d{3}(?!\d))/g, `$1${NARROW_SPACE}`)
    .replace(/(\d) (?=(?:o|Ko|Mo|Go|s|min|h|j|px)(?![\p{L}\d]))/gu, `$1${HARD_SPACE}`)
    .replace(afterTitle, `$1$2${HARD_SPACE}`);
}

/** A person's name with its title kept on the same line: « Dr Claire MARTIN ». */
export function typesetName(name: string): string {
  return name.replace(afterTitle, `$1$2${HARD_SPACE}`);
}

/**
 * A person's name as lists sort it: « Dr Paul LEROY » → « LEROY Paul ». A name without a surname in capitals, as
 * organisations have, stays as it is.
 */
export function surnameFirst(name: string): string {
  const match =
    /^(?:(?:Dr|Pr|M\.|Mme)[\s\u00a0])?(\p{Lu}\p{Ll}[^\s]*(?:[\s-]\p{Lu}\p{Ll}[^\s]*)*)\s((?:\p{Lu}[\p{Lu}'’-]+\s?)+)$/u.exec(
      name.trim(),
    );
  return match?.[1] && match[2] ? `${match[2].trim()} ${match[1]}` : typesetName(name);
}

/** « SB » of « Mme Sophie BLANC ». */
export function initialsOf(name: string): string {
  const words = name.replace(/^(?:Dr|Pr|M\.|Mme)\s/u, '').split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.charAt(0) ?? '');
  return letters.join('').toLocaleUpperCase('fr');
}

/**
 * A title as a correspondent wrote it, made harmless above the flap: one line, no control or direction marks, and no
 * symbol that could imitate a verdict of ours.
 */
export function plainTitle(title: string): string {
  return title
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[\p{So}\p{Sk}\p{Extended_Pictographic}✓✔✗✘√]/gu, (symbol) => (/[\d#*°©®™]/.test(symbol) ? symbol : ''))
    .replace(/[^\S\u00a0\u202f]+/g, ' ')
    .trim();
}

/** A title divided into what it is and whom it is about, when its writer put « — M. DUPONT Jean » at the end. */
export function splitTitle(title: string): { readonly act: string; readonly patient: string | null } {
  const plain = plainTitle(title);
  const match = /^(.+?)\s+[—–-]\s+((?:M\.|Mme|Mlle|Enfant)\s\S.*)$/u.exec(plain);
  if (!match?.[1] || !match[2]) return { act: plain, patient: null };
  return { act: match[1], patient: typesetName(match[2]) };
}
