/** What editions of the directory are made from, and the latest of them. */
import type { DirectoryEditionStore } from '../../services/ports/directory-editions.ts';
import type { Database } from './database.ts';
import { toEntry } from './directory-rows.ts';
import type { DirectorySchema } from './schema.ts';

export function createDirectoryEditionStore(database: Database<DirectorySchema>): DirectoryEditionStore {
  const { build } = database;
  const latest = build.selectFrom('editions').selectAll();
  return {
    async edition() {
      return (await database.first(latest))?.state ?? null;
    },
    replaceEdition(former, { number, state }) {
      return database.commit(async (transaction) => {
        if (((await transaction.first(latest))?.number ?? null) !== former) return false;
        await transaction.run(build.deleteFrom('editions'));
        await transaction.run(build.insertInto('editions').values({ id: 1, number, state }));
        return true;
      });
    },
    async forgetEdition(state) {
      const forgetting = build.deleteFrom('editions').where('state', '=', state);
      await database.commit(async (transaction) => await transaction.run(forgetting));
    },
    expectWritable: () => database.commit(async () => undefined),
    async mark() {
      const imports = await database.first(build.selectFrom('imports').select((row) => row.fn.max('id').as('number')));
      const own = await database.first(build.selectFrom('own_changes').select('number'));
      return { imports: imports?.number ?? 0, own: own?.number ?? 0 };
    },
    async findable(after, limit) {
      const found = build.selectFrom('entries').select('entry').where('findable', '=', 1);
      const page = found.where('address', '>', after).orderBy('address').limit(limit);
      return (await database.all(page)).map(({ entry }) => toEntry(entry));
    },
  };
}
