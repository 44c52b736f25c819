/**
 * What the national directory is told of this operator's addresses: rows in the form of its own public extraction, 31
 * columns between bars, and apart from them the addresses that are no more. Only what changed since it was told last.
 */
import { createHash } from 'node:crypto';
import { findProfession, findSpecialty } from '../../contract/model/professions.ts';
import { rppsOf } from './ports/accounts.ts';
import type { PublicationStore, PublishableAlias } from './ports/mssante.ts';

/** Rows read, and noted as told, at once. */
const BATCH = 500;

const ofStructure = [
  'L2COMPLEMENTLOCALISATION',
  'L3COMPLEMENTDISTRIBUTION',
  'L4NUMEROVOIE',
  'L4COMPLEMENTNUMEROVOIE',
  'NL4TYPEVOIE',
  'L4LIBELLEVOIE',
  'L5LIEUDITMENTION',
  'L6LIGNEACHEMINEMENT',
  'Code postal',
  'Département',
  'Pays',
] as const;

/** The columns of the public extraction, in its order. */
export const publicationColumns = [
  'Type de BAL',
  'Adresse BAL',
  'Type Identifiant PP',
  'Identifiant PP',
  'Identification nationale PP',
  'Type identifiant structure',
  'Identification Structure',
  'Service de rattachement',
  "Civilité d'exercice",
  "Nom d'exercice",
  "Prénom d'exercice",
  'Catégorie profession',
  'Libellé de catégorie profession',
  'Code Profession',
  'Libellé Profession',
  'Code savoir-faire',
  'Libellé savoir-faire',
  'Dématérialisation',
  'Raison Sociale structure BAL',
  'Enseigne commerciale structure BAL',
  ...ofStructure.map((name) => `${name} structure BAL` as const),
] as const;
type Column = (typeof publicationColumns)[number];

/** In « Type Identifiant PP »: the shared register, and the older one that it replaces. */
const idTypes = { rpps: '8', adeli: '0' } as const;

/** The line of one address. A value never holds a bar or a line end: a name that did would begin another column. */
export function publicationRow({ alias, account, profile }: PublishableAlias): string {
  const { card, nationalId } = account;
  const profession = findProfession(card.profession);
  const specialty = profession && findSpecialty(profession, card.specialty ?? '');
  const isRpps = nationalId === null || rppsOf(nationalId) !== null;
  const number = nationalId?.slice(1) ?? card.rpps ?? '';
  const town = profile?.town ?? card.town ?? '';
  const values: Partial<Record<Column, string>> = {
    'Type de BAL': 'PER',
    'Adresse BAL': alias.address,
    'Type Identifiant PP': isRpps ? idTypes.rpps : idTypes.adeli,
    'Identifiant PP': number,
    'Identification nationale PP': `${isRpps ? idTypes.rpps : idTypes.adeli}${number}`,
    "Civilité d'exercice": card.title,
    "Nom d'exercice": card.familyName.toLocaleUpperCase('fr'),
    "Prénom d'exercice": card.givenName,
    'Catégorie profession': 'C',
    'Libellé de catégorie profession': 'Civil',
    'Code Profession': profession?.code ?? '',
    'Libellé Profession': profession?.label ?? card.profession,
    'Code savoir-faire': specialty?.codes[0] ?? '',
    'Libellé savoir-faire': specialty?.label ?? card.specialty ?? '',
    Dématérialisation: 'O',
    'Raison Sociale structure BAL': card.organisation ?? '',
    'L2COMPLEMENTLOCALISATION structure BAL': profile?.address2 ?? '',
    'L4LIBELLEVOIE structure BAL': profile?.address1 ?? '',
    'L6LIGNEACHEMINEMENT structure BAL': [profile?.postcode, town].filter(Boolean).join(' '),
    'Code postal structure BAL': profile?.postcode ?? '',
    'Département structure BAL': account.department ?? '',
    'Pays structure BAL': 'FRANCE',
  };
  return publicationColumns.map((column) => oneValue(values[column] ?? '')).join('|');
}

function oneValue(text: string): string {
  return text.replace(/[|\p{Cc}]+/gu, ' ').trim();
}

/** Where the lines go; both are written whole before anything is noted as told. */
export interface PublicationFiles {
  row(line: string): Promise<void>;
  withdrawn(address: string): Promise<void>;
  /** What was written is on disk, under its name. */
  finish(): Promise<void>;
}

/** Counts of what was told. */
export interface PublicationSummary {
  readonly published: number;
  readonly unchanged: number;
  readonly withdrawn: number;
}

/** Writes what changed, or with `whole` every row; what is written is noted as told once it is on disk. */
export async function exportPublication(
  store: PublicationStore,
  files: PublicationFiles,
  { whole, now }: { readonly whole: boolean; readonly now: Date },
): Promise<PublicationSummary> {
  await files.row(publicationColumns.join('|'));
  const told: { readonly address: string; readonly digest: string | null }[] = [];
  let unchanged = 0;
  for await (const one of eachOf(
    (after) => store.publishable(after, BATCH),
    ({ alias }) => alias.address,
  )) {
    const line = publicationRow(one);
    const digest = createHash('sha256').update(line).digest('hex');
    const isSame = (await store.told(one.alias.address)) === digest;
    if (isSame) unchanged += 1;
    if (!isSame || whole) await files.row(line);
    if (!isSame) told.push({ address: one.alias.address, digest });
  }
  const published = told.length;
  for await (const address of eachOf(
    (after) => store.withdrawn(after, BATCH),
    (address) => address,
  )) {
    await files.withdrawn(address);
    told.push({ address, digest: null });
  }
  await files.finish();
  for (let start = 0; start < told.length; start += BATCH) await store.tell(told.slice(start, start + BATCH), now);
  return { published, unchanged, withdrawn: told.length - published };
}

async function* eachOf<T>(
  read: (after: string) => Promise<readonly T[]>,
  keyOf: (one: T) => string,
): AsyncGenerator<T> {
  let after = '';
  for (;;) {
    const batch = await read(after);
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    after = keyOf(last);
  }
}
