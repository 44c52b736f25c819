/** What a row of the national extraction says, as a directory entry. */
import { createHash } from 'node:crypto';
import { departmentOfPostalCode, findDepartment } from '../../contract/model/departments.ts';
import { DirectoryEntry, foldName } from '../../contract/model/directory.ts';
import { nationalEntryId } from '../../contract/model/directory-file.ts';
import { EmailAddress, Rpps } from '../../contract/model/person.ts';
import { findProfession, findSpecialty } from '../../contract/model/professions.ts';
import type { ExtractionRow } from './columns.ts';
import { RowRefused } from './refusal.ts';

export interface NationalEntry {
  readonly entry: DirectoryEntry;
  /** False on the red list. */
  readonly findable: boolean;
  /** SHA-256 over entry and red list, cut to 16 bytes: the same when nothing changed that we keep. */
  readonly digest: Uint8Array;
}

/** Mailboxes of a person, of an organisation, of a program, of a practice. */
const mailboxTypes = ['PER', 'ORG', 'APP', 'CAB'];
/** In « Type Identifiant PP »: a number of the shared register (RPPS). */
const RPPS_TYPE = '8';

const titles: Readonly<Record<string, string>> = {
  dr: 'Dr',
  docteur: 'Dr',
  pr: 'Pr',
  professeur: 'Pr',
  m: 'M.',
  monsieur: 'M.',
  mme: 'Mme',
  madame: 'Mme',
};

/** The title that a word or an abbreviation stands for (« docteur », « Dr. »); undefined for what is none. */
export function findTitle(text: string): string | undefined {
  return titles[foldName(text)];
}

/** Throws `RowRefused` for a row without a valid address or name, or of a kind that we do not know. */
export function entryOfRow(row: ExtractionRow): NationalEntry {
  const address = EmailAddress.safeParse(row.address);
  if (!address.success) throw new RowRefused('invalid address');
  if (!mailboxTypes.includes(row.mailboxType)) throw new RowRefused('unknown type of mailbox');
  const parsed = DirectoryEntry.safeParse({
    id: nationalEntryId(sha256(address.data).toString('hex')),
    accountId: null,
    address: address.data,
    recipientKind: 'mssante',
    ...place(row),
    ...(row.mailboxType === 'PER' ? person(row) : organisation(row)),
  });
  if (!parsed.success) throw new RowRefused(`invalid ${parsed.error.issues[0]?.path.join('.')}`);
  if (parsed.data.familyName === '') throw new RowRefused('no name');
  const findable = isFindable(row.redList);
  const digest = sha256(`${findable} ${JSON.stringify(parsed.data)}`).subarray(0, 16);
  return { entry: parsed.data, findable, digest };
}

function person(row: ExtractionRow) {
  const profession = findProfession(row.profession, row.professionCode);
  // « Pneumologie (SM) »: the suffix says which kind of qualification.
  const label = row.specialty.replace(/ ?\([A-Z]+\)$/, '');
  const specialty = (profession && findSpecialty(profession, label, row.specialtyCode)?.label) ?? label;
  const isRpps = row.personIdType === RPPS_TYPE && Rpps.safeParse(row.personId).success;
  return {
    kind: 'health',
    title: findTitle(row.title) ?? '',
    givenName: row.givenName,
    familyName: row.familyName,
    profession: profession?.label ?? row.profession,
    specialty: specialty || null,
    organisation: row.tradeName || row.organisation || null,
    rpps: isRpps ? row.personId : null,
  };
}

function organisation(row: ExtractionRow) {
  const name = row.tradeName || row.organisation;
  return {
    kind: 'organisation',
    title: '',
    givenName: '',
    familyName: [name, row.service].filter(Boolean).join(' · '),
    profession: '',
    specialty: null,
    organisation: name || null,
    rpps: null,
  };
}

/** The postal line is « 83000 TOULON CEDEX 9 ». */
function place(row: ExtractionRow) {
  const town = row.postalLine
    .replace(/^\d{5} */, '')
    .replace(/ CEDEX( \d+)?$/i, '')
    .trim();
  const department = departmentOfPostalCode(row.postalCode) ?? findDepartment(row.department);
  return { town: town || null, department: department?.code ?? null };
}

/** Whatever is not a plain no keeps a person out of sight. */
function isFindable(redList: string): boolean {
  return ['', 'n', 'non', '0', 'false'].includes(foldName(redList));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
