/** The columns of the national extraction, found by their names: their order may change, others may be added. */
import { foldName } from '../../contract/model/directory.ts';
import { FileRefused } from './refusal.ts';

const MAX_COLUMNS = 100;
const SEPARATOR = '|';

/** What we read, by the column's name; all others are ignored. */
const names = {
  mailboxType: 'Type de BAL',
  address: 'Adresse BAL',
  personIdType: 'Type Identifiant PP',
  personId: 'Identifiant PP',
  service: 'Service de rattachement',
  title: "Civilité d'exercice",
  familyName: "Nom d'exercice",
  givenName: "Prénom d'exercice",
  professionCode: 'Code Profession',
  profession: 'Libellé Profession',
  specialtyCode: 'Code savoir-faire',
  specialty: 'Libellé savoir-faire',
  organisation: 'Raison Sociale structure BAL',
  tradeName: 'Enseigne commerciale structure BAL',
  postalLine: 'L6LIGNEACHEMINEMENT structure BAL',
  postalCode: 'Code postal structure BAL',
  department: 'Département structure BAL',
} as const;

/** Not among today's 31 columns; respected where a file has it. */
const redListName = 'Liste rouge';

type Column = keyof typeof names;

/** The columns of one row that we read; `redList` is empty where the file has no such column. */
export type ExtractionRow = Readonly<Record<Column | 'redList', string>>;

/** Reads rows of a file with this header; null for a row that has not as many columns as the header. */
export type RowReader = (line: string) => ExtractionRow | null;

/** Refuses (`FileRefused`) a header that lacks a column, names one twice, or has more than a hundred. */
export function readHeader(header: string): RowReader {
  const found = header.split(SEPARATOR, MAX_COLUMNS + 1).map(foldName);
  if (found.length > MAX_COLUMNS) throw new FileRefused(`more than ${MAX_COLUMNS} columns`, 1);
  const placeOf = (name: string) => {
    const folded = foldName(name);
    const place = found.indexOf(folded);
    if (place !== found.lastIndexOf(folded)) throw new FileRefused(`the column « ${name} » stands twice`, 1);
    return place;
  };
  const places = Object.entries(names).map(([column, name]) => {
    const place = placeOf(name);
    if (place === -1) throw new FileRefused(`the column « ${name} » is missing`, 1);
    return [column as Column, place] as const;
  });
  const redListPlace = placeOf(redListName);
  return (line) => {
    const values = line.split(SEPARATOR, MAX_COLUMNS + 1);
    if (values.length !== found.length) return null;
    const valueAt = (place: number) => values[place]?.trim() ?? '';
    const row: Partial<Record<Column | 'redList', string>> = { redList: valueAt(redListPlace) };
    for (const [column, place] of places) row[column] = valueAt(place);
    return row as ExtractionRow;
  };
}
