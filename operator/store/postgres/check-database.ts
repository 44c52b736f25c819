/** Whether the settings' database can be worked in; nothing is made there. */
import type { PostgresConfig } from '../../config.ts';
import { openPool } from './connection.ts';

/** Databases are made with one of these; another encoding cannot hold every name. */
const ENCODING = 'UTF8';

interface Answer {
  readonly encoding: string;
  readonly may_create: boolean;
  readonly schemas: number;
  readonly copy: boolean;
}

/** Connects to each database that the settings name; throws what is wrong there. */
export async function checkDatabase(config: PostgresConfig): Promise<void> {
  for (const url of new Set([config.url, config.keysUrl ?? config.url])) {
    const pool = openPool(url, config, { schema: 'public', maxConnections: 1, turnMs: 1_000, readOnly: true });
    try {
      const { rows } = await pool.query<Answer>(`SELECT pg_encoding_to_char(encoding) AS encoding,
          has_database_privilege(oid, 'CREATE') AS may_create, pg_is_in_recovery() AS copy,
          (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'medimail%') AS schemas
        FROM pg_database WHERE datname = current_database()`);
      const [answer] = rows;
      if (answer?.encoding !== ENCODING) throw new Error(`its encoding is ${answer?.encoding}, not ${ENCODING}`);
      if (answer.copy) throw new Error('a copy of another server, which takes no writes');
      if (answer.schemas === 0 && !answer.may_create) throw new Error('the user may not make schemas there (CREATE)');
    } finally {
      await pool.end();
    }
  }
}
