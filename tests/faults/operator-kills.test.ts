/** The operator is killed again and again while it receives; nothing may be lost, and nothing may be there twice. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DepositReceipt, SyncPage } from '../../contract/api/routes.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { checkData } from '../../operator/check-data.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { attachment, deposit, type Letter, writeLetter } from '../operator/support/letter.ts';
import { type OperatorProcess, spawnOperator } from '../operator/support/operator-process.ts';
import { seedPeople } from '../operator/support/test-operator.ts';
import { testPki } from '../operator/support/test-pki.ts';
import { Workstation } from '../operator/support/workstation.ts';
import { type DemoPki, readCardFile } from '../support/pki/demo.ts';

const KILLS = 40;
/** Letters that were sealed meanwhile. */
const ENOUGH = 9;

let folder: string;
let dataFolder: string;
let pki: DemoPki;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-kills-'));
  dataFolder = join(folder, 'data');
  pki = await testPki(join(folder, 'pki'));
  const stores = await openStores({ dataFolder });
  await seedPeople(pki)(stores);
  await stores.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A sequence of numbers that is the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe(`an operator killed ${KILLS} times while it receives`, () => {
  it('loses nothing, has nothing twice, and its log is whole', { timeout: 600_000 }, async () => {
    const logFile = join(folder, 'operator.log');
    const random = sequence(20_261_123);
    let operator = await spawnOperator({ dataFolder, pkiFolder: pki.directory, logFile });
    const { port } = operator;
    const ca = readFileSync(pki.anchorsFile, 'utf8');
    const station = (name: 'claire-martin' | 'paul-leroy') =>
      Workstation.create(operator.url, ca, readCardFile(pki.cards[name]));
    const [claire, paul] = await Promise.all([station('claire-martin'), station('paul-leroy')]);
    await claire.signIn();
    await paul.signIn();

    const sealed: { letter: Letter; receipt: DepositReceipt }[] = [];
    let kills = 0;
    let running = true;
    const killer = (async () => {
      // On a slow machine few letters get through between two kills: it goes on until there are enough to tell.
      while (kills < KILLS || sealed.length < ENOUGH) {
        await new Promise((resolve) => setTimeout(resolve, 10 + random() * 600));
        await operator.kill('SIGKILL');
        kills += 1;
        operator = await spawnOperator({ dataFolder, pkiFolder: pki.directory, logFile, port });
      }
      running = false;
    })();

    const senders = [0, 1].map(async (sender) => {
      for (let rank = 0; running; rank += 1) {
        const isLarge = (rank + sender) % 2 === 0;
        const letter = await writeLetter(claire, {
          to: [paul.address],
          cc: ['anne.roux@demo.medimail.example'],
          attachments: isLarge ? [attachment(`${sender}-${rank}.bin`, 700_000)] : [],
        });
        sealed.push({ letter, receipt: await insist(claire, letter) });
      }
    });
    const reading = readAlong(paul, () => running);
    await Promise.all([killer, ...senders]);
    const readSeqs = await reading;
    await waitForNotifications(operator, claire, sealed);

    const ids = sealed.map(({ letter }) => letter.manifest.envelopeId);
    await paul.signIn();
    const arrived = await everythingOf(paul);
    const records = arrived.flatMap((change) => (change.type === 'envelope' ? [change.record.id] : []));
    expect([...records].sort()).toEqual([...ids].sort());
    // What was pulled bit by bit across all kills has no hole.
    const seqs = new Set(arrived.flatMap((change) => (change.type === 'event' ? [change.event.seq] : [])));
    const since = await everythingOf(paul, readSeqs.cursor);
    for (const change of since) if (change.type === 'event') readSeqs.seqs.add(change.event.seq);
    expect([...readSeqs.seqs].sort((a, b) => a - b)).toEqual([...seqs].sort((a, b) => a - b));
    for (const { letter, receipt } of sealed) {
      const path = `/v1/envelopes/${letter.manifest.envelopeId}`;
      const { events } = (await claire.call<{ events: EnvelopeEvent[] }>('GET', `${path}/events`)).json;
      expect(events.map((event) => event.kind).sort()).toEqual(['deposited', 'notified', 'notified', 'sealed']);
      expect((await deposit(claire, letter)).json.seal).toEqual(receipt.seal);
      expect((await claire.call('GET', `${path}/message`)).bytes.equals(letter.bytes)).toBe(true);
    }
    expect(readdirSync(join(dataFolder, 'mail')).filter((name) => name.endsWith('.eml'))).toHaveLength(2 * ids.length);

    expect(await operator.kill('SIGTERM')).toBe(0);
    const config = OperatorConfig.parse({ dataFolder, ...configOfPkiFolder(pki.directory) });
    expect(await checkData(config)).toMatchObject({ events: 4 * ids.length });
    await Promise.all([claire.close(), paul.close()]);
  });
});

/** Tries until the receipt is there, as an outbox does: connections break, nothing else may go wrong. */
async function insist(from: Workstation, letter: Letter): Promise<DepositReceipt> {
  for (;;) {
    const answer = await deposit(from, letter, 300_000).catch(() => null);
    if (answer?.status === 200) return answer.json;
    if (answer && answer.error.code !== 'upload.offset-mismatch') throw new Error(answer.error.code);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function waitForNotifications(
  operator: OperatorProcess,
  by: Workstation,
  sealed: readonly { readonly letter: Letter }[],
): Promise<void> {
  if (operator.child.exitCode !== null) throw new Error('the operator is not running');
  const last = sealed.at(-1)?.letter.manifest.envelopeId;
  await expect
    .poll(
      async () =>
        (await by.call<{ events: EnvelopeEvent[] }>('GET', `/v1/envelopes/${last}/events`)).json.events.length,
      { timeout: 10_000 },
    )
    .toBe(4);
}

/** Pulls page after page while the operator comes and goes, as a workstation does. */
async function readAlong(by: Workstation, isRunning: () => boolean) {
  const seqs = new Set<number>();
  let cursor = '';
  while (isRunning()) {
    const page = await by.call<SyncPage>('GET', `/v1/sync?limit=3${cursor && `&cursor=${cursor}`}`).catch(() => null);
    if (page?.status === 200) {
      for (const change of page.json.changes) if (change.type === 'event') seqs.add(change.event.seq);
      ({ cursor } = page.json);
    }
    if (!page?.json.more) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { seqs, cursor };
}

async function everythingOf(by: Workstation, from = '') {
  const changes: SyncPage['changes'] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = (await by.call<SyncPage>('GET', `/v1/sync?limit=50${cursor && `&cursor=${cursor}`}`)).json;
    changes.push(...page.changes);
    ({ cursor, more } = page);
  }
  return changes;
}
