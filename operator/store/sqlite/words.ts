/** What SQLite says in its own way. Indexes are on the very same expressions. */
import { sql } from 'kysely';
import type { SqlWords } from '../sql/database.ts';

export const sqliteWords: SqlWords = {
  field: (column, name) => sql`${sql.ref(column)} ->> ${sql.lit(`$.${name}`)}`,
  isTrue: (column, name) => sql`${sql.ref(column)} ->> ${sql.lit(`$.${name}`)} = 1`,
  contains: (column, text) => sql`instr(${sql.ref(column)}, ${text}) > 0`,
};
