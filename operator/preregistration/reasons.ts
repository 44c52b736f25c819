/** Why a line of a pre-registration, or the whole file, is not taken: in words, for the command line and the console. */
import type { Language } from '../../contract/model/language.ts';
import { FileRefused } from '../extraction/refusal.ts';
import type { LineReason } from '../services/ports/structures.ts';

/** Of files; details are names, places and numbers. */
export type FileReason =
  | 'unknown-column'
  | 'column-twice'
  | 'columns-missing'
  | 'header-quotes'
  | 'cut'
  | 'too-many'
  | 'empty'
  | 'nobody'
  | 'unreadable';

type Words<Reason extends string> = Readonly<Record<Reason, (detail: string, names: string) => string>>;

const english: Words<LineReason> & Words<FileReason> = {
  missing: () => 'missing',
  invalid: () => 'invalid',
  profession: () => 'not on the list',
  specialty: () => 'not on the list of the profession',
  title: () => 'none of Dr, Pr, M., Mme',
  department: () => 'unknown',
  'rpps-digits': () => 'not eleven digits',
  'rpps-check-digit': () => 'the check digit is wrong',
  'rpps-kind': () => 'only health professions have one',
  quotes: () => 'a quote is out of place',
  columns: () => 'another number of columns than in the first line',
  repeated: (line) => `stands in line ${line} too`,
  'other-operator': () => 'a mailbox of another operator, in the national directory',
  'account-closed': () => 'the account of that address is closed',
  'address-taken': () => 'the address is or was that of another account',
  'other-number': () => 'the account of that address has another number',
  'two-accounts': () => 'address and number are those of two accounts',
  renumbered: () => 'pre-registered with another number before',
  moved: () => 'pre-registered under another address before',
  'other-structure': () => 'another structure entered that address for somebody else',
  'unknown-column': (place, names) => `column ${place} has none of the names ${names}`,
  'column-twice': (name) => `the column ${name} stands twice`,
  'columns-missing': (names) => `missing: ${names}`,
  'header-quotes': () => 'a quote is out of place',
  cut: () => 'does not end: the file is cut, or lacks its last line end',
  'too-many': (limit) => `more than ${limit} people`,
  empty: () => 'empty',
  nobody: () => 'nobody in it',
  unreadable: () => 'cannot be read: no text in UTF-8, or a line that is far too long',
};

const french: Words<LineReason> & Words<FileReason> = {
  missing: () => 'manque',
  invalid: () => 'n’est pas valable',
  profession: () => 'n’est pas dans la liste',
  specialty: () => 'n’est pas dans la liste de la profession',
  title: () => 'ni Dr, ni Pr, ni M., ni Mme',
  department: () => 'inconnu',
  'rpps-digits': () => 'n’a pas onze chiffres',
  'rpps-check-digit': () => 'la clé de contrôle est fausse',
  'rpps-kind': () => 'seules les professions de santé en ont un',
  quotes: () => 'un guillemet est mal placé',
  columns: () => 'pas le même nombre de colonnes que la première ligne',
  repeated: (line) => `se trouve aussi à la ligne ${line}`,
  'other-operator': () => 'boîte d’un autre opérateur, dans l’annuaire national',
  'account-closed': () => 'le compte de cette adresse est fermé',
  'address-taken': () => 'l’adresse est ou a été celle d’un autre compte',
  'other-number': () => 'le compte de cette adresse porte un autre numéro',
  'two-accounts': () => 'adresse et numéro sont ceux de deux comptes',
  renumbered: () => 'déjà pré-inscrit avec un autre numéro',
  moved: () => 'déjà pré-inscrit à une autre adresse',
  'other-structure': () => 'une autre structure a entré cette adresse pour quelqu’un d’autre',
  'unknown-column': (place, names) => `la colonne ${place} ne porte aucun des noms ${names}`,
  'column-twice': (name) => `la colonne ${name} est en double`,
  'columns-missing': (names) => `il manque : ${names}`,
  'header-quotes': () => 'un guillemet est mal placé',
  cut: () => 'ne se termine pas : le fichier est coupé, ou sa dernière ligne n’a pas de fin',
  'too-many': (limit) => `plus de ${limit} personnes`,
  empty: () => 'le fichier est vide',
  nobody: () => 'il n’y a personne dans le fichier',
  unreadable: () => 'ne se lit pas : ce n’est pas du texte en UTF-8, ou une ligne est beaucoup trop longue',
};

/** A reason as a person reads it. */
export function reasonWords(
  language: Language,
  reason: LineReason | FileReason,
  ...details: readonly string[]
): string {
  const [detail = '', names = ''] = details;
  return (language === 'fr' ? french : english)[reason](detail, names);
}

/** A file that is refused as a whole, with the reason that the console says in the reader's language. */
export class PeopleRefused extends FileRefused {
  readonly reason: FileReason;
  readonly details: readonly string[];

  constructor(reason: FileReason, line: number | null, ...details: readonly string[]) {
    super(reasonWords('en', reason, ...details), line);
    this.reason = reason;
    this.details = details;
  }
}
