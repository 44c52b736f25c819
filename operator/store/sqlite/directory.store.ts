/** Directory entries in a SQLite file of their own: public data, replaced in bulk, never in the way of deposits. */
import { sql } from 'kysely';
import type { DirectoryStore } from '../../services/ports/directory.ts';
import type { SqliteDatabase } from './database.ts';
import { createRowWriter, toEntry } from './directory-rows.ts';
import { createDirectorySearch } from './directory-search.ts';
import type { DirectorySchema } from './schema.ts';

export function createDirectoryStore(database: SqliteDatabase<DirectorySchema>): DirectoryStore {
  const { build } = database;
  const entries = build.selectFrom('entries').select('entry');
  const searching = createDirectorySearch(database);
  const rows = createRowWriter(database);
  const matching = database.prepare('SELECT rowid FROM entry_words WHERE entry_words MATCH ? LIMIT ?');
  const byRow = database.prepare('SELECT entry FROM entries WHERE rowid = ?');
  const byNumber = database.prepare("SELECT entry FROM entries WHERE entry ->> '$.rpps' = ? ORDER BY rowid LIMIT ?");
  const held = database.prepare("SELECT rowid, entry FROM entries WHERE address = ? AND source = 'account'");
  const replaced = database.prepare('SELECT rowid, findable, entry FROM entries WHERE id = ? OR address = ?');

  return {
    async search(criteria, slice, countLimit) {
      const found = searching.search(criteria, slice, countLimit);
      return { entries: found.entries.map(toEntry), total: found.total };
    },
    async match(words, limit, countLimit) {
      // Only letters and digits get here, each word between quotes: no FTS5 operator can be typed.
      const query = words.map((word) => `"${word}"*`).join(' AND ');
      const matches = matching.all(query, countLimit) as { rowid: number }[];
      const [first = '', second = ''] = words;
      const byName = (familyPrefix: string, givenPrefix: string) =>
        searching.search({ familyPrefix, ...(givenPrefix && { givenPrefix }) }, { offset: 0, limit }, 0).entries;
      const found = [
        // People are mostly looked for by name, in either order; these come from the indexes of names.
        ...(words.length === 1 ? byName(first, '') : []),
        ...(words.length === 2
          ? [...byName(first, second), ...byName(second, first), ...byName(first + second, '')]
          : []),
        ...matches.slice(0, limit).map(({ rowid }) => (byRow.get(rowid) as { entry: string }).entry),
      ];
      return { entries: [...new Set(found)].map(toEntry), total: matches.length };
    },
    async byAddresses(addresses) {
      const alias = sql<string>`entry ->> '$.mssanteAddress'`;
      const found = [
        ...database.all(entries.where('address', 'in', [...addresses])),
        ...database.all(entries.where(alias, 'is not', null).where(alias, 'in', [...addresses])),
      ];
      return [...new Set(found.map((row) => row.entry))].map(toEntry);
    },
    async byRpps(rpps, limit) {
      return (byNumber.all(rpps, limit) as { entry: string }[]).map(({ entry }) => toEntry(entry));
    },
    async byId(entryId) {
      const row = database.first(entries.where('id', '=', entryId));
      return row ? toEntry(row.entry) : null;
    },
    put(all, source, findable) {
      return database.commit(() => {
        for (const entry of all) {
          const olds = replaced.all(entry.id, entry.address) as Replaced[];
          for (const old of olds) rows.remove(old.rowid);
          const from = source ?? (entry.accountId ? 'account' : 'pre-registered');
          const own = entry.accountId === null ? null : ownDecisions(olds, entry.accountId);
          const alias = entry.mssanteAddress === undefined ? (own?.mssanteAddress ?? null) : null;
          rows.insert(alias === null ? entry : { ...entry, mssanteAddress: alias }, {
            source: from,
            findable: findable ?? own?.findable ?? true,
            digest: null,
          });
        }
      });
    },
    removeAccount(address, accountId) {
      return database.commit(() => {
        for (const { rowid, entry } of held.all(address) as { rowid: number; entry: string }[]) {
          if (toEntry(entry).accountId === accountId) rows.remove(rowid);
        }
      });
    },
    checkWritable: () => database.commit(() => undefined),
    withdraw(addresses) {
      return database.commit(() => {
        const own = build.selectFrom('entries').select('rowid').where('source', '=', 'pre-registered');
        for (const { rowid } of database.all(own.where('address', 'in', [...addresses]))) rows.remove(rowid);
      });
    },
    async count() {
      const row = database.first(build.selectFrom('entries').select((e) => e.fn.countAll<number>().as('n')));
      return row?.n ?? 0;
    },
  };
}

interface Replaced {
  readonly rowid: number;
  readonly findable: number;
  readonly entry: string;
}

/** What the owner decided of the entry that the account had. */
function ownDecisions(olds: readonly Replaced[], accountId: string) {
  for (const { findable, entry } of olds) {
    const { accountId: owner, mssanteAddress = null } = toEntry(entry);
    if (owner === accountId) return { mssanteAddress, findable: findable === 1 };
  }
  return null;
}
