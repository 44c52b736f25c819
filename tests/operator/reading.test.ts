import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncChange, SyncPage } from '../../contract/api/routes.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { attachment, deposit, type Letter, writeLetter } from './support/letter.ts';
import { logEvents } from './support/log-events.ts';
import { openAnswer } from './support/open-answer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { newSessionKey, type Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
let paul: Workstation;
let anne: Workstation;
let letter: Letter;
const to = ['paul.leroy@demo.medimail.example'];

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
  paul = await operator.signedIn('paul-leroy');
  anne = await operator.signedIn('anne-roux');
  letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 500_000)] });
  const receipt = await deposit(claire, letter);
  if (receipt.status !== 200) throw new Error(receipt.error.code);
});
afterAll(() => operator.close());

const pathOf = (which: Letter) => `/v1/envelopes/${which.manifest.envelopeId}`;
const eventsOf = async (which: Letter, by = claire) =>
  (await by.call<{ events: EnvelopeEvent[] }>('GET', `${pathOf(which)}/events`)).json.events;
const claimsFor = (which: Letter, more: object = {}) => ({
  envelopeId: which.manifest.envelopeId,
  sha256: which.manifest.sha256,
  openedAt: new Date().toISOString(),
  offline: false,
  ...more,
});

async function open(by: Workstation, which: Letter, more: object = {}) {
  const statement = await by.openingStatement(claimsFor(which, more));
  return by.call<{ event: EnvelopeEvent }>('POST', `${pathOf(which)}/opened`, { body: { statement } });
}

describe('a message', () => {
  it.each([
    ['bytes=0-99', 0, 100],
    ['bytes=65000-140000', 65_000, 140_001],
    ['bytes=600000-', 600_000, undefined],
    ['bytes=-10', -10, undefined],
  ] as const)('is handed out in the range %s', async (range, start, end) => {
    const answer = await paul.call('GET', `${pathOf(letter)}/message`, { headers: { range } });
    expect(answer.status).toBe(206);
    expect(answer.bytes.equals(letter.bytes.subarray(start, end))).toBe(true);
    expect(answer.headers['content-range']).toMatch(new RegExp(`/${letter.bytes.length}$`));
  });

  it('cannot be read beyond its end', async () => {
    const answer = await paul.call('GET', `${pathOf(letter)}/message`, { headers: { range: 'bytes=99999999-' } });
    expect([answer.status, answer.headers['content-range']]).toEqual([416, `bytes */${letter.bytes.length}`]);
  });

  it('is given whole when a range makes no sense', async () => {
    const answer = await paul.call('GET', `${pathOf(letter)}/message`, { headers: { range: 'bytes=9-1,x' } });
    expect([answer.status, answer.bytes.length]).toEqual([200, letter.bytes.length]);
  });

  it('does not exist for anybody else', async () => {
    for (const path of ['message', 'events', 'evidence']) {
      const answer = await anne.call('GET', `${pathOf(letter)}/${path}`);
      expect([answer.status, answer.error.code]).toEqual([404, 'envelope.not-found']);
    }
  });

  it('is delivered once, and not by its sender reading it', async () => {
    const other = await writeLetter(claire, { to });
    await deposit(claire, other);
    await claire.call('GET', `${pathOf(other)}/message`);
    expect((await eventsOf(other)).some((event) => event.kind === 'delivered')).toBe(false);
    await Promise.all([1, 2, 3].map(() => paul.call('GET', `${pathOf(other)}/message`)));
    const delivered = (await eventsOf(other)).filter((event) => event.kind === 'delivered');
    expect(delivered).toMatchObject([
      { recipient: paul.address, actor: { name: 'Dr Paul LEROY' }, source: 'operator' },
    ]);
  });
});

describe('an opening', () => {
  it('is recorded once, however often it is stated', async () => {
    const other = await writeLetter(claire, { to });
    await deposit(claire, other);
    const answers = await Promise.all([1, 2, 3].map(() => open(paul, other)));
    const [first] = answers;
    for (const answer of answers) expect(answer.json).toEqual(first?.json);
    expect((await eventsOf(other)).filter((event) => event.kind === 'opened')).toEqual([first?.json.event]);
  });

  it('read offline is declared by the workstation, with its own time', async () => {
    const other = await writeLetter(claire, { to });
    await deposit(claire, other);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const openedAt = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { event } = (await open(paul, other, { offline: true, openedAt })).json;
    expect(event).toMatchObject({ source: 'declared', at: openedAt });
  });

  it('cannot be before the sealing, nor in the future', async () => {
    const other = await writeLetter(claire, { to });
    const { record } = (await deposit(claire, other)).json;
    const openedAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await open(paul, other, { offline: true, openedAt })).error.code).toBe('request.invalid');
    const early = await open(paul, other, { offline: true, openedAt: '2020-01-01T00:00:00.000Z' });
    expect(early.json.event.at).toBe(record.sealedAt);
  });

  it('is refused from another key, of other bytes, for another envelope, and by its sender', async () => {
    const other = await writeLetter(claire, { to });
    await deposit(claire, other);
    const path = `${pathOf(other)}/opened`;
    const forged = await paul.openingStatement(claimsFor(other), await newSessionKey());
    expect((await paul.call('POST', path, { body: { statement: forged } })).error.code).toBe('request.invalid');
    expect((await open(paul, other, { sha256: '0'.repeat(64) })).error.code).toBe('request.invalid');
    expect((await open(paul, other, { envelopeId: letter.manifest.envelopeId })).error.code).toBe('request.invalid');
    expect((await open(claire, other)).error.code).toBe('auth.forbidden');
    expect((await eventsOf(other)).some((event) => event.kind === 'opened')).toBe(false);
  });
});

describe('the feed', () => {
  const page = async (by: Workstation, cursor?: string, limit = 200) =>
    by.call<SyncPage>('GET', `/v1/sync?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`);

  async function pull(by: Workstation, from?: string, limit = 200) {
    const changes: SyncChange[] = [];
    let cursor = from;
    for (let more = true; more; ) {
      const answer = (await page(by, cursor, limit)).json;
      changes.push(...answer.changes);
      ({ cursor, more } = answer);
    }
    return { changes, cursor: cursor as string };
  }

  it('gives in pages of one what it gives in one page', async () => {
    for (let i = 0; i < 3; i += 1) await deposit(claire, await writeLetter(claire, { to, cc: [anne.address] }));
    await expect.poll(() => operator.stores.mails.waiting()).toBe(0);
    const whole = await pull(claire, undefined, 1000);
    const parts = await pull(claire, undefined, 1);
    expect(parts.changes).toEqual(whole.changes);
    expect((await page(claire, parts.cursor)).json.changes).toEqual([]);
  });

  it('gives only what happened since the cursor', async () => {
    const { cursor } = await pull(claire);
    const other = await writeLetter(claire, { to });
    await deposit(claire, other);
    await open(paul, other);
    await expect.poll(async () => (await eventsOf(other)).length).toBe(4);
    const since = await pull(claire, cursor);
    const kinds = since.changes.map((change) => (change.type === 'event' ? change.event.kind : change.type));
    expect(kinds.filter((kind) => kind !== 'recipients').slice(0, 3)).toEqual(['envelope', 'deposited', 'sealed']);
    expect(new Set(kinds)).toContain('opened');
    const ids = since.changes.map((change) => {
      if (change.type === 'item') return change.item.id;
      if (change.type === 'draft') return change.head.id;
      if (change.type === 'event') return change.event.envelopeId;
      if (change.type === 'absence') return change.answer.envelopeId;
      if (change.type === 'handling') return change.entry.envelopeId;
      return change.type === 'envelope' ? change.record.id : change.envelopeId;
    });
    expect(new Set(ids)).toEqual(new Set([other.manifest.envelopeId]));
  });

  it('misses no event that happens while its pages are read', async () => {
    const letters: Letter[] = [];
    for (let i = 0; i < 4; i += 1) letters.push(await writeLetter(claire, { to }));
    const { cursor } = await pull(claire);
    for (const one of letters) await deposit(claire, one);
    const first = (await page(claire, cursor, 1)).json;
    // The envelope of the first page and one that was not yet read both move on.
    await open(paul, letters[0] as Letter);
    await open(paul, letters[2] as Letter);
    const rest = await pull(claire, first.cursor, 1);
    const seen = [...first.changes, ...rest.changes];
    for (const one of letters) {
      const told = seen.flatMap((change) =>
        change.type === 'event' && change.event.envelopeId === one.manifest.envelopeId ? [change.event.seq] : [],
      );
      const known = (await eventsOf(one)).map((event) => event.seq);
      const { changes } = await pull(claire, rest.cursor);
      const later = changes.flatMap((change) => (change.type === 'event' ? [change.event.seq] : []));
      expect([...told, ...later]).toEqual(expect.arrayContaining(known));
    }
  });

  it('starts anew for a cursor that is unknown, foreign or ahead', async () => {
    const { cursor } = await pull(claire);
    const [version, epoch, , position] = cursor.split('.');
    const ahead = [version, epoch, 0, Number(position) + 1000].join('.');
    const foreign = [version, '00000000-0000-4000-8000-000000000000', 0, 0].join('.');
    for (const wrong of ['nonsense', ahead, foreign]) {
      const answer = await page(claire, wrong);
      expect([answer.status, answer.error.code]).toEqual([410, 'sync.reset']);
    }
  });

  it('gives an envelope to oneself in both boxes', async () => {
    const bernard = await operator.signedIn('bernard-noel');
    await deposit(bernard, await writeLetter(bernard, { to: [bernard.address] }));
    await expect.poll(() => operator.stores.mails.waiting()).toBe(0);
    const { changes } = await pull(bernard, undefined, 1);
    const boxes = changes.flatMap((change) => (change.type === 'envelope' ? [change.box] : []));
    expect(boxes.sort()).toEqual(['received', 'sent']);
  });
});

describe('server-sent events', () => {
  const listen = (by: Workstation) => openAnswer(operator, by, '/v1/sync/stream');

  it('wake the recipient at a deposit and the sender at the opening, within two seconds, without content', async () => {
    const paulHears = await listen(paul);
    const claireHears = await listen(claire);
    const other = await writeLetter(claire, { to });
    await deposit(claire, other);
    await expect.poll(paulHears.heard, { timeout: 2000 }).toContain('event: changed');
    await expect.poll(async () => (await eventsOf(other)).length).toBe(3);
    const before = claireHears.heard().length;
    await open(paul, other);
    await expect.poll(() => claireHears.heard().length, { timeout: 2000 }).toBeGreaterThan(before);
    expect(claireHears.heard()).not.toContain(other.manifest.envelopeId);
    paulHears.close();
    claireHears.close();
  });

  it('end with the session', async () => {
    const other = await operator.signedIn('anne-roux');
    const hears = await listen(other);
    const body = { revocationHandle: other.tokens?.revocationHandle };
    await other.call('POST', '/v1/auth/revoke', { body, proof: null });
    await expect.poll(hears.ended).toBe(true);
    expect(hears.heard()).toContain('event: ended');
  });
});

describe('the event log', () => {
  it('hashes every event into the next', async () => {
    const events = await logEvents(operator.stores.log);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    const { eventLeaf } = await import('../../envelope/evidence/event-hash.ts');
    for (const [index, event] of events.entries()) {
      const previous = events[index - 1];
      const hash = previous ? createHash('sha256').update(eventLeaf(previous)).digest('hex') : '0'.repeat(64);
      expect(event.previousHash).toBe(hash);
    }
  });
});
