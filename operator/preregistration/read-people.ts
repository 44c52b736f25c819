/** Reads a pre-registration from its first line to its last: everybody in it, and everything that is wrong with it. */
import type { Structure } from '../../contract/model/structure.ts';
import { type Line, readLines } from '../extraction/read-lines.ts';
import type { LineProblem, PeopleRead, PersonLine } from '../services/ports/structures.ts';
import { type PersonRecord, type RecordReader, readHeader } from './columns.ts';
import { readPerson } from './read-person.ts';
import { PeopleRefused } from './reasons.ts';

/** All are entered in one transaction, for which a running operator waits a second at most; larger ones send several files. */
export const MAX_PEOPLE = 10_000;

/**
 * Throws `PeopleRefused`, or `FileRefused` where it is no text, for what cannot be read as such a file at all; problems of
 * lines are gathered, all of them.
 */
export async function readPeople(file: AsyncIterable<Buffer>, structure: Structure): Promise<PeopleRead> {
  const people: PersonLine[] = [];
  const problems: LineProblem[] = [];
  const seen = { address: new Map<string, number>(), rpps: new Map<string, number>() };
  let readRecord: RecordReader | null = null;
  let count = 0;

  function take(line: Line, record: PersonRecord): void {
    const person = readPerson(record, structure);
    const columns = 'address' in person ? repetitions(person, line.number) : person;
    for (const problem of columns) problems.push({ line: line.number, ...problem });
    if ('address' in person && columns.length === 0) people.push({ line: line.number, person });
  }

  /** The same address or number twice would be two people in one. */
  function repetitions(person: { readonly address: string; readonly rpps: string | null }, line: number) {
    return (['address', 'rpps'] as const).flatMap((column) => {
      const value = person[column];
      if (value === null) return [];
      const before = seen[column].get(value);
      if (before === undefined) seen[column].set(value, line);
      return before === undefined ? [] : [{ column, reason: 'repeated' as const, detail: String(before) }];
    });
  }

  for await (const lines of readLines(file)) {
    for (const line of lines) {
      if (!readRecord) {
        readRecord = readHeader(line.text);
        continue;
      }
      if (line.text.trim() === '') continue;
      // An address that was cut can be somebody else's: whoever gets it reads what was meant for another.
      if (!line.ended) throw new PeopleRefused('cut', line.number);
      count += 1;
      if (count > MAX_PEOPLE) throw new PeopleRefused('too-many', line.number, String(MAX_PEOPLE));
      const record = readRecord(line.text);
      if (typeof record !== 'string') take(line, record);
      else problems.push({ line: line.number, column: null, reason: record, detail: '' });
    }
  }
  if (!readRecord) throw new PeopleRefused('empty', null);
  if (count === 0) throw new PeopleRefused('nobody', null);
  return { people, problems };
}
