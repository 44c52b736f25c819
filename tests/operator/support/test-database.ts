/** The database of an operator under test: SQLite in its data folder, or a fresh one of the suite's PostgreSQL server. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { OperatorConfig, PostgresConfig } from '../../../operator/config.ts';

/** Names the folder of the server's socket in the suite that runs on PostgreSQL. */
export const postgresVariable = 'MEDIMAIL_TEST_POSTGRES';

export const isOnPostgres = () => process.env[postgresVariable] !== undefined;

/** The part of the settings that says so; a database of its own each time. */
export async function freshDatabase(): Promise<Pick<OperatorConfig, 'database'>> {
  return isOnPostgres() ? { database: await freshPostgres() } : {};
}

/** A fresh database of the suite's server, of a user who may do nothing else there. */
export async function freshPostgres(): Promise<PostgresConfig> {
  const name = `t${randomBytes(8).toString('hex')}`;
  await asAdministrator((client) => client.query(`CREATE DATABASE ${name} OWNER medimail`));
  return {
    url: `postgresql:///${name}?host=${process.env[postgresVariable]}&user=medimail`,
    maxConnections: 4,
    nodes: 'one',
  };
}

/** Does something on the server itself, as its superuser, in a database of it. */
export async function asAdministrator<T>(work: (client: Client) => Promise<T>, database = 'postgres'): Promise<T> {
  const client = new Client({ host: process.env[postgresVariable] ?? '', user: 'postgres', database });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
