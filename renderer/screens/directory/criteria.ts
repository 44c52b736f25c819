/** The six criteria as they stand in the form, and as they are asked. Pure functions. */
import { departments } from '../../../contract/model/departments.ts';
import { type DirectoryCriteria, MIN_NAME_PREFIX } from '../../../contract/model/directory.ts';
import { findProfession, findSpecialty, professions } from '../../../contract/model/professions.ts';

/** One line of a list to choose from. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** Text where it is typed; an option of the list, or nothing, where it is chosen. */
export type CriteriaFields = Readonly<Record<keyof DirectoryCriteria, string>>;

export const noCriteria: CriteriaFields = {
  familyName: '',
  givenName: '',
  department: '',
  town: '',
  profession: '',
  specialty: '',
};

/** Number and name, so that either is found by typing. */
export const departmentOptions: readonly Choice[] = departments.map(({ code, name }) => ({
  id: code,
  label: `${code} — ${name}`,
}));

export const professionOptions: readonly Choice[] = professions.map(({ label }) => ({ id: label, label }));

/** The specialties of a profession; none without one, and for those that have none. */
export function specialtyOptions(profession: string): readonly Choice[] {
  return (findProfession(profession)?.specialties ?? []).map(({ label }) => ({ id: label, label }));
}

/** Another profession: its specialty stays only where the new one has it too. */
export function withProfession(fields: CriteriaFields, profession: string): CriteriaFields {
  const listed = findProfession(profession);
  const specialty = listed ? (findSpecialty(listed, fields.specialty)?.label ?? '') : '';
  return { ...fields, profession, specialty };
}

/** The criteria that count: names from three letters, a specialty only with its profession, empty ones left out. */
export function criteriaOf(fields: CriteriaFields): DirectoryCriteria {
  const criteria: DirectoryCriteria = {};
  for (const name of ['familyName', 'givenName'] as const) {
    const text = fields[name].trim();
    if (text.length >= MIN_NAME_PREFIX) criteria[name] = text;
  }
  for (const name of ['department', 'town', 'profession'] as const) {
    const text = fields[name].trim();
    if (text) criteria[name] = text;
  }
  const specialty = fields.specialty.trim();
  if (specialty && criteria.profession) criteria.specialty = specialty;
  return criteria;
}

/** Whether there is anything to search by. */
export function isSearchable(fields: CriteriaFields): boolean {
  return Object.keys(criteriaOf(fields)).length > 0;
}

/** Letters that a name which was begun still needs to count; 0 when it counts, or when nothing was typed. */
export function lettersMissing(name: string): number {
  const { length } = name.trim();
  return length === 0 ? 0 : Math.max(0, MIN_NAME_PREFIX - length);
}
