/** Directory entries and the six criteria of the guide. */
import { z } from 'zod';
import { AccountId, DirectoryEntryId } from './ids.ts';
import { EmailAddress, ProfileKind } from './person.ts';
import { RecipientKind } from './recipient.ts';

export const DirectoryEntry = z.object({
  id: DirectoryEntryId,
  accountId: AccountId.nullable(),
  kind: ProfileKind,
  title: z.string().max(10),
  givenName: z.string().max(80),
  familyName: z.string().max(120),
  profession: z.string().max(80),
  specialty: z.string().max(80).nullable(),
  organisation: z.string().max(160).nullable(),
  town: z.string().max(80).nullable(),
  /** `06`, `2A`, `974`… */
  department: z.string().max(3).nullable(),
  rpps: z.string().nullable(),
  address: EmailAddress,
  /** Besides, in the trust space: of an account that activated it; null for one that gave it up. */
  mssanteAddress: EmailAddress.nullable().optional(),
  /** What writing to this entry means. */
  recipientKind: RecipientKind,
});
export type DirectoryEntry = z.infer<typeof DirectoryEntry>;

/** Whether what is written to `address` reaches this entry: each of its two addresses does. */
export function isReachedAt(entry: Pick<DirectoryEntry, 'address' | 'mssanteAddress'>, address: string): boolean {
  return entry.address === address || entry.mssanteAddress === address;
}

/** Name and first name count from this many characters (guide, FAQ 10). */
export const MIN_NAME_PREFIX = 3;

/** Results that one search leads to, page after page; beyond them, the criteria are to be narrowed. */
export const MAX_DIRECTORY_RESULTS = 1_000;

/** The six criteria; each narrows, absent ones do not. Town, name and first name are prefixes. */
export const DirectoryCriteria = z.object({
  familyName: z.string().max(120).optional(),
  givenName: z.string().max(80).optional(),
  department: z.string().max(3).optional(),
  town: z.string().max(80).optional(),
  profession: z.string().max(80).optional(),
  specialty: z.string().max(80).optional(),
});
export type DirectoryCriteria = z.infer<typeof DirectoryCriteria>;

/** Lower case, no accents, hyphens and apostrophes as spaces: how names are compared everywhere. */
export function foldName(text: string): string {
  return withoutAccents(text)
    .toLowerCase()
    .replace(/[-‐‑–'’ʼ.]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Most of 600,000 names have none, which is found much sooner than they are taken off. */
function withoutAccents(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/œ/giu, 'oe').replace(/æ/giu, 'ae');
}

/** A folded name in one piece, so that « Le Gall », « le-gall » and « legall » begin alike. */
export function foldSolid(text: string): string {
  return foldName(text).replaceAll(' ', '');
}

/** A town in one piece; postal lines write « ST ETIENNE » where people write « Saint-Étienne ». */
export function foldTown(text: string): string {
  return foldName(text)
    .replace(/\bst (?=\S)/g, 'saint ')
    .replace(/\bste (?=\S)/g, 'sainte ')
    .replaceAll(' ', '');
}
