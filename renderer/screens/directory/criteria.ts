/** The six criteria as typed, and as they are asked. Pure functions. */
import { type DirectoryCriteria, MIN_NAME_PREFIX } from '../../../contract/model/directory.ts';

export type CriteriaFields = Readonly<Record<keyof DirectoryCriteria, string>>;

export const noCriteria: CriteriaFields = {
  familyName: '',
  givenName: '',
  department: '',
  town: '',
  profession: '',
  specialty: '',
};

/** The criteria that count: names from three letters, a specialty only with its profession, empty ones left out. */
export function criteriaOf(fields: CriteriaFields): DirectoryCriteria {
  const criteria: DirectoryCriteria = {};
  for (const name of ['familyName', 'givenName'] as const) {
    const text = fields[name].trim();
    if (text.length >= MIN_NAME_PREFIX) criteria[name] = text;
  }
  for (const name of ['town', 'profession'] as const) {
    const text = fields[name].trim();
    if (text) criteria[name] = text;
  }
  const department = fields.department.trim().toUpperCase();
  if (department.length >= 2) criteria.department = department;
  const specialty = fields.specialty.trim();
  if (specialty && criteria.profession) criteria.specialty = specialty;
  return criteria;
}

/** Whether there is anything to search by. */
export function isSearchable(fields: CriteriaFields): boolean {
  return Object.keys(criteriaOf(fields)).length > 0;
}
