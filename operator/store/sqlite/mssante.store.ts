/** Addresses of the trust space, and what the national directory was told of them, in SQLite. */
import type { AliasRequest, MssanteAlias, MssanteStore, PublicationStore } from '../../services/ports/mssante.ts';
import { toAccount } from './account.store.ts';
import { appendAct } from './act-rows.ts';
import { addressHolder } from './address-holder.ts';
import type { SqliteDatabase } from './database.ts';
import { toApplication } from './registration.store.ts';
import type { MainSchema } from './schema.ts';

export function createMssanteStore(database: SqliteDatabase<MainSchema>): MssanteStore {
  const { build } = database;
  const aliases = build.selectFrom('mssante_aliases').selectAll();
  const ownAlias = (accountId: string) => toAlias(database.first(aliases.where('account_id', '=', accountId)));

  function firstFree(candidate: (number: number) => string): string {
    for (let number = 1; ; number += 1) {
      const address = candidate(number);
      if (addressHolder(database, address) === null) return address;
    }
  }
  /** Only inside `commit`. */
  function take({ accountId, candidate, expected, redList, at }: AliasRequest): string {
    const address = ownAlias(accountId)?.address ?? firstFree(candidate);
    if (address !== expected) return address;
    const inUse = { activated_at: at.toISOString(), red_list: redList ? 1 : 0 };
    database.run(
      build
        .insertInto('mssante_aliases')
        .values({ address, account_id: accountId, reserved_at: at.toISOString(), ...inUse })
        .onConflict((conflict) => conflict.column('address').doUpdateSet(inUse)),
    );
    return address;
  }

  return {
    async aliasOf(accountId) {
      return ownAlias(accountId);
    },
    async freeAlias(candidate) {
      return firstFree(candidate);
    },
    async accountsOf(addresses) {
      const rows = database.all(
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
      return database.commit(() => {
        const before = ownAlias(request.accountId);
        if (before?.activatedAt) return { outcome: 'already' as const, alias: before };
        const address = take(request);
        if (address !== request.expected) return { outcome: 'other-address' as const, address };
        appendAct(database, request.act);
        const alias = ownAlias(request.accountId);
        if (!alias) throw new Error('an alias that was just written is not there');
        return { outcome: 'activated' as const, alias };
      });
    },
    deactivate(accountId, act) {
      return database.commit(() => {
        const inUse = build
          .updateTable('mssante_aliases')
          .set({ activated_at: null })
          .where('account_id', '=', accountId)
          .where('activated_at', 'is not', null);
        if (database.run(inUse) === 0) return 'already';
        appendAct(database, act);
        return 'deactivated';
      });
    },
  };
}

export function createPublicationStore(database: SqliteDatabase<MainSchema>): PublicationStore {
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
      const rows = database.all(
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
        database.first(build.selectFrom('mssante_told').select('digest').where('address', '=', address))?.digest ?? null
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
      return database.all(gone).map(({ address }) => address);
    },
    tell(changes, at) {
      return database.commit(() => {
        for (const { address, digest } of changes) {
          if (digest === null) database.run(build.deleteFrom('mssante_told').where('address', '=', address));
          else {
            const told = { digest, told_at: at.toISOString() };
            database.run(
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
