/** What PostgreSQL says in its own way. Indexes are on the very same expressions. */
import { sql } from 'kysely';
import type { SqlWords } from '../sql/database.ts';

export const postgresWords: SqlWords = {
  field: (column, name) => sql`(${sql.ref(column)}::json ->> ${sql.lit(name)})`,
  isTrue: (column, name) => sql`(${sql.ref(column)}::json ->> ${sql.lit(name)}) = 'true'`,
  contains: (column, text) => sql`strpos(${sql.ref(column)}, ${text}) > 0`,
};
