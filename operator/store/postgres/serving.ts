/**
 * Which node serves: of all those on one database the one that holds a lock there, on a connection of its own for as
 * long as it runs; nodes that serve side by side (`peers.ts`) share that lock.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { AppError } from '../../../contract/errors.ts';
import type { PostgresConfig } from '../../config.ts';
import { named } from './compiled.ts';
import { openPool } from './connection.ts';
import { serveNoMore, tryToServe } from './turn.ts';

/** The right to serve. */
export interface Serving {
  /** Settles once the right was lost without having been given back: another node may serve from then on. */
  readonly lost: Promise<void>;
  /** Gives it back. */
  close(): Promise<void>;
}

export interface StandbyOptions {
  /** Ends the wait, which then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called once where another node serves. */
  onWait(): void;
}

/** How often the right is asked for, and how often it is looked after; the server misses a dead node after 25 seconds. */
const ASK_MS = 1_000;
const BEAT_MS = 5_000;
/** Later than that no answer counts. */
const ANSWER_MS = 5_000;

/**
 * Waits until no other node serves, and then serves alone. Throws `operator.unavailable` where the server cannot be reached
 * from the start.
 */
export async function waitToServe(config: PostgresConfig, options: StandbyOptions): Promise<Serving> {
  const pool = openServingPool(config);
  try {
    return holding(pool, await waitFor(pool, tryToServe, options));
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Does something that no node may serve meanwhile; throws where one does. */
export async function whileNobodyServes<T>(config: PostgresConfig, work: () => Promise<T>): Promise<T> {
  const onWait = () => {
    throw new Error('an operator serves on that database: stop it first');
  };
  const serving = await waitToServe(config, { onWait });
  try {
    return await work();
  } finally {
    await serving.close();
  }
}

/** One connection, which works in no schema. */
export function openServingPool(config: PostgresConfig): Pool {
  return openPool(config.url, config, { schema: 'public', maxConnections: 1, turnMs: ASK_MS, readOnly: true });
}

/** Asks for a right until it is given; the connection has it. */
export async function waitFor(pool: Pool, right: string, { signal, onWait }: StandbyOptions): Promise<PoolClient> {
  let client = await take(pool, right);
  if (!client) onWait();
  while (!client) {
    await pause(ASK_MS, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
    // A server that is away while somebody waits for it comes back, or the node that serves says what is wrong.
    client = await take(pool, right).catch(unlessUnavailable);
  }
  return client;
}

/** Null where another node has the right, or one that excludes it. */
export async function take(pool: Pool, right: string): Promise<PoolClient | null> {
  return named(async () => {
    const client = await pool.connect();
    const { rows } = await client.query<{ taken: boolean }>(`SELECT ${right} AS taken`).catch((error: unknown) => {
      client.release(true);
      throw error;
    });
    if (rows[0]?.taken) return client;
    client.release();
    return null;
  });
}

export function unlessUnavailable(error: unknown): null {
  if (error instanceof AppError && error.is('operator.unavailable')) return null;
  throw error;
}

/**
 * Looks after a connection, by something that is asked over it: one that says nothing any more is lost as well, since the
 * server may have given its rights to another node. Gives what ends this.
 */
export function watch(client: PoolClient, ask: () => Promise<unknown>, onLost: () => void): () => void {
  let late: NodeJS.Timeout | undefined;
  const beat = setInterval(() => {
    late ??= setTimeout(onLost, ANSWER_MS);
    ask().then(() => {
      clearTimeout(late);
      late = undefined;
    }, onLost);
  }, BEAT_MS);
  client.once('end', onLost);
  return () => {
    clearInterval(beat);
    clearTimeout(late);
    client.off('end', onLost);
  };
}

function holding(pool: Pool, client: PoolClient): Serving {
  let release: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => {
    release = resolve;
  });
  const unwatch = watch(client, () => client.query('SELECT 1'), release);
  return {
    lost,
    async close() {
      // Whoever comes next need not wait for the connection's end, which gives back what this cannot.
      await Promise.race([client.query(`SELECT ${serveNoMore}`).catch(release), lost]);
      unwatch();
      client.release(true);
      await pool.end();
    },
  };
}
