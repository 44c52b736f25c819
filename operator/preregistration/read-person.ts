/** What one line says of somebody, and everything that is wrong with it. */
import { findDepartment } from '../../contract/model/departments.ts';
import { hasLuhnCheckDigit } from '../../contract/model/person.ts';
import { plainText } from '../../contract/model/plain-text.ts';
import { findProfession, findSpecialty } from '../../contract/model/professions.ts';
import { PreregisteredPerson, type Structure } from '../../contract/model/structure.ts';
import { findTitle } from '../extraction/entry-of-row.ts';
import type { LineReason } from '../services/ports/structures.ts';
import type { Column, PersonRecord } from './columns.ts';

export interface ColumnProblem {
  readonly column: Column;
  readonly reason: LineReason;
  readonly detail: string;
}

/** The person, whose department is the structure's unless the line names one; or every problem of the line. */
export function readPerson(record: PersonRecord, structure: Structure): PreregisteredPerson | readonly ColumnProblem[] {
  const profession = findProfession(record.profession);
  const specialty = profession && record.specialty !== '' ? findSpecialty(profession, record.specialty) : null;
  const title = record.title === '' ? '' : findTitle(record.title);
  const department = record.department === '' ? structure.department : findDepartment(record.department)?.code;
  const problems = [
    ...writtenProblems(record),
    ...problemIf(record.profession !== '' && !profession, 'profession', 'profession'),
    ...problemIf(profession && record.specialty !== '' && !specialty, 'specialty', 'specialty'),
    ...problemIf(title === undefined, 'title', 'title'),
    ...problemIf(department === undefined, 'department', 'department'),
    ...rppsProblems(record.rpps, profession?.kind ?? null),
  ];
  if (problems.length > 0) return problems;
  const parsed = PreregisteredPerson.safeParse({
    ...record,
    title,
    department,
    kind: profession?.kind,
    profession: profession?.label,
    specialty: specialty?.label ?? null,
    town: record.town || null,
    rpps: record.rpps || null,
  });
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map((issue) => ({ column: issue.path[0] as Column, reason: 'invalid', detail: '' }));
}

function writtenProblems(record: PersonRecord): ColumnProblem[] {
  const shape = PreregisteredPerson.shape;
  return [
    ...(['familyName', 'givenName', 'profession', 'address'] as const).flatMap((column) =>
      problemIf(record[column] === '', column, 'missing'),
    ),
    ...(['familyName', 'givenName', 'town', 'address'] as const).flatMap((column) => {
      const isValid = plainText.test(record[column]) && shape[column].safeParse(record[column]).success;
      return problemIf(record[column] !== '' && !isValid, column, 'invalid');
    }),
  ];
}

function rppsProblems(rpps: string, kind: string | null): ColumnProblem[] {
  if (rpps === '') return [];
  if (!/^\d{11}$/.test(rpps)) return problemIf(true, 'rpps', 'rpps-digits');
  return [
    ...problemIf(!hasLuhnCheckDigit(rpps), 'rpps', 'rpps-check-digit'),
    ...problemIf(kind !== null && kind !== 'health', 'rpps', 'rpps-kind'),
  ];
}

function problemIf(is: unknown, column: Column, reason: LineReason): ColumnProblem[] {
  return is ? [{ column, reason, detail: '' }] : [];
}
