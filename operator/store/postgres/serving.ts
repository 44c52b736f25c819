/**
 * Which node serves: of all those on one database the one that holds a lock there, on a connection of its own for as
 * long as it runs. What nodes would have to tell each other (whom to wake, which mail is being sent, which proofs are
 * spent) is each process's own.
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

/** Waits until no other node serves. Throws `operator.unavailable` where the server cannot be reached from the start. */
export async function waitToServe(config: PostgresConfig, { signal, onWait }: StandbyOptions): Promise<Serving> {
  const pool = openPool(config.url, config, { schema: 'public', maxConnections: 1, turnMs: ASK_MS, readOnly: true });
  try {
    let client = await take(pool);
    if (!client) onWait();
    while (!client) {
      await pause(ASK_MS, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
      // A server that is away while somebody waits for it comes back, or the node that serves says what is wrong.
      client = await take(pool).catch(unlessUnavailable);
    }
    return holding(pool, client);
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

/** Null where another node has the right. */
async function take(pool: Pool): Promise<PoolClient | null> {
  return named(async () => {
    const client = await pool.connect();
    const { rows } = await client.query<{ taken: boolean }>(`SELECT ${tryToServe} AS taken`).catch((error: unknown) => {
      client.release(true);
      throw error;
    });
    if (rows[0]?.taken) return client;
    client.release();
    return null;
  });
}

function unlessUnavailable(error: unknown): null {
  if (error instanceof AppError && error.is('operator.unavailable')) return null;
  throw error;
}

/** A connection that says nothing any more is lost as well: the server may have given the right to another node. */
function holding(pool: Pool, client: PoolClient): Serving {
  let release: () => void = () => undefined;
  const lost = new Promise<void>((resolve) => {
    release = resolve;
  });
  let late: NodeJS.Timeout | undefined;
  const beat = setInterval(() => {
    late ??= setTimeout(release, ANSWER_MS);
    client.query('SELECT 1').then(() => {
      clearTimeout(late);
      late = undefined;
    }, release);
  }, BEAT_MS);
  client.once('end', release);
  return {
    lost,
    async close() {
      // Whoever comes next need not wait for the connection's end, which gives back what this cannot.
      await Promise.race([client.query(`SELECT ${serveNoMore}`).catch(release), lost]);
      clearInterval(beat);
      clearTimeout(late);
      client.off('end', release);
      client.release(true);
      await pool.end();
    },
  };
}
