/** Accounts. */
import { foldSolid } from '../../../contract/model/directory.ts';
import { AccountCard } from '../../../contract/model/person.ts';
import { SubmittedProfile } from '../../../contract/model/registration.ts';
import type { Account, AccountStore, LinkOutcome } from '../../services/ports/accounts.ts';
import { addressHolder } from './address-holder.ts';
import { claimEnvelopes } from './claim-envelopes.ts';
import { type Database, plain, type Reader } from './database.ts';
import type { MainSchema } from './schema.ts';
import { consumeNonce, keepEvidence } from './session.store.ts';

export function createAccountStore(database: Database<MainSchema>): AccountStore {
  const accounts = database.build.selectFrom('accounts').selectAll();

  /** The number of an application that nobody has decided on, or that was accepted. */
  async function declaredRpps(reader: Reader<MainSchema>, accountId: string): Promise<string | null> {
    const application = reader.build.selectFrom('applications').select('profile').where('account_id', '=', accountId);
    const row = await reader.first(application.where('state', '!=', 'refused'));
    return row ? SubmittedProfile.shape.rpps.parse((JSON.parse(row.profile) as { rpps: unknown }).rpps) : null;
  }

  return {
    async byId(accountId) {
      // Plain SQL: every request asks.
      return toAccount(
        await database.first(plain<MainSchema['accounts']>('SELECT * FROM accounts WHERE id = ?', accountId)),
      );
    },
    async byNationalId(nationalId) {
      return toAccount(await database.first(accounts.where('national_id', '=', nationalId)));
    },
    async byAddresses(addresses) {
      const rows = await database.all(accounts.where('address', 'in', [...addresses]));
      return new Map(
        rows.flatMap((row) => {
          const account = toAccount(row);
          return account ? [[row.address, account]] : [];
        }),
      );
    },
    insert(all) {
      return database.commit(async (transaction) => {
        for (const account of all) {
          // Of an address that somebody has or had there is no second account.
          if ((await addressHolder(transaction, account.card.address)) !== null) continue;
          const insert = transaction.build.insertInto('accounts').values(accountRow(account));
          const added = await transaction.run(insert.onConflict((conflict) => conflict.doNothing()));
          if (added > 0) await claimEnvelopes(transaction, account.card);
        }
      });
    },
    linkCard({ accountId, nationalId, rpps, nonce, evidence, at }) {
      return database.commit(async (transaction): Promise<LinkOutcome> => {
        if (!(await consumeNonce(transaction, nonce, at))) return 'nonce-used';
        const holder = toAccount(await transaction.first(accounts.where('national_id', '=', nationalId)));
        if (holder) return holder.card.accountId === accountId ? 'linked-before' : 'of-another';
        const account = toAccount(await transaction.first(accounts.where('id', '=', accountId)));
        const numbers = [account?.card.rpps, await declaredRpps(transaction, accountId)].filter(Boolean);
        if (!account || account.nationalId !== null || numbers.some((number) => number !== rpps)) return 'other-number';
        const card = JSON.stringify({ ...account.card, rpps });
        const own = transaction.build.updateTable('accounts').where('id', '=', accountId);
        await transaction.run(own.set({ national_id: nationalId, card }));
        await keepEvidence(transaction, accountId, evidence, at);
        return 'linked';
      });
    },
    async count() {
      const row = await database.first(
        database.build.selectFrom('accounts').select((e) => e.fn.countAll<number>().as('n')),
      );
      return row?.n ?? 0;
    },
  };
}

/** An account as its row. */
export function accountRow(account: Account): MainSchema['accounts'] {
  return {
    id: account.card.accountId,
    address: account.card.address,
    national_id: account.nationalId,
    contact_email: account.contactEmail,
    department: account.department,
    suspended: account.suspended ? 1 : 0,
    closed: account.closed ? 1 : 0,
    family: foldSolid(account.card.familyName),
    given: foldSolid(account.card.givenName),
    card: JSON.stringify(account.card),
  };
}

/** A row as its account; null without a row. */
export function toAccount(row: MainSchema['accounts'] | undefined): Account | null {
  if (!row) return null;
  return {
    card: AccountCard.parse(JSON.parse(row.card)),
    nationalId: row.national_id,
    contactEmail: row.contact_email,
    department: row.department,
    suspended: row.suspended === 1,
    closed: row.closed === 1,
  };
}
