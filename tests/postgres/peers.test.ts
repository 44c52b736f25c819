/** The line that a node has to others: jobs that one does alone, and who may serve beside whom. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PostgresConfig } from '../../operator/config.ts';
import { type ServingBeside, serveBeside } from '../../operator/store/postgres/peers.ts';
import { waitToServe, whileNobodyServes } from '../../operator/store/postgres/serving.ts';
import { tryToServe } from '../../operator/store/postgres/turn.ts';
import { asAdministrator, freshPostgres } from '../operator/support/test-database.ts';
import { cutLines } from './support/nodes.ts';

let database: PostgresConfig;
let one: ServingBeside;
let other: ServingBeside;
const onWait = () => undefined;

beforeEach(async () => {
  database = await freshPostgres();
  [one, other] = await Promise.all([serveBeside(database, { onWait }), serveBeside(database, { onWait })]);
});
afterEach(async () => {
  await Promise.all([one.close(), other.close()]);
});

/** A work that lasts until it is told to end. */
function lasting() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const state = { runs: 0, end };
  return Object.assign(state, {
    work: () => {
      state.runs += 1;
      return ended;
    },
  });
}

it('A job is done by one node at a time, another job beside it, and by the other node once it is over', async () => {
  const long = lasting();
  const first = one.alone('retention', long.work);
  await expect.poll(() => long.runs).toBe(1);
  const done: string[] = [];
  const note = (name: string) => async () => void done.push(name);
  await other.alone('retention', note('retention'));
  await other.alone('leftovers', note('leftovers'));
  expect(done).toEqual(['leftovers']);
  long.end();
  await first;
  await other.alone('retention', note('retention'));
  expect(done).toEqual(['leftovers', 'retention']);
});

it('A job that fails is free again, and its failure is told', async () => {
  await expect(one.alone('warnings', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  const done: string[] = [];
  await other.alone('warnings', async () => void done.push('warnings'));
  expect(done).toEqual(['warnings']);
});

it('The job of a node that is cut off is the other’s, and the line is opened again with a word about it', async () => {
  const heard: string[] = [];
  const hearer = (name: string) => ({
    changed: (ids: Iterable<string>) => void heard.push(...ids),
    sessionEnded: () => undefined,
    delegationEnded: () => undefined,
    missed: () => void heard.push(`${name} missed`),
  });
  one.hear(hearer('one'));
  const long = lasting();
  const first = one.alone('members', long.work);
  await expect.poll(() => long.runs).toBe(1);
  expect(await cutLines(database)).toBe(2);
  const done: string[] = [];
  await expect
    .poll(async () => {
      await other.alone('members', async () => void done.push('members'));
      return done.length;
    })
    .toBe(1);
  await expect.poll(() => heard).toEqual(['one missed']);
  long.end();
  await first;
  await asAdministrator((client) => client.query("NOTIFY medimail, 'changed 7'"), nameOf(database));
  await expect.poll(() => heard).toEqual(['one missed', '7']);
});

it('A node that serves alone waits for both, and they for it', async () => {
  await expect(whileNobodyServes(database, async () => undefined)).rejects.toThrow('an operator serves');
  await one.close();
  await expect(whileNobodyServes(database, async () => undefined)).rejects.toThrow('an operator serves');
  await other.close();
  const alone = await waitToServe(database, { onWait });
  const waited: string[] = [];
  const third = serveBeside(database, { onWait: () => void waited.push('third') });
  await expect.poll(() => waited).toEqual(['third']);
  await alone.close();
  await (await third).close();
  [one, other] = await Promise.all([serveBeside(database, { onWait }), serveBeside(database, { onWait })]);
});

it('A node whose line was cut serves no more where another one serves alone by then', async () => {
  await other.close();
  await asAdministrator(async (client) => {
    const waiting = client.query(`SELECT ${tryToServe.replace('try_', '')}`);
    expect(await cutLines(database)).toBe(1);
    await waiting;
    await one.lost;
  }, nameOf(database));
  other = await serveBeside(database, { onWait });
});

function nameOf({ url }: PostgresConfig): string {
  return new URL(url).pathname.slice(1);
}
