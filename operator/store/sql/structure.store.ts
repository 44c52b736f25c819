/** Structures and their members. */
import {
  type EntryReport,
  holderOf,
  type LineOutcome,
  type LineProblem,
  type Member,
  type Preregistration,
  type StructureStore,
} from '../../services/ports/structures.ts';
import { accountRow } from './account.store.ts';
import { addressHolder } from './address-holder.ts';
import { claimEnvelopes } from './claim-envelopes.ts';
import type { Database, Transaction } from './database.ts';
import { findConflict, joinMembers, openEntriesOf, toPerson, writeMember } from './member-rows.ts';
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
  const open = withStructure.where('account_id', 'is', null).limit(1);

  return {
    add({ id, finess, name, department, region }, at) {
      return database.commit(async (transaction) => {
        const values = { id, finess, name, department, region, added_at: at.toISOString() };
        const insert = build.insertInto('structures').values(values);
        return (await transaction.run(insert.onConflict((conflict) => conflict.doNothing()))) === 1;
      });
    },
    async find(name) {
      const found = structures.where((structure) =>
        structure.or([structure('id', '=', name), structure('finess', '=', name)]),
      );
      return (await database.first(found)) ?? null;
    },
    async list() {
      const counted = structures
        .leftJoin('members', 'members.structure_id', 'structures.id')
        .select(({ fn }) => [
          fn.count<number>('members.place').as('people'),
          fn.count<number>('account_id').as('members'),
        ])
        .groupBy('structures.id')
        .orderBy('name')
        .orderBy('structures.id');
      return await database.all(counted);
    },
    async *members(structureId) {
      const all = build.selectFrom('members').selectAll().where('structure_id', '=', structureId);
      for (let after = 0; ; ) {
        const rows = await database.all(all.where('place', '>', after).orderBy('place').limit(BATCH));
        for (const row of rows) yield toMember(row);
        const last = rows.at(-1);
        if (!last) return;
        after = last.place;
      }
    },
    async enter(structureId, people, at, isPreview) {
      const work = async (transaction: Transaction<MainSchema>) => {
        const outcomes: LineOutcome[] = [];
        const problems: LineProblem[] = [];
        for (const one of people) {
          const { line, person } = one;
          const conflict = await findConflict(transaction, person);
          if (conflict) problems.push({ line, ...conflict });
          else
            outcomes.push({
              line,
              address: person.address,
              outcome: await writeMember(transaction, structureId, one, at),
            });
        }
        const report = { outcomes, problems };
        if (isPreview || problems.length > 0) throw new Undone(report);
        return report;
      };
      try {
        return await database.commit(work);
      } catch (error) {
        if (error instanceof Undone) return error.report;
        throw error;
      }
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
      const waiting = withStructure.whereRef('revision', '>', 'published').limit(limit);
      return (await database.all(waiting)).flatMap((row) => {
        const preregistration = toPreregistration(row);
        return preregistration
          ? [{ place: row.place, revision: row.revision, preregistration, accountId: row.account_id }]
          : [];
      });
    },
    async markPublished(members) {
      await database.commit(async (transaction) => {
        for (const { place, revision } of members) {
          await transaction.run(build.updateTable('members').set({ published: revision }).where('place', '=', place));
        }
      });
    },
  };
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
