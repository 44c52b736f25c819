/** The columns of a pre-registration, found by their names: in any order, with semicolons or commas between them. */
import { foldName } from '../../contract/model/directory.ts';
import { PeopleRefused } from './reasons.ts';
import { splitRecord } from './split-record.ts';

/** Header names, as they are documented; accents and capitals do not count. */
export const columnNames = {
  familyName: 'nom',
  givenName: 'prénom',
  title: 'civilité',
  profession: 'profession',
  specialty: 'spécialité',
  rpps: 'RPPS',
  address: 'adresse mail',
  town: 'ville',
  department: 'département',
} as const;

export type Column = keyof typeof columnNames;
const compulsory: readonly Column[] = ['familyName', 'givenName', 'profession', 'address'];

/** One person as the file says it; empty where there is no such column. */
export type PersonRecord = Readonly<Record<Column, string>>;

/** Why a line is no record: it is read no further. */
export type RecordReader = (line: string) => PersonRecord | 'quotes' | 'columns';

/** Refuses (`PeopleRefused`) a header with an unknown column, one that is missing, or one that stands twice. */
export function readHeader(header: string): RecordReader {
  const separator = header.includes(';') ? ';' : ',';
  const found = splitRecord(header, separator)?.map(foldName);
  if (!found) throw new PeopleRefused('header-quotes', 1);
  const known = new Map(Object.entries(columnNames).map(([column, name]) => [foldName(name), column as Column]));
  const columns = found.map((name, index) => {
    const column = known.get(name);
    if (!column) throw new PeopleRefused('unknown-column', 1, String(index + 1), list(Object.values(columnNames)));
    if (found.indexOf(name) !== index) throw new PeopleRefused('column-twice', 1, list([columnNames[column]]));
    return column;
  });
  const missing = compulsory.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    throw new PeopleRefused('columns-missing', 1, list(missing.map((column) => columnNames[column])));
  }
  const empty = Object.fromEntries(Object.keys(columnNames).map((column) => [column, ''])) as PersonRecord;
  return (line) => {
    const values = splitRecord(line, separator);
    if (!values) return 'quotes';
    if (values.length !== columns.length) return 'columns';
    const record = Object.fromEntries(columns.map((column, place) => [column, values[place]?.trim() ?? '']));
    return { ...empty, ...record };
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => `« ${name} »`).join(', ');
}
