/**
 * A node beside others: its line to them, a connection of its own. It hears there what any of them committed, and it holds
 * there what must be one node's alone: a job that runs, and the right to serve, which it shares with its like and not with a
 * node that serves alone. A line that is lost is opened again, and who may have missed something meanwhile is told so.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { PostgresConfig } from '../../config.ts';
import type { Peers, PeersHearer } from '../../services/ports/peers.ts';
import { named } from './compiled.ts';
import {
  openServingPool,
  type Serving,
  type StandbyOptions,
  take,
  unlessUnavailable,
  waitFor,
  watch,
} from './serving.ts';
import { endJob, serveNoMoreBeside, tryJob, tryToServeBeside } from './turn.ts';

export interface ServingBeside extends Serving, Peers {}

/** How soon a lost line is opened again, and how often after that. */
const FIRST_RETRY_MS = 100;
const RETRY_MS = 1_000;
/** Longer than that the server is not asked to take the right back. */
const CLOSE_MS = 1_000;

/** Waits until no node serves alone. Throws `operator.unavailable` where the server cannot be reached from the start. */
export async function serveBeside(config: PostgresConfig, options: StandbyOptions): Promise<ServingBeside> {
  const pool = openServingPool(config);
  try {
    const line = new Line(pool);
    await line.open(await waitFor(pool, tryToServeBeside, options));
    return line;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

class Line implements ServingBeside {
  readonly #pool: Pool;
  /** Null while it is cut. */
  #client: PoolClient | null = null;
  #unwatch: () => void = () => undefined;
  /** A connection is asked one thing after the other. */
  #asked: Promise<unknown> = Promise.resolve();
  #hearer: PeersHearer | null = null;
  #isClosed = false;
  #reopening: Promise<void> = Promise.resolve();
  #giveUp: () => void = () => undefined;
  readonly lost = new Promise<void>((resolve) => {
    this.#giveUp = resolve;
  });

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  hear(hearer: PeersHearer): void {
    this.#hearer = hearer;
  }

  async alone(job: string, work: () => Promise<unknown>): Promise<void> {
    const client = this.#client;
    // Cut off: another node does it meanwhile, or this one the next time.
    if (!client || !(await this.#given(client, tryJob, job))) return;
    try {
      await work();
    } finally {
      // A line that was cut meanwhile has given it back.
      await this.#given(client, endJob, job).catch(() => false);
    }
  }

  /** Listens on a connection that has the right to serve. */
  async open(client: PoolClient): Promise<void> {
    try {
      client.on('notification', ({ payload = '' }) => this.#told(payload));
      await named(() => client.query('LISTEN medimail'));
    } catch (error) {
      client.release(true);
      throw error;
    }
    if (this.#isClosed) return client.release(true);
    this.#client = client;
    this.#unwatch = watch(
      client,
      () => this.#ask(client, 'SELECT 1'),
      () => this.#cut(client),
    );
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unwatch();
    const client = this.#client;
    this.#client = null;
    if (client) {
      // Whoever comes next need not wait for the connection's end, which gives back what this cannot.
      await Promise.race([this.#given(client, serveNoMoreBeside).catch(() => false), pause(CLOSE_MS)]);
      client.release(true);
    }
    // One that it was just taking would keep the pool from ending.
    await this.#reopening;
    await this.#pool.end();
  }

  #told(payload: string): void {
    const [what, one = '', other = ''] = payload.split(' ');
    if (what === 'changed') this.#hearer?.changed([one]);
    else if (what === 'session-ended') this.#hearer?.sessionEnded(one);
    else if (what === 'delegation-ended') this.#hearer?.delegationEnded(one, other);
  }

  #cut(client: PoolClient): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#unwatch();
    client.release(true);
    this.#reopening = this.#reopened()
      .catch(() => false)
      .then((isOpen) => {
        if (!isOpen) this.#giveUp();
      });
  }

  /** False where the right is not to be had any more: a node serves alone by now, or something is done that none may serve meanwhile. */
  async #reopened(): Promise<boolean> {
    for (let waitMs = FIRST_RETRY_MS; !this.#isClosed; waitMs = RETRY_MS) {
      await pause(waitMs);
      if (this.#isClosed) break;
      const isOpen = await this.#reopenOnce().catch(unlessUnavailable);
      if (isOpen !== null) return isOpen;
    }
    return true;
  }

  async #reopenOnce(): Promise<boolean> {
    const client = await take(this.#pool, tryToServeBeside);
    if (!client) return false;
    await this.open(client);
    // Whatever was committed before this listened is pulled now.
    this.#hearer?.missed();
    return true;
  }

  async #given(client: PoolClient, right: string, ...values: readonly string[]): Promise<boolean> {
    return (await this.#ask(client, `SELECT ${right} AS given`, values))[0]?.given === true;
  }

  #ask(client: PoolClient, statement: string, values: readonly string[] = []): Promise<{ readonly given?: boolean }[]> {
    const asked = this.#asked.then(() => named(() => client.query<{ given?: boolean }>(statement, [...values])));
    this.#asked = asked.catch(() => undefined);
    return asked.then(({ rows }) => rows);
  }
}
