/**
 * Nodes behind one address, a real HAProxy in front, while people write and wait: one, a process of its own, is killed, and
 * the others are replaced one after the other.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import { verifyEventChain } from '../../envelope/evidence/verify-events.ts';
import type { OperatorConfig } from '../../operator/config.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { depositWhole, type Letter, writeLetter } from '../operator/support/letter.ts';
import { logEvents } from '../operator/support/log-events.ts';
import { type OpenAnswer, openAnswer } from '../operator/support/open-answer.ts';
import { type OperatorProcess, spawnOperator } from '../operator/support/operator-process.ts';
import type { Workstation } from '../operator/support/workstation.ts';
import { BALANCER_ADDRESS, type Balancer, freePort, startBalancer } from './support/balancer.ts';
import { prepareNodes, type TestNode, type TestNodes } from './support/nodes.ts';

const to = ['paul.leroy@demo.medimail.example'];
const STREAM = '/v1/sync/stream';

let nodes: TestNodes;
let balancer: Balancer;
const ports: number[] = [];
let process: OperatorProcess;
let node: TestNode;
let claire: Workstation;
let paul: Workstation;

beforeAll(async () => {
  nodes = await prepareNodes();
  for (let index = 0; index < 4; index += 1) ports.push(await freePort());
  balancer = await startBalancer(ports, nodes.pki.anchorsFile);
  [process, node] = await Promise.all([startProcess(), start(1)]);
  await areReady(0, 1);
  [claire, paul] = await Promise.all([
    nodes.signedIn('claire-martin', balancer),
    nodes.signedIn('paul-leroy', balancer),
  ]);
});
afterAll(async () => {
  await process.kill('SIGKILL');
  await balancer.close();
  await nodes.close();
});

/** Starts a process of its own on the first port. */
async function startProcess(): Promise<OperatorProcess> {
  const { dataFolder, masterKeyFile, database, blobs, siteUrl, name } = nodes.config('node-0');
  const balancers = [BALANCER_ADDRESS];
  const settings = join(nodes.folder, 'node-0.json');
  writeFileSync(settings, JSON.stringify({ masterKeyFile, database, blobs, siteUrl, name, balancers }));
  return spawnOperator({
    ...{ dataFolder, pkiFolder: nodes.pki.directory, port: ports[0] ?? 0 },
    ...{ logFile: join(nodes.folder, 'node-0.log'), flags: ['--config', settings] },
  });
}

const start = (index: number, changes: Partial<OperatorConfig> = {}) =>
  nodes.start(`node-${index}`, { port: ports[index] ?? 0, balancers: [BALANCER_ADDRESS], ...changes });

/** Waits until the balancer sends connections to each of these. */
async function areReady(...indexes: readonly number[]): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const index of indexes) if (!(await balancer.isUp(index))) throw new Error(`node ${index} is not there`);
    },
    { timeout: 10_000, interval: 20 },
  );
}

const WRITERS = 4;

/** People who write without a pause, each letter until it is acknowledged; what happened is noted. */
function writing() {
  const state = { acknowledged: [] as Letter[], broken: 0, refused: [] as string[], isOver: false, busy: 0 };
  const writeOne = async () => {
    const letter = await writeLetter(claire, { to });
    for (;;) {
      state.busy += 1;
      const answer = await depositWhole(claire, letter).catch(() => null);
      state.busy -= 1;
      if (answer?.status === 200) break;
      if (answer === null) state.broken += 1;
      else state.refused.push(answer.error.code);
      await pause(20);
    }
    state.acknowledged.push(letter);
  };
  const work = async () => {
    while (!state.isOver) await writeOne();
  };
  const all = Promise.all(Array.from({ length: WRITERS }, work));
  return Object.assign(state, {
    async until(count: number) {
      const enough = state.acknowledged.length + count;
      await expect.poll(() => state.acknowledged.length, { timeout: 15_000, interval: 10 }).toBeGreaterThan(enough);
    },
    async end() {
      state.isOver = true;
      await all;
    },
  });
}

const words = (stream: OpenAnswer) => stream.heard().split('event: changed').length - 1;

/** The letters that Paul's feed tells of. */
async function lettersOfPaul(): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let cursor = ''; ; ) {
    const { json } = await paul.call<SyncPage>('GET', `/v1/sync?limit=1000${cursor && `&cursor=${cursor}`}`);
    for (const change of json.changes) if (change.type === 'envelope') ids.add(change.record.id);
    if (!json.more) return ids;
    cursor = json.cursor;
  }
}

/** Envelopes as often as they were sealed, by the log, which has no gap. */
async function sealedByLog(): Promise<string[]> {
  const { dataFolder, masterKeyFile, database } = nodes.config('look');
  const stores = await openStores({ dataFolder, masterKeyFile, database });
  const events = await logEvents(stores.log);
  await stores.close();
  expect(verifyEventChain(events)).toMatchObject({ ok: true, gaps: 0 });
  return events.flatMap(({ kind, envelopeId }) => (kind === 'sealed' ? envelopeId : []));
}

const idsOf = (letters: readonly Letter[]) => letters.map(({ manifest }) => manifest.envelopeId as string);
const acknowledged: string[] = [];

describe('behind one address', () => {
  it('a node that is killed in the middle of deposits loses nothing and doubles nothing; who waits at the other is woken', async () => {
    const there = nodes.moved(paul, node);
    const stream = await openAnswer(nodes, there, STREAM);
    const writer = writing();
    await writer.until(6);
    // In the middle of some of them, whichever node has these.
    await vi.waitFor(() => expect(writer.busy).toBe(WRITERS), { interval: 1 });
    await pause(5);
    await process.kill('SIGKILL');
    const heard = words(stream);
    await writer.until(20);
    expect(words(stream)).toBeGreaterThan(heard);
    await writer.end();
    // It was in the middle of some.
    expect(writer.broken).toBeGreaterThan(0);
    expect(stream.ended()).toBe(false);
    stream.close();
    acknowledged.push(...idsOf(writer.acknowledged));
    expect(await lettersOfPaul()).toEqual(new Set(acknowledged));
    expect((await sealedByLog()).sort()).toEqual(acknowledged.toSorted());
  });

  it('nodes are replaced one after the other, and nobody who writes meanwhile is refused', async () => {
    const writer = writing();
    await writer.until(6);
    for (const index of [2, 3]) {
      const next = await start(index);
      await areReady(index);
      await node.stop();
      node = next;
      await writer.until(6);
    }
    await writer.end();
    expect([writer.broken, ...writer.refused]).toEqual([0]);
    acknowledged.push(...idsOf(writer.acknowledged));
    expect(await lettersOfPaul()).toEqual(new Set(acknowledged));
    expect((await sealedByLog()).sort()).toEqual(acknowledged.toSorted());
  });

  it('each client is counted by its own address, not by the balancer’s', async () => {
    const port = await freePort();
    const apart = await startBalancer([port], nodes.pki.anchorsFile);
    const counting = await nodes.start('counting', {
      ...{ port, balancers: [BALANCER_ADDRESS], publicRequestsPerMinute: 2 },
    });
    await vi.waitFor(async () => expect(await apart.isUp(0)).toBe(true), { timeout: 10_000, interval: 20 });
    const asked = (from: string) => statusFrom(from, `${apart.url}/v1/capabilities`);
    expect([await asked('127.0.0.5'), await asked('127.0.0.5'), await asked('127.0.0.5')]).toEqual([200, 200, 429]);
    expect(await asked('127.0.0.6')).toBe(200);
    await counting.stop();
    await apart.close();
  });
});

/** What a client at that address is answered. */
async function statusFrom(localAddress: string, url: string): Promise<number> {
  const agent = new Agent({ connect: { ca: nodes.ca }, localAddress });
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent });
    await body.dump();
    return statusCode;
  } finally {
    await agent.destroy();
  }
}
