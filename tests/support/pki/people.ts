/**
 * The fictitious people and structures of tests, tour and demo. National numbers use the range 899 700 xxxx that no
 * professional has; the last digit is the Luhn check digit that real RPPS numbers carry.
 */

/** Somebody who holds a card. */
export interface Person {
  readonly familyName: string;
  readonly givenName: string;
  /** Profession as the certificate's `title` says it. */
  readonly title: string;
}

/** A structure, as establishments' cards name it. */
export interface Structure {
  readonly name: string;
  /** FINESS number, 9 digits. */
  readonly finess: string;
  /** The holder's number within the structure, 9 digits. */
  readonly employee: string;
}

/** Luhn check digit over a string of digits. */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

/** The fictitious RPPS number of rank `rank` (0..9999): 11 digits, valid check digit. */
export function fictitiousRpps(rank: number): string {
  const body = `899700${String(rank).padStart(4, '0')}`;
  return body + luhnDigit(body);
}

/** How a card stands towards the trust space. */
export type CardState = 'valid' | 'expired' | 'revoked' | 'foreign' | 'not-yet-valid';

/** What is asked of `issueCard`. */
export interface CardRequest {
  /** Names the card and its keys: the same seed gives the same keys. */
  readonly seed: string;
  /** CPS professional, CPF in training, CPE staff of a structure. */
  readonly kind: 'CPS' | 'CPE' | 'CPF';
  readonly person: Person;
  /** 11 digits; needed for CPS and CPF. */
  readonly rpps?: string;
  /** Needed for CPE. */
  readonly structure?: Structure;
  /** Defaults to `rsa`. */
  readonly keyType?: 'rsa' | 'ec';
  /** Defaults to `valid`. */
  readonly state?: CardState;
  /** Replaces the validity that follows from `state`. */
  readonly validity?: { readonly notBefore: Date; readonly notAfter: Date };
}

const chuNice = { name: 'CHU DE NICE (FICTIF)', finess: '060780005' };

/** Cards that everybody needs, by name; `pki.issueCard(cast['claire-martin'])`. */
export const cast = {
  'claire-martin': {
    seed: 'claire-martin',
    kind: 'CPS',
    person: { familyName: 'MARTIN', givenName: 'Claire', title: 'Médecin' },
    rpps: fictitiousRpps(1),
  },
  'paul-leroy': {
    seed: 'paul-leroy',
    kind: 'CPS',
    person: { familyName: 'LEROY', givenName: 'Paul', title: 'Médecin' },
    rpps: fictitiousRpps(2),
  },
  'anne-roux': {
    seed: 'anne-roux',
    kind: 'CPS',
    person: { familyName: 'ROUX', givenName: 'Anne', title: 'Médecin' },
    rpps: fictitiousRpps(3),
  },
  'bernard-noel': {
    seed: 'bernard-noel',
    kind: 'CPS',
    person: { familyName: 'NOËL', givenName: 'Bernard', title: 'Médecin' },
    rpps: fictitiousRpps(4),
  },
  'isabelle-girard': {
    seed: 'isabelle-girard',
    kind: 'CPS',
    person: { familyName: 'GIRARD', givenName: 'Isabelle', title: 'Pharmacien' },
    rpps: fictitiousRpps(5),
    keyType: 'ec',
  },
  'hugo-fabre': {
    seed: 'hugo-fabre',
    kind: 'CPF',
    person: { familyName: 'FABRE', givenName: 'Hugo', title: 'Médecin' },
    rpps: fictitiousRpps(6),
  },
  'sophie-blanc': {
    seed: 'sophie-blanc',
    kind: 'CPE',
    person: { familyName: 'BLANC', givenName: 'Sophie', title: 'Secrétaire médicale' },
    structure: { ...chuNice, employee: '000000018' },
  },
  'julie-lambert': {
    seed: 'julie-lambert',
    kind: 'CPE',
    person: { familyName: 'LAMBERT', givenName: 'Julie', title: 'Technicienne de laboratoire' },
    structure: { ...chuNice, employee: '000000027' },
    keyType: 'ec',
  },
  'marc-durand': {
    seed: 'marc-durand',
    kind: 'CPS',
    person: { familyName: 'DURAND', givenName: 'Marc', title: 'Médecin' },
    rpps: fictitiousRpps(11),
    state: 'expired',
  },
  'helene-moreau': {
    seed: 'helene-moreau',
    kind: 'CPS',
    person: { familyName: 'MOREAU', givenName: 'Hélène', title: 'Médecin' },
    rpps: fictitiousRpps(12),
    state: 'revoked',
  },
  'luc-simon': {
    seed: 'luc-simon',
    kind: 'CPS',
    person: { familyName: 'SIMON', givenName: 'Luc', title: 'Médecin' },
    rpps: fictitiousRpps(13),
    state: 'foreign',
  },
  'emma-laurent': {
    seed: 'emma-laurent',
    kind: 'CPS',
    person: { familyName: 'LAURENT', givenName: 'Emma', title: 'Médecin' },
    rpps: fictitiousRpps(14),
    state: 'not-yet-valid',
  },
} as const satisfies Record<string, CardRequest>;

/** Names of the cards in `cast`. */
export type CastName = keyof typeof cast;
