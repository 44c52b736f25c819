/** People of structures between rows and objects, and how somebody becomes a member. */
import { PreregisteredPerson } from '../../../contract/model/structure.ts';
import { rppsOf } from '../../services/ports/accounts.ts';
import type { EntryOutcome, Holder, LineReason, PersonLine } from '../../services/ports/structures.ts';
import { addressHolder } from './address-holder.ts';
import type { Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Somebody from their row. */
export function toPerson(row: Pick<MainSchema['members'], 'person'>): PreregisteredPerson {
  return PreregisteredPerson.parse(JSON.parse(row.person));
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

/** Who somebody to be entered is mistaken for, or null. */
export async function findConflict(
  reader: Reader<MainSchema>,
  { address, rpps }: PreregisteredPerson,
): Promise<{ readonly column: 'address' | 'rpps'; readonly reason: LineReason; readonly detail: string } | null> {
  const because = (column: 'address' | 'rpps', reason: LineReason) => ({ column, reason, detail: '' });
  const { build } = reader;
  const accounts = build.selectFrom('accounts').select(['id', 'national_id', 'closed']);
  const account = await reader.first(accounts.where('address', '=', address));
  if (account?.closed === 1) return because('address', 'account-closed');
  if (!account && (await addressHolder(reader, address)) !== null) {
    return because('address', 'address-taken');
  }
  if (rpps === null) return null;
  if (account?.national_id && account.national_id !== `8${rpps}`) {
    return because('rpps', 'other-number');
  }
  const holder = await reader.first(accounts.where('national_id', '=', `8${rpps}`));
  if (account && holder && account.id !== holder.id) {
    return because('rpps', 'two-accounts');
  }
  const members = build.selectFrom('members').select('place').where('left_at', 'is', null);
  const renumbered = members.where('address', '=', address).where('rpps', '<>', rpps);
  if (await reader.first(renumbered)) return because('rpps', 'renumbered');
  const moved = members.where('rpps', '=', rpps).where('address', '<>', address).where('account_id', 'is', null);
  if (await reader.first(moved)) return because('address', 'moved');
  return null;
}

/** Writes somebody's row; what it was before decides the outcome. */
export async function writeMember(
  transaction: Transaction<MainSchema>,
  structureId: string,
  { person }: PersonLine,
  at: Date,
): Promise<EntryOutcome> {
  const { build } = transaction;
  const { address, rpps } = person;
  const text = JSON.stringify(person);
  const all = build.selectFrom('members').selectAll().where('structure_id', '=', structureId);
  const old = await transaction.first(all.where('address', '=', address));
  if (old?.person === text && old.left_at === null) return old.account_id === null ? 'unchanged' : 'joined';
  if (old) {
    const changed = build.updateTable('members').where('place', '=', old.place);
    // Whoever comes back is entered anew.
    const again = old.left_at === null ? {} : { left_at: null, account_id: null, joined_at: null };
    await transaction.run(changed.set({ ...again, rpps, person: text, revision: old.revision + 1 }));
  } else {
    const values = { structure_id: structureId, address, rpps, person: text, added_at: at.toISOString() };
    await transaction.run(
      build
        .insertInto('members')
        .values({ ...values, account_id: null, joined_at: null, revision: 1, published: 0, left_at: null }),
    );
  }
  const account = await findAccount(transaction, person);
  if (account) {
    const number = account.national_id === null ? rpps : rppsOf(account.national_id);
    await joinMembers(transaction, { accountId: account.id, address, rpps: number }, at);
  }
  if (account || (old?.account_id && old.left_at === null)) return 'joined';
  return old && old.left_at === null ? 'changed' : 'added';
}

/** The account that is theirs: by number, or else by address. */
async function findAccount(reader: Reader<MainSchema>, { address, rpps }: PreregisteredPerson) {
  const accounts = reader.build.selectFrom('accounts').select(['id', 'national_id']).where('closed', '=', 0);
  const byNumber = rpps === null ? undefined : await reader.first(accounts.where('national_id', '=', `8${rpps}`));
  return byNumber ?? (await reader.first(accounts.where('address', '=', address)));
}
