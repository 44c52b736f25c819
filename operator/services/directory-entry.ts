/** An account as the directory shows it. */
import { DirectoryEntry } from '../../contract/model/directory.ts';
import type { AccountCard } from '../../contract/model/person.ts';

/** The entry of an account; `id` is the one that it has already, or a new one. */
export function entryOfAccount(card: AccountCard, department: string | null, id: string): DirectoryEntry {
  const { accountId, address, kind, title, givenName, familyName, profession, specialty, organisation, town, rpps } =
    card;
  return DirectoryEntry.parse({
    id,
    ...{ accountId, address, kind, title, givenName, familyName, profession, specialty, organisation, town, rpps },
    department,
    recipientKind: 'medimail',
  });
}
