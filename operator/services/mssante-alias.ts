/**
 * How an address in the trust space is built from a name: `jean-pierre.de-la-tour@…`. Pure functions; whether an address
 * is free is for whoever keeps them.
 */

/** RFC 5321 §4.5.3.1.1, in octets; everything here is ASCII. */
const MAX_LOCAL_PART = 64;
/** Mailboxes that mean a function (RFC 2142), or that would pass for the operator's own: given to nobody as they are. */
const reserved = new Set(
  'abuse admin administrateur administrator assistance contact ftp hostmaster info mailer-daemon marketing medimail mssante news noc no-reply ne-pas-repondre operateur postmaster root sales security securite support usenet uucp webmaster www'.split(
    ' ',
  ),
);

/** Letters that no decomposition takes apart. */
const spelledOut: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};

/** A name in lower-case ASCII letters and digits: spaces and hyphens as one hyphen, apostrophes and accents left out. */
function written(name: string): string {
  return name
    .toLowerCase()
    .replace(/[œæßøđðłþħı]/g, (letter) => spelledOut[letter] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/['’ʼ‘`´]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** What stands before the `@` for the first of that name; null for a name without any letter that can be written so. */
export function aliasBase(givenName: string, familyName: string): string | null {
  const base = [written(givenName), written(familyName)].filter(Boolean).join('.');
  return /[a-z]/.test(base) ? base : null;
}

/** The candidate of that number, from 1: the base alone first, then with a number; short enough, and never a reserved word. */
export function aliasCandidate(base: string, number: number): string {
  const suffix = number === 1 && !reserved.has(base) ? '' : String(reserved.has(base) ? number + 1 : number);
  const room = MAX_LOCAL_PART - suffix.length;
  return base.slice(0, room).replace(/[.-]+$/, '') + suffix;
}
