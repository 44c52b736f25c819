/** Directory entries in a database of their own: public data, replaced in bulk, never in the way of deposits. */
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import type { FoldedCriteria } from '../../../contract/model/directory-criteria.ts';
import { namesTyped } from '../../../contract/model/directory-suggestions.ts';
import type { Slice } from '../../services/ports/administration.ts';
import type { DirectoryStore } from '../../services/ports/directory.ts';
import type { Database, Reader, Transaction } from './database.ts';
import { type RowFacts, toEntry } from './directory-rows.ts';
import type { DirectorySchema } from './schema.ts';

/** What is found in the order of names, as JSON. */
export interface Found {
  readonly entries: readonly string[];
  readonly total: number;
}

/** How a database finds entries among 600,000 while one types; each does it in its own way. */
export interface DirectoryIndex {
  /** Entries that satisfy all criteria; `total` is exact up to `countLimit`. */
  search(criteria: FoldedCriteria, slice: Slice, countLimit: number): Promise<Found>;
  /** Findable entries that have a word beginning so for each of `words`, in no order; `total` is exact up to `countLimit`. */
  match(words: readonly string[], limit: number, countLimit: number): Promise<Found>;
  /** Writes a row with its words. */
  insert(transaction: Transaction<DirectorySchema>, entry: DirectoryEntry, facts: RowFacts): Promise<void>;
  remove(transaction: Transaction<DirectorySchema>, rowid: number): Promise<void>;
}

export function createDirectoryStore(database: Database<DirectorySchema>, index: DirectoryIndex): DirectoryStore {
  const { build, words: sqlWords } = database;
  const entries = build.selectFrom('entries').select('entry');

  return {
    async search(criteria, slice, countLimit) {
      const found = await index.search(criteria, slice, countLimit);
      return { entries: found.entries.map(toEntry), total: found.total };
    },
    async match(words, limit, countLimit) {
      const byWords = await index.match(words, limit, countLimit);
      const found: string[] = [];
      // These come from the indexes of names.
      for (const { family, given } of namesTyped(words)) {
        const criteria = { familyPrefix: family, ...(given && { givenPrefix: given }) };
        found.push(...(await index.search(criteria, { offset: 0, limit }, 0)).entries);
      }
      found.push(...byWords.entries);
      return { entries: [...new Set(found)].map(toEntry), total: byWords.total };
    },
    async byAddresses(addresses) {
      const alias = sqlWords.field('entry', 'mssanteAddress');
      const found = [
        ...(await database.all(entries.where('address', 'in', [...addresses]))),
        ...(await database.all(entries.where(alias, 'is not', null).where(alias, 'in', [...addresses]))),
      ];
      return [...new Set(found.map((row) => row.entry))].map(toEntry);
    },
    async byRpps(rpps, limit) {
      const same = entries.where(sqlWords.field('entry', 'rpps'), '=', rpps).orderBy('rowid').limit(limit);
      return (await database.all(same)).map(({ entry }) => toEntry(entry));
    },
    async byId(entryId) {
      const row = await database.first(entries.where('id', '=', entryId));
      return row ? toEntry(row.entry) : null;
    },
    put(all, source, findable) {
      return database.commit(async (transaction) => {
        for (const entry of all) {
          const olds = await readReplaced(transaction, entry);
          // What an account has become since is not hidden by what a structure said before.
          if (source === 'pre-registered' && olds.some((old) => old.source === 'account')) continue;
          for (const old of olds) await index.remove(transaction, old.rowid);
          const from = source ?? (entry.accountId ? 'account' : 'pre-registered');
          const own = entry.accountId === null ? null : ownDecisions(olds, entry.accountId);
          const alias = entry.mssanteAddress === undefined ? (own?.mssanteAddress ?? null) : null;
          await index.insert(transaction, alias === null ? entry : { ...entry, mssanteAddress: alias }, {
            source: from,
            findable: findable ?? own?.findable ?? true,
            digest: null,
          });
        }
        await noteChange(transaction);
      });
    },
    removeAccount(address, accountId) {
      return database.commit(async (transaction) => {
        const held = build.selectFrom('entries').select(['rowid', 'entry']).where('address', '=', address);
        for (const { rowid, entry } of await transaction.all(held.where('source', '=', 'account'))) {
          if (toEntry(entry).accountId === accountId) await index.remove(transaction, rowid);
        }
        await noteChange(transaction);
      });
    },
    checkWritable: () => database.commit(async () => undefined),
    withdraw(addresses) {
      return database.commit(async (transaction) => {
        const own = build.selectFrom('entries').select('rowid').where('source', '=', 'pre-registered');
        for (const { rowid } of await transaction.all(own.where('address', 'in', [...addresses]))) {
          await index.remove(transaction, rowid);
        }
        await noteChange(transaction);
      });
    },
    async count() {
      const row = await database.first(build.selectFrom('entries').select((e) => e.fn.countAll<number>().as('n')));
      return row?.n ?? 0;
    },
  };
}

/** Editions are made anew when what is ours changed. */
async function noteChange(transaction: Transaction<DirectorySchema>): Promise<void> {
  await transaction.run(transaction.build.updateTable('own_changes').set((row) => ({ number: row('number', '+', 1) })));
}

type Replaced = Pick<DirectorySchema['entries'], 'rowid' | 'findable' | 'entry' | 'source'>;

/** The entries that one of that id and address takes the place of. */
function readReplaced(reader: Reader<DirectorySchema>, { id, address }: DirectoryEntry): Promise<Replaced[]> {
  return reader.all(
    reader.build
      .selectFrom('entries')
      .select(['rowid', 'findable', 'entry', 'source'])
      .where((where) => where.or([where('id', '=', id), where('address', '=', address)])),
  );
}

/** What the owner decided of the entry that the account had. */
function ownDecisions(olds: readonly Replaced[], accountId: string) {
  for (const { findable, entry } of olds) {
    const { accountId: owner, mssanteAddress = null } = toEntry(entry);
    if (owner === accountId) return { mssanteAddress, findable: findable === 1 };
  }
  return null;
}
