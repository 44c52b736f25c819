/** How the settings of a PostgreSQL server become connections to it. */
import { readFileSync } from 'node:fs';
import { Pool, type PoolConfig, TypeOverrides } from 'pg';
import type { PostgresConfig } from '../../config.ts';

/** `bigint`, which counts and numbers are; none here is above 2^53. */
const BIGINT = 20;

const types = new TypeOverrides();
types.setTypeParser(BIGINT, Number);

const loopbackHosts = new Set(['127.0.0.1', '::1', '[::1]', 'localhost']);

export interface Limits {
  readonly schema: string;
  readonly maxConnections: number;
  /** How long a work waits for its turn before `operator.unavailable`. */
  readonly turnMs: number;
  readonly readOnly: boolean;
}

/** Connections that work in one schema; nothing is connected yet. */
export function openPool(url: string, config: PostgresConfig, limits: Limits): Pool {
  const options = {
    search_path: limits.schema,
    lock_timeout: limits.turnMs,
    statement_timeout: STATEMENT_MS,
    // A node that hangs or is cut off in the middle of its turn loses it.
    idle_in_transaction_session_timeout: IDLE_TURN_MS,
    // One that is gone without a word is missed after 25 seconds.
    tcp_keepalives_idle: 10,
    tcp_keepalives_interval: 5,
    tcp_keepalives_count: 3,
    default_transaction_read_only: limits.readOnly ? 'on' : 'off',
  };
  const pool = new Pool({
    ...placeOf(url, config),
    types,
    max: limits.maxConnections,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'medimail',
    options: Object.entries(options)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  // A connection that is lost while nobody uses it is replaced; one that is in use fails the statement that comes next.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const CONNECT_MS = 5_000;
const STATEMENT_MS = 60_000;
const IDLE_TURN_MS = 10_000;

function placeOf(text: string, { passwordFile, caFile }: PostgresConfig): PoolConfig {
  const url = new URL(text);
  const host = decodeURIComponent(url.searchParams.get('host') ?? url.hostname) || 'localhost';
  const isHere = host.startsWith('/') || loopbackHosts.has(host);
  const user = decodeURIComponent(url.username) || url.searchParams.get('user');
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)),
    ...(user ? { user } : {}),
    ...(passwordFile ? { password: readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '') } : {}),
    ...(caFile || !isHere ? { ssl: { ...(caFile ? { ca: readFileSync(caFile, 'utf8') } : {}) } } : {}),
  };
}
