/**
 * How an edition of the directory travels to workstations: lines of JSON in the order of addresses, the first of them the
 * head. A line that is a list is an entry, a line that is a text the address of one that is gone. Pure functions.
 */
import { z } from 'zod';
import { DirectoryEntry } from './directory.ts';
import { Instant } from './ids.ts';

/** Entries of one edition; a file of more is not what it says it is. */
export const MAX_DIRECTORY_ENTRIES = 2_000_000;
/** Bytes of one line, several times what an entry can take. */
export const MAX_DIRECTORY_LINE = 16_384;

export const DirectoryFileHead = z.object({
  format: z.literal(1),
  /** Editions of one series follow one another; changes lead from an edition to the next of the same series. */
  series: z.uuid(),
  number: z.number().int().positive(),
  /** `changes` are against the edition before. */
  content: z.enum(['all', 'changes']),
  madeAt: Instant,
});
export type DirectoryFileHead = z.infer<typeof DirectoryFileHead>;

const fields = [
  'address',
  'familyName',
  'givenName',
  'title',
  'kind',
  'recipientKind',
  'profession',
  'specialty',
  'organisation',
  'town',
  'department',
  'rpps',
] as const satisfies readonly (keyof DirectoryEntry)[];

/** The id of an entry of the national directory: it follows from the SHA-256 (hexadecimal) of the address. */
export function nationalEntryId(sha256OfAddress: string): string {
  return `mss-${sha256OfAddress.slice(0, 24)}`;
}

/** An entry as one line; `sha256` gives the hexadecimal digest of a text. An id that follows from the address is left out. */
export function toDirectoryLine(entry: DirectoryEntry, sha256: (text: string) => string): string {
  const isDerived = entry.id === nationalEntryId(sha256(entry.address));
  const own = isDerived && entry.accountId === null ? [] : [isDerived ? null : entry.id, entry.accountId];
  // Null is a decision to have none, and absent is none at all.
  const alias = entry.mssanteAddress === undefined ? [] : [entry.mssanteAddress];
  const padding = alias.length > 0 && own.length === 0 ? [null, null] : own;
  return JSON.stringify([...fields.map((name) => entry[name]), ...padding, ...alias]);
}

/** The entry of a line that was read from JSON; null for what is none. */
export function fromDirectoryRow(row: readonly unknown[], sha256: (text: string) => string): DirectoryEntry | null {
  const parsed = DirectoryEntry.safeParse(entryOfRow(row, sha256));
  return parsed.success ? parsed.data : null;
}

/** The same of a line that was found valid before. */
export function entryOfRow(row: readonly unknown[], sha256: (text: string) => string): DirectoryEntry {
  const named = Object.fromEntries(fields.map((name, place) => [name, row[place]]));
  const [id = null, accountId = null, ...alias] = row.slice(fields.length);
  return {
    ...named,
    id: id ?? nationalEntryId(sha256(String(named['address']))),
    accountId,
    ...(alias.length > 0 ? { mssanteAddress: alias[0] } : {}),
  } as DirectoryEntry;
}
