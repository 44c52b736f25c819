/** Accounts as administrators look for them, their standing, and the record of acts. */
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type {
  AccountFile,
  AccountQuery,
  AccountState,
  ActQuery,
  AdministrationStore,
  Reach,
  Standing,
} from '../../services/ports/administration.ts';
import { endAbsences } from './absence.store.ts';
import { toAccount } from './account.store.ts';
import { appendAct, toAct } from './act-rows.ts';
import type { Database, SqlWords } from './database.ts';
import { forgetFactors } from './factor.store.ts';
import { forgetHandlings } from './handling-rows.ts';
import { endAllHoldings } from './mailbox-holders.ts';
import { toApplication } from './registration.store.ts';
import type { MainSchema } from './schema.ts';

type Condition = RawBuilder<SqlBool>;

const standings: Readonly<Record<Standing, { readonly suspended: number; readonly closed: number }>> = {
  open: { suspended: 0, closed: 0 },
  suspended: { suspended: 1, closed: 0 },
  closed: { suspended: 0, closed: 1 },
};

export function createAdministrationStore(database: Database<MainSchema>): AdministrationStore {
  const { build } = database;
  const joined = () => build.selectFrom('accounts').leftJoin('applications', 'applications.account_id', 'accounts.id');
  const files = () =>
    joined()
      .selectAll('accounts')
      .select(['account_id', 'profile', 'state', 'submitted_at', 'decided_at', 'applications.reason as reason']);

  return {
    async findAccounts(query) {
      const wanted = accountCondition(database.words, query);
      const counted = joined().select((e) => e.fn.countAll<number>().as('n'));
      const total = (await database.first(counted.where(wanted)))?.n ?? 0;
      const found = files().where(wanted);
      const ordered =
        query.order === 'submission'
          ? found.orderBy('submitted_at', (order) => order.asc().nullsFirst()).orderBy('accounts.id')
          : found.orderBy('family').orderBy('given').orderBy('accounts.id');
      const rows = await database.all(ordered.limit(query.limit).offset(query.offset));
      return { files: rows.flatMap((row) => toFile(row) ?? []), total };
    },
    async fileOf(accountId) {
      return toFile(await database.first(files().where('accounts.id', '=', accountId)));
    },
    changeStanding(accountId, { from, to }, act) {
      return database.commit(async (transaction) => {
        const changed = await transaction.run(
          build
            .updateTable('accounts')
            .set(standings[to])
            .where('id', '=', accountId)
            .where((where) =>
              where.or(
                from.map((one) =>
                  where.and([
                    where('suspended', '=', standings[one].suspended),
                    where('closed', '=', standings[one].closed),
                  ]),
                ),
              ),
            ),
        );
        if (changed === 0) return 'otherwise';
        if (to === 'closed') {
          // Nobody is left to finish them, and no letter came of them.
          await transaction.run(build.deleteFrom('shared_drafts').where('account_id', '=', accountId));
          await transaction.run(build.deleteFrom('shared_draft_counts').where('account_id', '=', accountId));
          await forgetHandlings(transaction, accountId);
          await endAbsences(transaction, accountId, act.at);
          await endAllHoldings(transaction, accountId, act.at);
        }
        await appendAct(transaction, act);
        return 'changed';
      });
    },
    removeFactors(accountId, act) {
      return database.commit(async (transaction) => {
        if (!(await forgetFactors(transaction, accountId))) return 'otherwise';
        await appendAct(transaction, act);
        return 'changed';
      });
    },
    async findActs(query) {
      const wanted = actCondition(database.words, query);
      const counted = build.selectFrom('acts').select((e) => e.fn.countAll<number>().as('n'));
      const found = build.selectFrom('acts').selectAll().where(wanted).orderBy('seq', 'desc');
      const rows = await database.all(found.limit(query.limit).offset(query.offset));
      return { acts: rows.map(toAct), total: (await database.first(counted.where(wanted)))?.n ?? 0 };
    },
    async actsOn(accountId, limit) {
      const own = build.selectFrom('acts').selectAll().where('account_id', '=', accountId);
      return (await database.all(own.orderBy('seq', 'desc').limit(limit))).map(toAct);
    },
  };
}

function accountCondition(words: SqlWords, query: AccountQuery): Condition {
  const { reach, state, submittedBefore, number, addressPrefix, names } = query;
  const wanted = [...within(reach)];
  if (state) wanted.push(stateConditions[state](words));
  if (submittedBefore) wanted.push(sql`applications.submitted_at < ${submittedBefore.toISOString()}`);
  if (number !== undefined) {
    // One list of each index, where OR would read every account.
    wanted.push(sql`accounts.id IN (
      SELECT id FROM accounts WHERE ${words.field('card', 'rpps')} = ${number}
      UNION SELECT account_id FROM applications WHERE ${words.field('profile', 'rpps')} = ${number}
      UNION SELECT account_id FROM applications WHERE ${words.field('profile', 'adeli')} = ${number})`);
  }
  const named = [
    ...(addressPrefix === undefined ? [] : [begins('accounts.address', addressPrefix)]),
    ...(names ?? []).map(({ family, given }) =>
      every([begins('accounts.family', family), begins('accounts.given', given)]),
    ),
  ];
  if (named.length > 0) wanted.push(sql`(${sql.join(named, sql` OR `)})`);
  return every(wanted);
}

const stateConditions: Readonly<Record<AccountState, (words: SqlWords) => Condition>> = {
  pending: () => sql`(accounts.closed = 0 AND applications.state = 'pending')`,
  refused: () => sql`(accounts.closed = 0 AND applications.state = 'refused')`,
  certified: (words) => sql`(accounts.closed = 0 AND ${words.isTrue('accounts.card', 'certified')})`,
  suspended: () => sql`accounts.suspended = 1`,
  closed: () => sql`accounts.closed = 1`,
};

function actCondition(sqlWords: SqlWords, { reach, administratorId, kind, words }: ActQuery): Condition {
  return every([
    ...within(reach).map((inside): Condition => sql`(${inside} OR actor_id = ${administratorId})`),
    ...(kind ? [sql<SqlBool>`kind = ${kind}`] : []),
    ...words.map((word) => sqlWords.contains('words', word)),
  ]);
}

/** Nothing for who sees everything. An account whose department nobody told is seen by them alone. */
function within(reach: Reach): Condition[] {
  if (reach === 'everything') return [];
  return [reach.length === 0 ? sql`FALSE` : sql`department IN (${sql.join(reach)})`];
}

/** A prefix is a range of the column: the greatest character ends it. */
function begins(column: string, prefix: string): Condition {
  return sql`(${sql.ref(column)} >= ${prefix} AND ${sql.ref(column)} < ${`${prefix}\u{10ffff}`})`;
}

function every(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql`TRUE` : sql`(${sql.join(conditions, sql` AND `)})`;
}

type FileRow = MainSchema['accounts'] & {
  readonly [K in keyof MainSchema['applications']]: MainSchema['applications'][K] | null;
};

function toFile(row: FileRow | undefined): AccountFile | null {
  const account = toAccount(row);
  if (!row || !account) return null;
  const { account_id, profile, state, submitted_at, decided_at, reason } = row;
  const application =
    account_id === null || profile === null || state === null || submitted_at === null
      ? null
      : toApplication({ account_id, profile, state, submitted_at, decided_at, reason });
  return { account, application };
}
