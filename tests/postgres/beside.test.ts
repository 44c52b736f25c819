/** Two nodes that serve side by side: what happens at one is known at the other, and what serves once serves once. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delegation } from '../../contract/model/delegation.ts';
import type { OperatorConfig } from '../../operator/config.ts';
import { attachment, deposit, depositWhole, type Letter, writeLetter } from '../operator/support/letter.ts';
import { type OpenAnswer, openAnswer } from '../operator/support/open-answer.ts';
import type { Workstation } from '../operator/support/workstation.ts';
import { prepareNodes, type TestNode, type TestNodes } from './support/nodes.ts';

const STREAM = '/v1/sync/stream';

let nodes: TestNodes;
let one: TestNode;
let other: TestNode;
/** Writes at the one node; reads at the other. */
let claire: Workstation;
let paul: Workstation;
const to = ['paul.leroy@demo.medimail.example'];

beforeAll(async () => {
  nodes = await prepareNodes();
  [one, other] = await Promise.all([nodes.start('one'), nodes.start('other')]);
  claire = await nodes.signedIn('claire-martin', one);
  paul = await nodes.signedIn('paul-leroy', other);
});
afterAll(() => nodes.close());

const words = (stream: OpenAnswer) => stream.heard().split('event: changed').length - 1;
const pathOf = ({ manifest }: Letter) => `/v1/uploads/${manifest.envelopeId}`;

describe('a workstation that waits at one node', () => {
  it('is woken within a second by a letter deposited at another, and reads it there', async () => {
    const stream = await openAnswer(nodes, paul, STREAM);
    const letter = await writeLetter(claire, { to });
    expect((await depositWhole(claire, letter)).status).toBe(200);
    const depositedAt = performance.now();
    await expect.poll(() => words(stream), { timeout: 5_000, interval: 10 }).toBeGreaterThan(0);
    expect(performance.now() - depositedAt).toBeLessThan(1_000);
    const read = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(read.bytes.equals(letter.bytes)).toBe(true);
    stream.close();
  });

  it('is woken by what its own node does as well', async () => {
    const stream = await openAnswer(nodes, claire, STREAM);
    expect((await depositWhole(claire, await writeLetter(claire, { to }))).status).toBe(200);
    await expect.poll(() => words(stream), { timeout: 5_000 }).toBeGreaterThan(0);
    stream.close();
  });

  it('is let go with its download when its session ends at another', async () => {
    const here = await nodes.signedIn('paul-leroy', other);
    const letter = await writeLetter(claire, { to, attachments: [attachment('film.bin', 16 * 1_048_576)] });
    expect((await deposit(claire, letter)).status).toBe(200);
    const stream = await openAnswer(nodes, here, STREAM);
    const download = await openAnswer(nodes, here, `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    download.pause();
    const revoked = await nodes
      .moved(here, one)
      .call('POST', '/v1/auth/revoke', { body: { revocationHandle: here.tokens?.revocationHandle }, proof: null });
    expect(revoked.status).toBe(200);
    download.resume();
    await expect.poll(download.ended, { timeout: 5_000 }).toBe(true);
    expect(download.broken()).toBe(true);
    await expect.poll(stream.ended, { timeout: 5_000 }).toBe(true);
    expect(stream.heard()).toContain('event: ended');
    expect((await here.call('GET', '/v1/sync')).error.code).toBe('auth.session-ended');
  });

  it('is let go with its download when the delegation ends at another', async () => {
    const sophie = await nodes.signedIn('sophie-blanc', other);
    const hour = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
    const owner = await nodes.signedIn('paul-leroy', one);
    const granted = await owner.call<Delegation>('POST', '/v1/delegations', {
      body: {
        ...{ id: randomUUID(), delegateId: sophie.tokens?.account.accountId, scopes: ['open'] },
        ...{ from: hour(-1), until: hour(24), reason: 'Essai' },
      },
    });
    expect(granted.status).toBe(200);
    const accepted = await sophie.call('POST', `/v1/delegations/${granted.json.id}/accept`, { body: {} });
    expect(accepted.status).toBe(200);
    const letter = await writeLetter(claire, { to, attachments: [attachment('film.bin', 16 * 1_048_576)] });
    expect((await deposit(claire, letter)).status).toBe(200);
    sophie.mailboxId = paul.tokens?.account.accountId ?? null;
    const stream = await openAnswer(nodes, sophie, STREAM);
    const download = await openAnswer(nodes, sophie, `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    download.pause();
    expect((await owner.call('DELETE', `/v1/delegations/${granted.json.id}`)).status).toBe(200);
    download.resume();
    await expect.poll(download.ended, { timeout: 5_000 }).toBe(true);
    expect(download.broken()).toBe(true);
    await expect.poll(stream.ended, { timeout: 5_000 }).toBe(true);
    expect(stream.heard()).toContain('event: ended');
  });

  it('misses nothing while the lines between nodes are cut: it is woken when they are there again', async () => {
    const stream = await openAnswer(nodes, paul, STREAM);
    const leaving = await nodes.signedIn('bernard-noel', other);
    const itsStream = await openAnswer(nodes, leaving, STREAM);
    expect(await nodes.cutLines()).toBe(2);
    // Both are committed before either node listens again.
    expect((await depositWhole(claire, await writeLetter(claire, { to }))).status).toBe(200);
    await one.stores.sessions.end(leaving.tokens?.revocationHandle.split('.')[0] ?? '', new Date());
    await expect.poll(() => words(stream), { timeout: 5_000, interval: 10 }).toBeGreaterThan(0);
    await expect.poll(itsStream.ended, { timeout: 5_000 }).toBe(true);
    const before = words(stream);
    expect((await depositWhole(claire, await writeLetter(claire, { to }))).status).toBe(200);
    await expect.poll(() => words(stream), { timeout: 5_000 }).toBeGreaterThan(before);
    stream.close();
  });
});

describe('what serves once', () => {
  it('a proof serves at one node alone', async () => {
    const there = nodes.moved(claire, other);
    // Both are one address, behind which two nodes serve.
    const token = claire.tokens?.accessToken ?? '';
    const host = new URL(one.url).host;
    for (let tries = 0; tries < 4; tries += 1) {
      const proof = await claire.proof('GET', '/v1/sync', token, undefined);
      const answers = await Promise.all(
        [claire, there].map((by) => by.call('GET', '/v1/sync', { proof, headers: { host } })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    }
  });

  it('a challenge opens one session', async () => {
    const there = nodes.moved(claire, other);
    const assertion = await claire.assertion();
    claire.tokens = null;
    there.tokens = null;
    const answers = await Promise.all([claire.trade(assertion), there.trade(assertion)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    claire = await nodes.signedIn('claire-martin', one);
  });

  it('an envelope that two nodes are given at once is one, and both say so', async () => {
    const there = nodes.moved(claire, other);
    const letter = await writeLetter(claire, { to });
    const [first, second] = await Promise.all([depositWhole(claire, letter), depositWhole(there, letter)]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.json).toEqual(first.json);
  });
});

describe('an upload', () => {
  it('that was begun at one node goes on at another, and is sealed by either', async () => {
    const there = nodes.moved(claire, other);
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 300_000)] });
    const half = 200_000;
    const append = (by: Workstation, from: number, until: number) =>
      by.call('PATCH', pathOf(letter), {
        bytes: letter.bytes.subarray(from, until),
        headers: { 'upload-offset': String(from) },
      });
    expect((await claire.call('POST', '/v1/uploads', { body: letter.manifest })).status).toBe(200);
    expect((await append(claire, 0, half)).status).toBe(200);
    expect((await append(there, half, letter.bytes.length)).status).toBe(200);
    const receipts = await Promise.all(
      [claire, there].map((by) => by.call('POST', `${pathOf(letter)}/commit`, { body: {} })),
    );
    expect(receipts.map(({ status }) => status)).toEqual([200, 200]);
    const read = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(read.bytes.equals(letter.bytes)).toBe(true);
  });

  it('in one request that was taken back at another node is refused', async () => {
    const there = nodes.moved(claire, other);
    const letter = await writeLetter(claire, { to });
    expect((await there.call('DELETE', pathOf(letter))).status).toBe(200);
    expect((await depositWhole(claire, letter)).error.code).toBe('upload.not-found');
    for (let tries = 0; tries < 4; tries += 1) {
      const another = await writeLetter(claire, { to });
      const [receipt, status] = await Promise.all([
        depositWhole(claire, another),
        there.call('DELETE', pathOf(another)).then(() => there.call('GET', pathOf(another))),
      ]);
      expect(receipt.status === 200).toBe(status.status === 200);
    }
  });
});

describe('a node', () => {
  it('does not start without what nodes share, nor with a folder that is another one', async () => {
    const start = (changes: Partial<OperatorConfig>) => nodes.start('third', changes);
    await expect(start({ blobs: undefined })).rejects.toThrow('cannot start: blobs: several nodes need a bucket');
    await expect(start({ siteUrl: undefined })).rejects.toThrow('cannot start: siteUrl');
    const empty = join(nodes.folder, 'not-mounted');
    mkdirSync(empty);
    await expect(start({ blobs: { folder: empty } })).rejects.toThrow(
      'not the folder that this operator’s nodes share',
    );
  });

  it('leaves before it stops: it says so, answers still, and sends who asks to another', async () => {
    const third = await nodes.start('third');
    const there = nodes.moved(claire, third);
    const stopped = third.stop();
    const ready = await there.call('GET', '/readyz', { proof: null });
    expect([ready.status, ready.headers['connection']]).toEqual([503, 'close']);
    const answer = await there.call('GET', '/v1/sync');
    expect([answer.status, answer.headers['connection']]).toEqual([200, 'close']);
    await stopped;
    expect(await third.ended).toBe('told');
  });
});
