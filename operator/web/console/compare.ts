/** What somebody declared beside what the directory says. */
import { findDepartment } from '../../../contract/model/departments.ts';
import { type DirectoryEntry, foldName, foldSolid, foldTown } from '../../../contract/model/directory.ts';
import { findProfession } from '../../../contract/model/professions.ts';
import type { AccountFile } from '../../services/ports/administration.ts';
import type { Agreement, ComparedField } from './console-words.ts';

export interface Comparison {
  readonly field: ComparedField;
  readonly declared: string;
  readonly listed: string;
  readonly agreement: Agreement;
}

type Identity = Readonly<Record<ComparedField, string>>;

/** Capitals, accents, hyphens and abbreviations are no difference. */
const fold: Readonly<Record<ComparedField, (text: string) => string>> = {
  familyName: foldSolid,
  givenName: foldSolid,
  profession: (text) => foldName(findProfession(text)?.label ?? text),
  specialty: foldName,
  organisation: foldName,
  town: foldTown,
  department: (text) => text.toUpperCase(),
  rpps: (text) => text,
};

/** Field by field; without an entry nothing is comparable. */
export function compareWithEntry(file: AccountFile, entry: DirectoryEntry | null): Comparison[] {
  const declared = identityOf(file);
  const listed = entry && listedIdentity(entry);
  return (Object.keys(fold) as ComparedField[])
    .map((field) => ({ field, declared: declared[field], listed: listed?.[field] ?? '' }))
    .filter(({ declared: one, listed: other }) => one !== '' || other !== '')
    .map((row) => ({ ...row, agreement: agreementOf(row) }));
}

/** The entry with the fewest differences: one person may have several. */
export function closestEntry(file: AccountFile, entries: readonly DirectoryEntry[]): DirectoryEntry | null {
  const differences = (entry: DirectoryEntry) =>
    compareWithEntry(file, entry).filter(({ agreement }) => agreement === 'different').length;
  const [closest = null] = [...entries].sort((one, other) => differences(one) - differences(other));
  return closest;
}

/** A department as people know it. */
export function departmentName(code: string): string {
  const department = findDepartment(code);
  return department ? `${department.code} ${department.name}` : code;
}

function agreementOf({ field, declared, listed }: Omit<Comparison, 'agreement'>): Agreement {
  if (declared === '' || listed === '') return 'unknown';
  return fold[field](declared) === fold[field](listed) ? 'same' : 'different';
}

function identityOf({ account: { card, department }, application }: AccountFile): Identity {
  const profile = application?.profile;
  return {
    familyName: profile?.familyName ?? card.familyName,
    givenName: profile?.givenName ?? card.givenName,
    profession: profile?.profession ?? card.profession,
    specialty: card.specialty ?? '',
    organisation: profile?.organisation ?? card.organisation ?? '',
    town: profile?.town ?? card.town ?? '',
    department: profile?.department ?? department ?? '',
    rpps: profile?.rpps ?? card.rpps ?? '',
  };
}

function listedIdentity(entry: DirectoryEntry): Identity {
  const { familyName, givenName, profession, specialty, organisation, town, department, rpps } = entry;
  return {
    ...{ familyName, givenName, profession, specialty: specialty ?? '', organisation: organisation ?? '' },
    ...{ town: town ?? '', department: department ?? '', rpps: rpps ?? '' },
  };
}
