/** Runs what kysely built, or plain SQL, on a connection. */
import type { Compilable } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { toAppError } from './errors.ts';

/** Gives rows, and how many were read or changed; fails under the names of errors. */
export async function runOn<T>(
  on: Pool | PoolClient,
  query: Compilable<T>,
): Promise<{ readonly rows: T[]; readonly rowCount: number | null }> {
  const { sql, parameters, query: node } = query.compile();
  const text = node.kind === 'RawNode' ? numbered(sql) : sql;
  return named(async () => {
    const { rows, rowCount } = await on.query(text, [...parameters]);
    return { rows: rows as T[], rowCount };
  });
}

/** Plain SQL of the stores has a `?` for each value. */
function numbered(text: string): string {
  let place = 0;
  return text.replaceAll('?', () => {
    place += 1;
    return `$${place}`;
  });
}

/** Gives what goes wrong its name. */
export async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toAppError(error);
  }
}
