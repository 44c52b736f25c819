/** Addresses of the trust space, and what the national directory was told of them. */
import type { AliasRequest, MssanteAlias, MssanteStore, PublicationStore } from '../../services/ports/mssante.ts';
import { toAccount } from './account.store.ts';
import { appendAct } from './act-rows.ts';
import { addressHolder } from './address-holder.ts';
import type { Database, Reader, Transaction } from './database.ts';
import { toApplication } from './registration.store.ts';
import type { MainSchema } from './schema.ts';

export function createMssanteStore(database: Database<MainSchema>): MssanteStore {
  const { build } = database;
  const aliases = build.selectFrom('mssante_aliases').selectAll();
  const ownAlias = async (reader: Reader<MainSchema>, accountId: string) =>
    toAlias(await reader.first(aliases.where('account_id', '=', accountId)));

  async function firstFree(reader: Reader<MainSchema>, candidate: (number: number) => string): Promise<string> {
    for (let number = 1; ; number += 1) {
      const address = candidate(number);
      if ((await addressHolder(reader, address)) === null) return address;
    }
  }

  /** Puts the account’s address of the trust space in use, or gives another one than `expected` and changes nothing. */
  async function take(
    transaction: Transaction<MainSchema>,
    { accountId, candidate, expected, redList, at }: AliasRequest,
  ): Promise<string> {
    const address = (await ownAlias(transaction, accountId))?.address ?? (await firstFree(transaction, candidate));
    if (address !== expected) return address;
    const inUse = { activated_at: at.toISOString(), red_list: redList ? 1 : 0 };
    await transaction.run(
      build
        .insertInto('mssante_aliases')
        .values({ address, account_id: accountId, reserved_at: at.toISOString(), ...inUse })
        .onConflict((conflict) => conflict.column('address').doUpdateSet(inUse)),
    );
    return address;
  }

  return {
    async aliasOf(accountId) {
      return await ownAlias(database, accountId);
    },
    async freeAlias(candidate) {
      return await firstFree(database, candidate);
    },
    async accountsOf(addresses) {
      const rows = await database.all(
        build
          .selectFrom('mssante_aliases')
          .innerJoin('accounts', 'accounts.id', 'mssante_aliases.account_id')
          .selectAll('accounts')
          .select('mssante_aliases.address as alias')
          .where('mssante_aliases.address', 'in', [...addresses])
          .where('activated_at', 'is not', null),
      );
      return new Map(
        rows.flatMap((row) => {
          const account = toAccount(row);
          return account ? [[row.alias, account]] : [];
        }),
      );
    },
    activate(request) {
      return database.commit(async (transaction) => {
        const before = await ownAlias(transaction, request.accountId);
        if (before?.activatedAt) return { outcome: 'already' as const, alias: before };
        const address = await take(transaction, request);
        if (address !== request.expected) return { outcome: 'other-address' as const, address };
        await appendAct(transaction, request.act);
        const alias = await ownAlias(transaction, request.accountId);
        if (!alias) throw new Error('an alias that was just written is not there');
        return { outcome: 'activated' as const, alias };
      });
    },
    deactivate(accountId, act) {
      return database.commit(async (transaction) => {
        const inUse = build
          .updateTable('mssante_aliases')
          .set({ activated_at: null })
          .where('account_id', '=', accountId)
          .where('activated_at', 'is not', null);
        if ((await transaction.run(inUse)) === 0) return 'already';
        await appendAct(transaction, act);
        return 'deactivated';
      });
    },
  };
}

export function createPublicationStore(database: Database<MainSchema>): PublicationStore {
  const { build } = database;
  /** What may be found in the national directory. */
  const inUse = () =>
    build
      .selectFrom('mssante_aliases')
      .innerJoin('accounts', 'accounts.id', 'mssante_aliases.account_id')
      .where('activated_at', 'is not', null)
      .where('red_list', '=', 0)
      .where('accounts.closed', '=', 0);
  return {
    async publishable(after, limit) {
      const rows = await database.all(
        inUse()
          .leftJoin('applications', 'applications.account_id', 'accounts.id')
          .selectAll('accounts')
          .select(['mssante_aliases.address as alias', 'reserved_at', 'activated_at', 'red_list', 'profile'])
          .select(['state', 'submitted_at', 'decided_at', 'applications.reason as reason'])
          .where('mssante_aliases.address', '>', after)
          .orderBy('mssante_aliases.address')
          .limit(limit),
      );
      return rows.flatMap((row) => {
        const account = toAccount(row);
        const alias = toAlias({ ...row, address: row.alias, account_id: row.id });
        if (!account || !alias) return [];
        const { profile, state, submitted_at, decided_at, reason } = row;
        const application =
          profile === null || state === null || submitted_at === null
            ? null
            : toApplication({ account_id: row.id, profile, state, submitted_at, decided_at, reason });
        return [{ alias, account, profile: application?.profile ?? null }];
      });
    },
    async told(address) {
      return (
        (await database.first(build.selectFrom('mssante_told').select('digest').where('address', '=', address)))
          ?.digest ?? null
      );
    },
    async withdrawn(after, limit) {
      const gone = build
        .selectFrom('mssante_told')
        .select('address')
        .where('address', '>', after)
        .where('address', 'not in', inUse().select('mssante_aliases.address'))
        .orderBy('address')
        .limit(limit);
      return (await database.all(gone)).map(({ address }) => address);
    },
    tell(changes, at) {
      return database.commit(async (transaction) => {
        for (const { address, digest } of changes) {
          if (digest === null) await transaction.run(build.deleteFrom('mssante_told').where('address', '=', address));
          else {
            const told = { digest, told_at: at.toISOString() };
            await transaction.run(
              build
                .insertInto('mssante_told')
                .values({ address, ...told })
                .onConflict((conflict) => conflict.column('address').doUpdateSet(told)),
            );
          }
        }
      });
    },
  };
}

function toAlias(row: MainSchema['mssante_aliases'] | undefined): MssanteAlias | null {
  if (!row) return null;
  return {
    address: row.address,
    accountId: row.account_id,
    reservedAt: new Date(row.reserved_at),
    activatedAt: row.activated_at === null ? null : new Date(row.activated_at),
    redList: row.red_list === 1,
  };
}
