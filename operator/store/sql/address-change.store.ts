/** Requests for another address, and the addresses that accounts had before. */
import { AddressChangeLetter } from '../../../contract/model/address-change.ts';
import type { Account } from '../../services/ports/accounts.ts';
import type { AddressChange, AddressChangeFile, AddressChangeStore } from '../../services/ports/address-changes.ts';
import { toAccount } from './account.store.ts';
import { appendAct } from './act-rows.ts';
import { addressHolder } from './address-holder.ts';
import type { Database, Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createAddressChangeStore(database: Database<MainSchema>): AddressChangeStore {
  const { build } = database;
  const changes = build.selectFrom('address_changes').selectAll();
  const serving = (tokenHash: string, at: Date) =>
    changes
      .where('token_hash', '=', tokenHash)
      .where('state', '=', 'asked')
      .where('link_expires_at', '>', at.toISOString());
  const accountOf = async (reader: Reader<MainSchema>, accountId: string) =>
    toAccount(await reader.first(build.selectFrom('accounts').selectAll().where('id', '=', accountId)));

  /** Gives the account its new address and keeps the old one as its own; the letter that asked for it is done with. */
  async function moveAccount(
    transaction: Transaction<MainSchema>,
    account: Account,
    { accountId, oldAddress, letter }: AddressChange,
    at: Date,
  ): Promise<void> {
    const { newAddress } = letter;
    await transaction.run(
      build
        .updateTable('accounts')
        .set({
          address: newAddress,
          card: JSON.stringify({ ...account.card, address: newAddress }),
          // What is told by mail goes there too.
          contact_email: null,
        })
        .where('id', '=', accountId),
    );
    await transaction.run(build.deleteFrom('former_addresses').where('address', '=', newAddress));
    await transaction.run(
      build
        .insertInto('former_addresses')
        .values({ address: oldAddress, account_id: accountId, left_at: at.toISOString() }),
    );
    await transaction.run(build.deleteFrom('links').where('address', 'in', [oldAddress, newAddress]));
  }

  return {
    ask(change, act) {
      return database.commit(async (transaction) => {
        await transaction.run(
          build
            .updateTable('address_changes')
            .set({ state: 'replaced' })
            .where('account_id', '=', change.accountId)
            .where('state', 'in', ['asked', 'proven']),
        );
        await transaction.run(build.insertInto('address_changes').values(toRow(change)));
        await appendAct(transaction, act);
      });
    },
    async latestOf(accountId) {
      const own = changes.where('account_id', '=', accountId).where('state', '<>', 'replaced');
      return toChange(await database.first(own.orderBy('asked_at', 'desc').limit(1)));
    },
    async provable(tokenHash, at) {
      return toChange(await database.first(serving(tokenHash, at)));
    },
    prove(tokenHash, at) {
      return database.commit(async (transaction) => {
        const change = toChange(await transaction.first(serving(tokenHash, at)));
        if (!change || (await addressHolder(transaction, change.letter.newAddress)) !== null) {
          // Its own former address may become the account's again.
          if (!change || (await addressHolder(transaction, change.letter.newAddress)) !== change.accountId)
            return 'link-gone';
        }
        const proven = { state: 'proven' as const, proven_at: at.toISOString() };
        await transaction.run(build.updateTable('address_changes').set(proven).where('id', '=', change.id));
        return 'proven';
      });
    },
    async waiting(reach, { offset, limit }) {
      const open = build
        .selectFrom('address_changes')
        .innerJoin('accounts', 'accounts.id', 'address_changes.account_id')
        .where('address_changes.state', '=', 'proven')
        .where('accounts.closed', '=', 0);
      const theirs = reach === 'everything' ? open : open.where('accounts.department', 'in', [...reach]);
      const total = (await database.first(theirs.select((e) => e.fn.countAll<number>().as('n'))))?.n ?? 0;
      const rows = await database.all(
        theirs
          .selectAll('address_changes')
          .orderBy('proven_at')
          .orderBy('address_changes.id')
          .limit(limit)
          .offset(offset),
      );
      const files: AddressChangeFile[] = [];
      for (const row of rows) {
        const file = await toFile(database, toChange(row));
        if (file) files.push(file);
      }
      return { files, total };
    },
    async fileOf(id) {
      return toFile(database, toChange(await database.first(changes.where('id', '=', id))));
    },
    decide(id, { accepted, reason, at }, act) {
      return database.commit(async (transaction) => {
        const change = toChange(await transaction.first(changes.where('id', '=', id)));
        const account = change && (await accountOf(transaction, change.accountId));
        if (change?.state !== 'proven' || !account || account.closed || account.card.address !== change.oldAddress) {
          return 'not-waiting';
        }
        const holder = await addressHolder(transaction, change.letter.newAddress);
        if (accepted && holder !== null && holder !== change.accountId) return 'address-taken';
        const decided = { state: accepted ? ('accepted' as const) : ('refused' as const), reason };
        await transaction.run(build.updateTable('address_changes').set(decided).where('id', '=', id));
        if (accepted) await moveAccount(transaction, account, change, at);
        await appendAct(transaction, act);
        return 'decided';
      });
    },
    async formerHolders(addresses) {
      const rows = await database.all(
        build
          .selectFrom('former_addresses')
          .selectAll()
          .where('address', 'in', [...addresses]),
      );
      const holders = new Map<string, Account>();
      for (const { address, account_id } of rows) {
        const account = await accountOf(database, account_id);
        if (account) holders.set(address, account);
      }
      return holders;
    },
    async isTaken(address) {
      return (await addressHolder(database, address)) !== null;
    },
  };

  async function toFile(reader: Reader<MainSchema>, change: AddressChange | null): Promise<AddressChangeFile | null> {
    const account = change && (await accountOf(reader, change.accountId));
    return account ? { change, account } : null;
  }
}

function toRow(change: AddressChange): MainSchema['address_changes'] {
  return {
    id: change.id,
    account_id: change.accountId,
    old_address: change.oldAddress,
    new_address: change.letter.newAddress,
    letter: JSON.stringify(change.letter),
    token_hash: change.tokenHash,
    asked_at: change.askedAt.toISOString(),
    link_expires_at: change.linkExpiresAt.toISOString(),
    proven_at: change.provenAt?.toISOString() ?? null,
    state: change.state,
    reason: change.reason,
  };
}

function toChange(row: MainSchema['address_changes'] | undefined): AddressChange | null {
  if (!row) return null;
  return {
    id: row.id,
    accountId: row.account_id,
    oldAddress: row.old_address,
    letter: AddressChangeLetter.parse(JSON.parse(row.letter)),
    tokenHash: row.token_hash,
    askedAt: new Date(row.asked_at),
    linkExpiresAt: new Date(row.link_expires_at),
    provenAt: row.proven_at === null ? null : new Date(row.proven_at),
    state: row.state,
    reason: row.reason,
  };
}
