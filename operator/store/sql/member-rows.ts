/** People of structures between rows and objects, and how somebody becomes a member. */
import { foldName } from '../../../contract/model/directory.ts';
import { PreregisteredPerson } from '../../../contract/model/structure.ts';
import type { Holder } from '../../services/ports/structures.ts';
import type { Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Somebody from their row. */
export function toPerson(row: Pick<MainSchema['members'], 'person'>): PreregisteredPerson {
  return PreregisteredPerson.parse(JSON.parse(row.person));
}

/** What somebody is found by, folded, each word after a space; names first, by which lists are in order. */
export function wordsOfMember(person: PreregisteredPerson): string {
  const { familyName, givenName, profession, address, rpps } = person;
  return ` ${foldName([familyName, givenName, address, profession, rpps ?? ''].join(' '))}`;
}

/** Makes the holder of an account a member wherever address or number are theirs. */
export async function joinMembers(transaction: Transaction<MainSchema>, holder: Holder, at: Date): Promise<void> {
  for (const { place, revision } of await openEntriesOf(transaction, holder)) {
    const joined = { account_id: holder.accountId, joined_at: at.toISOString(), revision: revision + 1 };
    await transaction.run(transaction.build.updateTable('members').set(joined).where('place', '=', place));
  }
}

/**
 * Entries that nobody has taken up and whose address or number are the holder's. Where both have a number it decides: an
 * entry with the same address and another number is somebody else's.
 */
export async function openEntriesOf(reader: Reader<MainSchema>, { address, rpps }: Holder) {
  const open = reader.build
    .selectFrom('members')
    .select(['place', 'revision', 'rpps'])
    .where('account_id', 'is', null)
    .where('left_at', 'is', null);
  const byAddress = await reader.all(open.where('address', '=', address));
  if (rpps === null) return byAddress;
  const byNumber = await reader.all(open.where('rpps', '=', rpps));
  return [...byNumber, ...byAddress.filter((entry) => entry.rpps === null)];
}
