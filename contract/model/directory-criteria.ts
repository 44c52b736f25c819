/**
 * The rules of the six criteria (guide, FAQ 10), for the operator's directory and for the people that a workstation knows
 * without network. Pure functions.
 */
import { findDepartment } from './departments.ts';
import {
  type DirectoryCriteria,
  type DirectoryEntry,
  foldName,
  foldSolid,
  foldTown,
  MIN_NAME_PREFIX,
} from './directory.ts';
import { findProfession, findSpecialty } from './professions.ts';

/** The six criteria, folded and checked: what is here narrows. */
export interface FoldedCriteria {
  readonly familyPrefix?: string;
  readonly givenPrefix?: string;
  readonly townPrefix?: string;
  readonly department?: string;
  readonly profession?: string;
  readonly specialty?: string;
}

/** What of an entry the criteria are compared with. */
export interface FoldedEntry {
  readonly family: string;
  readonly given: string;
  readonly town: string;
  readonly department: string;
  readonly profession: string;
  readonly specialty: string;
}

/** The criteria that count: a name from three characters as they are typed, a specialty only with its profession. */
export function foldCriteria(criteria: DirectoryCriteria): FoldedCriteria {
  // The guide counts the characters as they are typed: « d'a » are three.
  const name = (text = '') => (text.trim().length >= MIN_NAME_PREFIX ? foldSolid(text) : '');
  const profession = criteria.profession ?? '';
  const listed = findProfession(profession);
  const specialty = profession ? (criteria.specialty ?? '') : '';
  const folded = {
    familyPrefix: name(criteria.familyName),
    givenPrefix: name(criteria.givenName),
    townPrefix: foldTown(criteria.town ?? ''),
    department: departmentCode(criteria.department ?? ''),
    profession: foldName(listed?.label ?? profession),
    specialty: foldName((listed && findSpecialty(listed, specialty)?.label) ?? specialty),
  };
  return Object.fromEntries(Object.entries(folded).filter(([, value]) => value !== ''));
}

/** What is on no list is compared as it is, and finds nobody. */
function departmentCode(text: string): string {
  return findDepartment(text)?.code ?? text.trim().toUpperCase();
}

/** An entry in the words of the lists, without accents. */
export function foldForCriteria(entry: DirectoryEntry): FoldedEntry {
  const profession = findProfession(entry.profession);
  const specialty = profession && findSpecialty(profession, entry.specialty ?? '');
  return {
    family: foldSolid(entry.familyName),
    given: foldSolid(entry.givenName),
    town: foldTown(entry.town ?? ''),
    department: entry.department ?? '',
    profession: foldName(profession?.label ?? entry.profession),
    specialty: foldName(specialty?.label ?? entry.specialty ?? ''),
  };
}

/** Whether an entry satisfies every criterion that is there. */
export function satisfies(entry: FoldedEntry, criteria: FoldedCriteria): boolean {
  const { familyPrefix = '', givenPrefix = '', townPrefix = '', department, profession, specialty } = criteria;
  return (
    entry.family.startsWith(familyPrefix) &&
    entry.given.startsWith(givenPrefix) &&
    entry.town.startsWith(townPrefix) &&
    (department === undefined || entry.department === department) &&
    (profession === undefined || entry.profession === profession) &&
    (specialty === undefined || entry.specialty === specialty)
  );
}
