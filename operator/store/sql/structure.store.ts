/** Structures and their members. */
import { sql } from 'kysely';
import type { Structure } from '../../../contract/model/structure.ts';
import {
  type EntryReport,
  holderOf,
  type Member,
  type Preregistration,
  type StructureStore,
} from '../../services/ports/structures.ts';
import { accountRow, toAccount } from './account.store.ts';
import { appendAct } from './act-rows.ts';
import { addressHolder } from './address-holder.ts';
import { claimEnvelopes } from './claim-envelopes.ts';
import type { Database, Transaction } from './database.ts';
import { enterPeople } from './entering-members.ts';
import { endHoldings } from './mailbox-holders.ts';
import { joinMembers, openEntriesOf, toPerson } from './member-rows.ts';
import type { MainSchema } from './schema.ts';

/** Rows in memory at once. */
const BATCH = 500;

/** Undoes what was done, and carries out what would have been. */
class Undone extends Error {
  readonly report: EntryReport;

  constructor(report: EntryReport) {
    super('undone');
    this.report = report;
  }
}

export function createStructureStore(database: Database<MainSchema>): StructureStore {
  const { build } = database;
  const structures = build.selectFrom('structures').select(['id', 'finess', 'name', 'department', 'region']);
  const withStructure = build
    .selectFrom('members')
    .innerJoin('structures', 'structures.id', 'members.structure_id')
    .selectAll('members')
    .select('structures.name')
    .orderBy('place');
  const present = build.selectFrom('members').selectAll().where('left_at', 'is', null);
  const open = withStructure.where('account_id', 'is', null).where('left_at', 'is', null).limit(1);
  const counted = structures
    .leftJoin('members', (join) =>
      join.onRef('members.structure_id', '=', 'structures.id').on('members.left_at', 'is', null),
    )
    .select(({ fn }) => [fn.count<number>('members.place').as('people'), fn.count<number>('account_id').as('members')])
    .groupBy('structures.id')
    .orderBy('name')
    .orderBy('structures.id');

  return {
    add({ id, finess, name, department, region }, act) {
      return database.commit(async (transaction) => {
        const values = { id, finess, name, department, region, added_at: act.at.toISOString() };
        const insert = build.insertInto('structures').values(values);
        if ((await transaction.run(insert.onConflict((conflict) => conflict.doNothing()))) === 0) return false;
        await appendAct(transaction, act);
        return true;
      });
    },
    async find(name) {
      const found = structures.where((structure) =>
        structure.or([structure('id', '=', name), structure('finess', '=', name)]),
      );
      return (await database.first(found)) ?? null;
    },
    async list(reach) {
      if (reach === 'everything') return database.all(counted);
      return reach.length === 0 ? [] : database.all(counted.where('department', 'in', [...reach]));
    },
    async summary(structureId) {
      return (await database.first(counted.where('structures.id', '=', structureId))) ?? null;
    },
    async *members(structureId) {
      const all = present.where('structure_id', '=', structureId);
      for (let after = 0; ; ) {
        const rows = await database.all(all.where('place', '>', after).orderBy('place').limit(BATCH));
        for (const row of rows) yield toMember(row);
        const last = rows.at(-1);
        if (!last) return;
        after = last.place;
      }
    },
    async member(structureId, address) {
      const row = await database.first(present.where('structure_id', '=', structureId).where('address', '=', address));
      return row ? toMember(row) : null;
    },
    async findMembers(structureId, { words, state, offset, limit }) {
      const found = present
        .where('structure_id', '=', structureId)
        .$if(state !== undefined, (rows) => rows.where('account_id', state === 'member' ? 'is not' : 'is', null));
      const wanted = words.reduce((rows, word) => rows.where(database.words.contains('words', ` ${word}`)), found);
      const counted = wanted.clearSelect().select((e) => e.fn.countAll<number>().as('n'));
      const rows = await database.all(wanted.orderBy('words').orderBy('place').limit(limit).offset(offset));
      return { members: rows.map(toMember), total: (await database.first(counted))?.n ?? 0 };
    },
    async enter(structureId, people, at, act) {
      const work = async (transaction: Transaction<MainSchema>) => {
        const report = await enterPeople(transaction, structureId, people, at);
        if (act === null || report.problems.length > 0) throw new Undone(report);
        await appendAct(transaction, act(report.outcomes));
        return report;
      };
      try {
        return await database.commit(work);
      } catch (error) {
        if (error instanceof Undone) return error.report;
        throw error;
      }
    },
    release(structure, address, actOf) {
      return database.commit(async (transaction) => {
        const row = await transaction.first(
          present.where('structure_id', '=', structure.id).where('address', '=', address),
        );
        if (!row) return null;
        const act = actOf(toMember(row));
        const gone = { left_at: act.at.toISOString(), revision: row.revision + 1 };
        await transaction.run(build.updateTable('members').set(gone).where('place', '=', row.place));
        // The directory's entry of that address goes: structures that entered the same person have it told anew.
        const others = build.updateTable('members').where('address', '=', address).where('left_at', 'is', null);
        await transaction.run(others.set((one) => ({ revision: one('revision', '+', 1) })));
        if (row.account_id !== null) await takeNameOff(transaction, row.account_id, structure);
        const left =
          row.account_id === null ? [] : await leaveMailboxes(transaction, row.account_id, structure, act.at);
        await appendAct(transaction, act);
        return { ...toMember(row), leftMailboxes: left };
      });
    },
    async openByRpps(rpps) {
      return toPreregistration(await database.first(open.where('rpps', '=', rpps)));
    },
    async openByAddress(address) {
      return toPreregistration(await database.first(open.where('address', '=', address)));
    },
    openAccount(account, at) {
      return database.commit(async (transaction) => {
        if ((await addressHolder(transaction, account.card.address)) !== null) return false;
        // Let go since it was looked for: nothing opens any more.
        if ((await openEntriesOf(transaction, holderOf(account))).length === 0) return false;
        const insert = build.insertInto('accounts').values(accountRow(account));
        if ((await transaction.run(insert.onConflict((conflict) => conflict.doNothing()))) === 0) return false;
        await claimEnvelopes(transaction, account.card);
        await joinMembers(transaction, holderOf(account), at);
        return true;
      });
    },
    async join(account, at) {
      const holder = holderOf(account);
      // At nearly every sign-in there is nothing to write.
      if ((await openEntriesOf(database, holder)).length === 0) return;
      await database.commit(async (transaction) => await joinMembers(transaction, holder, at));
    },
    async unpublished(limit) {
      // Who left first: the entry that goes may be another structure's to make anew.
      const waiting = withStructure
        .whereRef('revision', '>', 'published')
        .clearOrderBy()
        .orderBy(sql`members.left_at IS NULL`)
        .orderBy('place')
        .limit(limit);
      return (await database.all(waiting)).flatMap((row) => {
        const preregistration = toPreregistration(row);
        return preregistration
          ? [
              {
                ...{ place: row.place, revision: row.revision, preregistration, accountId: row.account_id },
                hasLeft: row.left_at !== null,
              },
            ]
          : [];
      });
    },
    async markPublished(members) {
      await database.commit(async (transaction) => {
        for (const { place, revision } of members) {
          await transaction.run(build.updateTable('members').set({ published: revision }).where('place', '=', place));
          const told = build.deleteFrom('members').where('place', '=', place).where('left_at', 'is not', null);
          await transaction.run(told.where('revision', '=', revision));
        }
      });
    },
  };
}

/** Who goes holds the structure's mailboxes no more; unless another entry of the same structure is theirs too. */
async function leaveMailboxes(
  transaction: Transaction<MainSchema>,
  accountId: string,
  { id }: Structure,
  at: Date,
): Promise<readonly string[]> {
  const { build } = transaction;
  const entries = build.selectFrom('members').select('place').where('structure_id', '=', id);
  const other = entries.where('account_id', '=', accountId).where('left_at', 'is', null);
  if (await transaction.first(other)) return [];
  const own = build.selectFrom('organisation_mailboxes').select('id').where('structure_id', '=', id);
  const ids = (await transaction.all(own)).map((mailbox) => mailbox.id);
  return endHoldings(transaction, ids, accountId, at);
}

/** An account that bore the structure's name bears that of another one that it is a member of, or none. */
async function takeNameOff(
  transaction: Transaction<MainSchema>,
  accountId: string,
  structure: Structure,
): Promise<void> {
  const { build } = transaction;
  const account = toAccount(
    await transaction.first(build.selectFrom('accounts').selectAll().where('id', '=', accountId)),
  );
  if (account?.card.organisation !== structure.name) return;
  const other = await transaction.first(
    build
      .selectFrom('members')
      .innerJoin('structures', 'structures.id', 'members.structure_id')
      .select('structures.name')
      .where('account_id', '=', accountId)
      .where('left_at', 'is', null)
      .orderBy('place'),
  );
  const card = JSON.stringify({ ...account.card, organisation: other?.name ?? null });
  await transaction.run(build.updateTable('accounts').set({ card }).where('id', '=', accountId));
}

function toMember(row: Omit<MainSchema['members'], 'place'>): Member {
  return {
    person: toPerson(row),
    addedAt: new Date(row.added_at),
    accountId: row.account_id,
    joinedAt: row.joined_at === null ? null : new Date(row.joined_at),
  };
}

function toPreregistration(
  row: { readonly person: string; readonly name: string } | undefined,
): Preregistration | null {
  return row ? { person: toPerson(row), organisation: row.name } : null;
}
