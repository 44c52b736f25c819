/** Reads a pre-registration from its first line to its last: everybody in it, and everything that is wrong with it. */
import { createReadStream } from 'node:fs';
import type { Structure } from '../../contract/model/structure.ts';
import { type Line, readLines } from '../extraction/read-lines.ts';
import { FileRefused } from '../extraction/refusal.ts';
import type { LineProblem, PersonLine } from '../services/ports/structures.ts';
import { type PersonRecord, type RecordReader, readHeader } from './columns.ts';
import { readPerson } from './read-person.ts';

/** All are entered in one transaction, for which a running operator waits a second at most; larger ones send several files. */
export const MAX_PEOPLE = 10_000;

export interface PeopleOfFile {
  readonly people: readonly PersonLine[];
  readonly problems: readonly LineProblem[];
}

/** Throws `FileRefused` for what cannot be read as such a file at all; problems of lines are gathered, all of them. */
export async function readPeople(file: string, structure: Structure): Promise<PeopleOfFile> {
  const people: PersonLine[] = [];
  const problems: LineProblem[] = [];
  const seen = { address: new Map<string, number>(), rpps: new Map<string, number>() };
  let readRecord: RecordReader | null = null;
  let count = 0;

  function take(line: Line, record: PersonRecord): void {
    const person = readPerson(record, structure);
    const columns = 'address' in person ? repetitions(person, line.number) : person;
    for (const { column, reason } of columns) problems.push({ line: line.number, column, reason });
    if ('address' in person && columns.length === 0) people.push({ line: line.number, person });
  }

  /** The same address or number twice would be two people in one. */
  function repetitions(person: { readonly address: string; readonly rpps: string | null }, line: number) {
    return (['address', 'rpps'] as const).flatMap((column) => {
      const value = person[column];
      if (value === null) return [];
      const before = seen[column].get(value);
      if (before === undefined) seen[column].set(value, line);
      return before === undefined ? [] : [{ column, reason: `stands in line ${before} too` }];
    });
  }

  for await (const lines of readLines(createReadStream(file) as AsyncIterable<Buffer>)) {
    for (const line of lines) {
      if (!readRecord) {
        readRecord = readHeader(line.text);
        continue;
      }
      if (line.text.trim() === '') continue;
      // An address that was cut can be somebody else's: whoever gets it reads what was meant for another.
      if (!line.ended) throw new FileRefused('does not end: the file is cut, or lacks its last line end', line.number);
      count += 1;
      if (count > MAX_PEOPLE) throw new FileRefused(`more than ${MAX_PEOPLE} people`, line.number);
      const record = readRecord(line.text);
      if (typeof record !== 'string') take(line, record);
      else problems.push({ line: line.number, column: null, reason: reasons[record] });
    }
  }
  if (!readRecord) throw new FileRefused('empty');
  if (count === 0) throw new FileRefused('nobody in it');
  return { people, problems };
}

const reasons = {
  quotes: 'a quote is out of place',
  columns: 'another number of columns than in the first line',
} as const;
