import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { cast } from '../support/pki/people.ts';
import { createPki, type Pki } from '../support/pki/pki.ts';
import { type CardProcesses, startCardProcesses } from '../support/virtual-card/card-processes.ts';
import { type Pcscd, startPcscd } from '../support/virtual-card/pcscd.ts';
import { createVirtualCard } from '../support/virtual-card/virtual-card.ts';

let pki: Pki;
let pcscd: Pcscd;
const running: CardProcesses[] = [];

beforeAll(async () => {
  pki = await createPki();
});

beforeEach(async () => {
  pcscd = await startPcscd();
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((cards) => cards.close()));
  await pcscd.close();
});

function start(options?: Parameters<typeof startCardProcesses>[1]): CardProcesses {
  const cards = startCardProcesses(pcscd.environment, options);
  running.push(cards);
  return cards;
}

it('tells of both readers at start, and of a card put in and taken out within a second each', async () => {
  const cards = start();
  const { readers } = await cards.waitFor((event) => event.readers.length === 2);
  expect(readers.map(({ name, card }) => [name, card])).toEqual(pcscd.readers.map(({ name }) => [name, 'absent']));
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  const [{ name }] = pcscd.readers;
  const before = cards.monitor.latest.readers.find((reader) => reader.name === name)?.generation ?? 0;
  await card.insert(pcscd.readers[0]);
  const insertedAt = Date.now();
  const inserted = await cards.waitForCard(name, 'present');
  expect(Date.now() - insertedAt).toBeLessThan(1000);
  expect(inserted.generation).toBeGreaterThan(before);
  const removedAt = Date.now();
  await card.remove();
  const removed = await cards.waitForCard(name, 'absent');
  expect(Date.now() - removedAt).toBeLessThan(1000);
  expect(removed.generation).toBeGreaterThan(inserted.generation);
});

it('gives the answer to reset, whole', async () => {
  const cards = start();
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  await card.insert(pcscd.readers[1]);
  const { atr } = await cards.waitForCard(pcscd.readers[1].name, 'present');
  expect(atr).toBe('3b8b8131fe4580f9a0000003080000100042');
  await card.remove();
});

it('counts a swap, however quick', async () => {
  const cards = start();
  const [reader] = pcscd.readers;
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  const other = createVirtualCard({ file: await pki.issueCard(cast['paul-leroy']) });
  await card.insert(reader);
  const first = await cards.waitForCard(reader.name, 'present');
  await card.remove();
  await other.insert(reader);
  const swapped = await cards.waitFor(({ readers }) =>
    readers.some((one) => one.name === reader.name && one.card === 'present' && one.generation > first.generation),
  );
  const second = swapped.readers.find((one) => one.name === reader.name);
  expect((second?.generation ?? 0) - first.generation).toBeGreaterThanOrEqual(2);
  await other.remove();
});

it('knows only the readers that policy allows', async () => {
  const allowed = pcscd.readers[1].name;
  const cards = start({ config: { readers: [allowed] } });
  await cards.waitFor((event) => event.service && event.readers.length > 0);
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  await card.insert(pcscd.readers[0]);
  await expect(cards.tokens.call('readCard', { reader: pcscd.readers[0].name })).rejects.toMatchObject({
    code: 'card.no-reader',
  });
  expect(
    cards.events.flatMap((event) => event.readers.map(({ name }) => name)).filter((name) => name !== allowed),
  ).toEqual([]);
  await card.remove();
});

it.each(['SIGTERM', 'SIGKILL'] as const)('notices the service ended by %s, and finds it again', async (signal) => {
  const cards = start();
  await cards.waitFor((event) => event.readers.length === 2);
  await pcscd.stop(signal);
  const stopped = await cards.waitFor((event) => !event.service);
  expect(stopped.readers).toEqual([]);
  await pcscd.start();
  await cards.waitFor((event) => event.service && event.readers.length === 2);
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  await card.insert(pcscd.readers[0]);
  await cards.waitForCard(pcscd.readers[0].name, 'present');
  await card.remove();
});

it('waits for a service that is not there yet', async () => {
  await pcscd.stop();
  const cards = start();
  await cards.waitFor((event) => !event.service && cards.events.length > 0);
  await pcscd.start();
  await cards.waitFor((event) => event.service && event.readers.length === 2);
});

it('is started again when it dies; until then no card counts as present, and every generation moves on', async () => {
  const cards = start();
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  const [reader] = pcscd.readers;
  await card.insert(reader);
  const before = await cards.waitForCard(reader.name, 'present');
  cards.monitorProcess.current()?.kill('SIGKILL');
  const meanwhile = await cards.waitFor((event) => !event.service);
  expect(meanwhile.readers).toEqual([]);
  const after = await cards.waitForCard(reader.name, 'present');
  expect(after.generation).toBeGreaterThan(before.generation);
  expect(cards.monitorProcess.started()).toBe(2);
  await card.remove();
});

it('tells a card of another family from an unreadable one', async () => {
  const cards = start();
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']), foreign: true });
  const [reader] = pcscd.readers;
  await card.insert(reader);
  await cards.waitForCard(reader.name, 'present');
  await expect(cards.tokens.call('readCard', { reader: reader.name })).rejects.toMatchObject({
    code: 'card.unknown-family',
  });
  await card.remove();
});

it('says so when the module that policy demands is missing', async () => {
  const cards = start({ config: { modulePath: '/nonexistent/pkcs11.so' } });
  const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  const [reader] = pcscd.readers;
  await card.insert(reader);
  await cards.waitForCard(reader.name, 'present');
  await expect(cards.tokens.call('readCard', { reader: reader.name })).rejects.toMatchObject({
    code: 'card.no-module',
  });
  await expect(cards.tokens.call('describe', {})).resolves.toEqual({ demanded: true, modules: [] });
  await card.remove();
});
