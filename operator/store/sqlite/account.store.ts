/** Accounts in SQLite. */
import { foldSolid } from '../../../contract/model/directory.ts';
import { AccountCard } from '../../../contract/model/person.ts';
import type { Account, AccountStore } from '../../services/ports/accounts.ts';
import type { SqliteDatabase } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createAccountStore(database: SqliteDatabase<MainSchema>): AccountStore {
  const accounts = database.build.selectFrom('accounts').selectAll();
  return {
    async byId(accountId) {
      return toAccount(database.first(accounts.where('id', '=', accountId)));
    },
    async byNationalId(nationalId) {
      return toAccount(database.first(accounts.where('national_id', '=', nationalId)));
    },
    async byAddresses(addresses) {
      const rows = database.all(accounts.where('address', 'in', [...addresses]));
      return new Map(
        rows.flatMap((row) => {
          const account = toAccount(row);
          return account ? [[row.address, account]] : [];
        }),
      );
    },
    insert(all) {
      return database.commit(() => {
        for (const account of all) {
          database.run(
            database.build
              .insertInto('accounts')
              .values(accountRow(account))
              .onConflict((conflict) => conflict.doNothing()),
          );
        }
      });
    },
    async count() {
      const row = database.first(database.build.selectFrom('accounts').select((e) => e.fn.countAll<number>().as('n')));
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
