/** The supervisor over fake children: locking, relaying, restarting. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { Place } from '../../contract/ipc/app.contract.ts';
import { AccountId } from '../../contract/model/ids.ts';
import { createRevocations, type Revocation } from '../../main/supervisor/revocation.ts';
import { createSupervisor, type DeskState, type Supervisor } from '../../main/supervisor/supervisor.ts';
import { createFakeChild, type FakeChild } from './fake-child.ts';

const reader = 'Lecteur 0';
const claire = AccountId.parse('01920000-0000-7000-8000-0000000000c1');
const paul = AccountId.parse('01920000-0000-7000-8000-0000000000a2');
const word = (generation: number, card = 'present') => ({
  service: true,
  readers: [{ name: reader, card, atr: null, generation }],
});

let children: FakeChild[];
/** Processes that read documents. */
let readers: FakeChild[];
let supervisor: Supervisor;
let pages: number;
let delivered: [string, unknown][];
let tokenCalls: [string, unknown][];
let tokenAnswer: (method: string) => Promise<unknown>;
let revoked: Revocation[];
let canReachOperator: boolean;
let logged: string[];
let noticed: string[];
let prepared: number[];
let desk: DeskState[];

const session = () => children.at(-1) as FakeChild;
const settle = () => new Promise((resolve) => setImmediate(resolve));

function signIn(
  facts: {
    accountId?: AccountId;
    person?: string;
    reader?: string | null;
    generation?: number | null;
    address?: string | null;
  } = {},
): void {
  session().says({
    type: 'signed-in',
    accountId: claire,
    person: 'Dr Claire MARTIN',
    reader,
    generation: 4,
    address: null,
    revocation: { url: 'https://operateur.example/v1/auth/revoke', handle: 'h' },
    ...facts,
  });
}

beforeEach(() => {
  children = [];
  readers = [];
  pages = 0;
  delivered = [];
  tokenCalls = [];
  tokenAnswer = async () => ({});
  revoked = [];
  canReachOperator = true;
  logged = [];
  noticed = [];
  prepared = [];
  desk = [];
  const log = { info: (fact: string) => void logged.push(fact), error: (fact: string) => void logged.push(fact) };
  supervisor = createSupervisor({
    spawn: {
      session: () => {
        const child = createFakeChild();
        children.push(child);
        return child;
      },
      documents: () => {
        const child = createFakeChild();
        readers.push(child);
        return child;
      },
    },
    tokens: {
      call: (method, input) => {
        tokenCalls.push([method, input]);
        return tokenAnswer(method);
      },
    },
    page: {
      replace: () => {
        pages += 1;
      },
      prepare: () => void prepared.push(pages),
      deliver: (channel, payload) => void delivered.push([channel, payload]),
    },
    showDesk: (state) => void desk.push(state),
    notices: { tell: (notice) => void noticed.push(notice.kind), clear: () => void noticed.push('clear') },
    revocations: createRevocations(async (revocation) => {
      if (!canReachOperator) throw new Error('offline');
      revoked.push(revocation);
    }, log),
    log,
  });
  supervisor.readers(word(4));
  supervisor.start();
  session().says({ type: 'ready' });
  supervisor.pageReady();
});

describe('a call of the page', () => {
  it('is relayed to the session process and answered by it', async () => {
    const answer = supervisor.invoke('sync.now', { a: 1 });
    const { id, channel, input } = session().lastInvoke();
    expect([channel, input]).toEqual(['sync.now', { a: 1 }]);
    session().says({ type: 'reply', id, result: { ok: true, value: 'fait' } });
    expect(await answer).toEqual({ ok: true, value: 'fait' });
  });
  it('waits for a session process that is starting, which hears of the readers first', async () => {
    session().dies();
    const starting = session();
    void supervisor.invoke('card.state', {});
    expect(starting.received).toEqual([]);
    starting.says({ type: 'ready' });
    expect(starting.received.map(({ type }) => type)).toEqual(['readers', 'invoke']);
  });
  it('is answered session.ended when the process goes before it answered', async () => {
    const answer = supervisor.invoke('sync.now', {});
    session().dies();
    expect(await answer).toMatchObject({ ok: false, error: { code: 'session.ended' } });
  });
  it('is not disturbed by nonsense from the session process', async () => {
    const answer = supervisor.invoke('sync.now', {});
    session().saysRaw({ type: 'reply', id: 'x' });
    session().saysRaw('bonjour');
    session().says({ type: 'reply', id: session().lastInvoke().id, result: { ok: true, value: 1 } });
    expect(await answer).toEqual({ ok: true, value: 1 });
    expect(logged.filter((fact) => fact.includes('nonsense'))).toHaveLength(2);
  });
});

describe('a call of the token host', () => {
  it('goes through, and its failures come back as codes', async () => {
    session().says({ type: 'token-call', id: 7, method: 'readCard', input: { reader } });
    await settle();
    expect(session().received.at(-1)).toEqual({ type: 'token-reply', id: 7, result: { ok: true, value: {} } });
    tokenAnswer = async () => {
      throw new AppError('card.pin-incorrect', { triesLeft: 2 });
    };
    session().says({ type: 'token-call', id: 8, method: 'login', input: {} });
    await settle();
    expect(session().received.at(-1)).toMatchObject({
      id: 8,
      result: { ok: false, error: { code: 'card.pin-incorrect', details: { triesLeft: 2 } } },
    });
    tokenAnswer = async () => {
      throw new TypeError('inattendu');
    };
    session().says({ type: 'token-call', id: 9, method: 'login', input: {} });
    await settle();
    expect(session().received.at(-1)).toMatchObject({ id: 9, result: { ok: false, error: { code: 'app.bug' } } });
  });
});

describe('locking', () => {
  it.each([
    ['the card is removed', () => supervisor.readers(word(5, 'absent')), 'card-removed'],
    ['the card was swapped between two looks', () => supervisor.readers(word(6)), 'card-removed'],
    ['the reader is unplugged', () => supervisor.readers({ service: true, readers: [] }), 'card-removed'],
    ['the card service stops', () => supervisor.readers({ service: false, readers: [] }), 'card-removed'],
    ['the user asks', () => supervisor.lock('requested'), 'requested'],
    ['the system sleeps', () => supervisor.lock('system'), 'system'],
    ['nobody is there', () => supervisor.lock('idle'), 'idle'],
    ['the session process asks', () => session().says({ type: 'lock', reason: 'session-ended' }), 'session-ended'],
    ['the session process crashes', () => session().dies(), 'session-ended'],
    ['the page crashes', () => supervisor.pageCrashed(), 'session-ended'],
    ['the page is loaded again', () => supervisor.pageReady(), 'session-ended'],
  ])('happens in the same turn when %s', (_when, happen, reason) => {
    signIn();
    session().says({ type: 'waiting', drafts: 2, unsent: 1 });
    const before = session();
    happen();
    expect(before.isAlive).toBe(false);
    expect(pages).toBe(1);
    expect(children).toHaveLength(2);
    expect(supervisor.isSignedIn()).toBe(false);
    expect(supervisor.pageReady().lock).toMatchObject({ reason, person: 'Dr Claire MARTIN', drafts: 2, unsent: 1 });
  });
  it('leaves alone a card that only another program uses, and other readers', () => {
    signIn();
    supervisor.readers(word(4, 'in-use-exclusively'));
    supervisor.readers({
      service: true,
      readers: [...word(4).readers, { name: 'Autre', card: 'absent', atr: null, generation: 9 }],
    });
    expect(supervisor.isSignedIn()).toBe(true);
  });
  it('happens at once when the card left while its holder was being signed in', () => {
    supervisor.readers(word(5, 'absent'));
    signIn({ generation: 4 });
    expect(supervisor.isSignedIn()).toBe(false);
    expect(supervisor.pageReady().lock?.reason).toBe('card-removed');
  });
  it('does nothing while nobody is signed in', () => {
    supervisor.lock('requested');
    supervisor.readers(word(5, 'absent'));
    expect([pages, children.length]).toEqual([0, 1]);
  });
  it('resets a card that is still there, and only then', () => {
    signIn();
    supervisor.readers(word(5, 'absent'));
    expect(tokenCalls).toEqual([]);
    supervisor.readers(word(6));
    session().says({ type: 'ready' });
    signIn({ generation: 6 });
    supervisor.lock('requested');
    expect(tokenCalls).toEqual([['logout', { reader }]]);
  });
  it('hears nothing more of the process that it killed', () => {
    signIn();
    const killed = session();
    supervisor.lock('requested');
    const locked = supervisor.pageReady().lock;
    killed.says({ type: 'event', channel: 'mailbox.arrived', payload: { count: 1 } });
    killed.says({
      type: 'signed-in',
      accountId: paul,
      person: 'X',
      reader: null,
      generation: null,
      address: null,
      revocation: null,
    });
    expect(supervisor.isSignedIn()).toBe(false);
    expect(supervisor.pageReady().lock).toEqual(locked);
    expect(delivered).toEqual([]);
  });
  it('revokes the session at the operator, again and again while it cannot be reached', async () => {
    vi.useFakeTimers();
    canReachOperator = false;
    signIn();
    supervisor.lock('requested');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(revoked).toEqual([]);
    canReachOperator = true;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(revoked).toEqual([{ url: 'https://operateur.example/v1/auth/revoke', handle: 'h' }]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(revoked).toHaveLength(1);
    vi.useRealTimers();
  });
});

describe('the place', () => {
  const place: Place = { screen: 'sent', folderId: null, envelopeId: null, draftId: null, orders: [] };
  it('is kept over a lock for the same person, and given to nobody else', () => {
    signIn();
    supervisor.keepPlace(place);
    supervisor.lock('requested');
    expect(supervisor.pageReady().place).toEqual(place);
    session().says({ type: 'ready' });
    signIn();
    supervisor.lock('requested');
    expect(supervisor.pageReady().place).toEqual(place);
    session().says({ type: 'ready' });
    signIn({ accountId: paul, person: 'Dr Paul LEROY' });
    supervisor.lock('requested');
    expect(supervisor.pageReady()).toMatchObject({ place: null, lock: { person: 'Dr Paul LEROY' } });
  });
  it('is forgotten with the person when the user is switched', () => {
    signIn();
    supervisor.keepPlace(place);
    supervisor.lock('requested');
    supervisor.pageReady();
    supervisor.switchUser();
    expect(supervisor.pageReady()).toEqual({ lock: null, place: null });
  });
  it('is not taken from a page whose user has gone', () => {
    supervisor.keepPlace(place);
    expect(supervisor.pageReady().place).toBeNull();
  });
  it('ends the session when the user is switched while signed in', () => {
    signIn();
    const before = session();
    supervisor.switchUser();
    expect([before.isAlive, pages, supervisor.isSignedIn()]).toEqual([false, 1, false]);
  });
});

describe('events', () => {
  it('wait until the page is ready, and those of a locked session never arrive', async () => {
    signIn();
    session().says({ type: 'event', channel: 'mailbox.arrived', payload: { count: 1 } });
    expect(delivered).toEqual([]);
    await settle();
    expect(delivered).toEqual([['mailbox.arrived', { count: 1 }]]);
    supervisor.lock('requested');
    session().says({ type: 'ready' });
    session().says({ type: 'event', channel: 'card.stateChanged', payload: { state: 'no-reader' } });
    expect(delivered).toHaveLength(1);
    supervisor.pageReady();
    await settle();
    expect(delivered.at(-1)?.[0]).toBe('card.stateChanged');
  });
});

describe('a page that was loaded again', () => {
  it('does not make events flow into the page that replaces it', async () => {
    signIn();
    supervisor.pageReady();
    await settle();
    session().says({ type: 'ready' });
    session().says({ type: 'event', channel: 'card.stateChanged', payload: { state: 'no-reader' } });
    expect(delivered).toEqual([]);
  });
});

describe('a session process that dies before anybody signed in', () => {
  it('is started again at once, then ever later, and the page is told', async () => {
    vi.useFakeTimers();
    session().dies();
    expect(children).toHaveLength(2);
    for (let deaths = 0; deaths < 4; deaths++) {
      const count = children.length;
      session().dies();
      await vi.advanceTimersByTimeAsync(100);
      expect(children).toHaveLength(count);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(children).toHaveLength(count + 1);
    }
    expect(pages).toBe(0);
    vi.useRealTimers();
    await settle();
    expect(delivered.every(([channel]) => channel === 'app.sessionRestarted')).toBe(true);
  });
});

describe('an attachment', () => {
  it('is pulled chunk by chunk, and stopped when nobody reads on', async () => {
    const opening = supervisor.openAttachment('jeton', 10, 30);
    const open = session().received.at(-1);
    expect(open).toMatchObject({ type: 'stream-open', token: 'jeton', start: 10, end: 30 });
    const id = (open as { id: number }).id;
    session().says({ type: 'stream-head', id, mediaType: 'application/pdf', sizeBytes: 100 });
    const stream = await opening;
    expect([stream.mediaType, stream.sizeBytes]).toEqual(['application/pdf', 100]);
    const iterator = stream.bytes[Symbol.asyncIterator]();
    const first = iterator.next();
    expect(session().received.at(-1)).toEqual({ type: 'stream-pull', id });
    session().says({ type: 'stream-chunk', id, bytes: new Uint8Array([1]) });
    expect((await first).value).toEqual(new Uint8Array([1]));
    await iterator.return?.();
    expect(session().received.at(-1)).toEqual({ type: 'stream-close', id });
  });
  it('that is unknown fails as such, and one under way ends with the session', async () => {
    const unknown = supervisor.openAttachment('x', 0, null);
    session().says({
      type: 'stream-end',
      id: (session().received.at(-1) as { id: number }).id,
      error: 'attachment.not-found',
    });
    await expect(unknown).rejects.toMatchObject({ code: 'attachment.not-found' });
    signIn();
    const opening = supervisor.openAttachment('y', 0, null);
    const id = (session().received.at(-1) as { id: number }).id;
    session().says({ type: 'stream-head', id, mediaType: 'image/png', sizeBytes: 5 });
    const reading = (await opening).bytes[Symbol.asyncIterator]().next();
    supervisor.lock('requested');
    await expect(reading).rejects.toMatchObject({ code: 'session.ended' });
  });
});

describe('leaving', () => {
  it('lets the session process close its stores, resets the card and revokes', async () => {
    signIn();
    const stopping = supervisor.stop();
    expect(session().received.at(-1)).toEqual({ type: 'quit' });
    session().dies();
    await stopping;
    expect(tokenCalls).toEqual([['logout', { reader }]]);
    expect(revoked).toHaveLength(1);
    expect(children).toHaveLength(1);
  });
});

describe('the process that reads documents', () => {
  const prepare = () => session().says({ type: 'documents', message: { type: 'prepare' } });
  const read = (id: number) => ({ type: 'read', id, ending: 'pdf', sizeBytes: 4, limit: 10 }) as const;

  it('starts when the session asks, hears everything once it is ready, and answers through the supervisor', () => {
    expect(readers).toHaveLength(0);
    prepare();
    session().says({ type: 'documents', message: read(1) });
    expect(readers).toHaveLength(1);
    expect(readers[0]?.received).toEqual([]);
    readers[0]?.saysRaw({ type: 'ready' });
    expect(readers[0]?.received).toEqual([{ type: 'prepare' }, read(1)]);
    readers[0]?.saysRaw({ type: 'pull', id: 1 });
    expect(session().received.at(-1)).toEqual({ type: 'documents', message: { type: 'pull', id: 1 } });
  });

  it('is killed in the very turn in which the session locks, leaves, or dies', async () => {
    for (const end of [() => supervisor.lock('requested'), () => supervisor.switchUser(), () => session().dies()]) {
      session().says({ type: 'ready' });
      signIn();
      prepare();
      expect(readers.at(-1)?.isAlive).toBe(true);
      end();
      expect(readers.at(-1)?.isAlive).toBe(false);
    }
    session().says({ type: 'ready' });
    prepare();
    const stopping = supervisor.stop();
    expect(readers.at(-1)?.isAlive).toBe(false);
    session().dies();
    await stopping;
  });

  it('is killed and started again as the session says, and what the old one says counts no more', () => {
    prepare();
    readers[0]?.saysRaw({ type: 'ready' });
    session().says({ type: 'documents-end' });
    expect(readers[0]?.isAlive).toBe(false);
    const heard = session().received.length;
    readers[0]?.saysRaw({ type: 'pull', id: 1 });
    expect(session().received).toHaveLength(heard);
    session().says({ type: 'documents', message: { type: 'end', id: 1 } });
    expect(readers).toHaveLength(1);
    session().says({ type: 'documents', message: read(2) });
    expect(readers).toHaveLength(2);
  });

  it('that dies, or talks nonsense, is told to the session, which starts another when it asks again', () => {
    prepare();
    readers[0]?.dies();
    expect(session().received.at(-1)).toEqual({ type: 'documents-gone' });
    prepare();
    readers[1]?.saysRaw({ type: 'answer', id: 1, reading: { ok: true, document: { kind: 'pdf' } } });
    expect(readers[1]?.isAlive).toBe(false);
    expect(session().received.at(-1)).toEqual({ type: 'documents-gone' });
    expect(logged.join()).not.toContain('pdf');
  });
});

describe('notices', () => {
  const notice = { kind: 'arrived', count: 1, name: 'Dr Paul LEROY', envelopeId: null } as const;
  it('pass for whoever is signed in, and are taken away on locking', () => {
    session().says({ type: 'notice', notice });
    expect(noticed).toEqual([]);
    signIn();
    session().says({ type: 'notice', notice });
    expect(noticed).toEqual(['arrived']);
    supervisor.lock('requested');
    expect(noticed).toEqual(['arrived', 'clear']);
  });
  it('lead to their place, and to none once the screen is locked', async () => {
    signIn();
    await settle();
    supervisor.goTo({ screen: 'sent', envelopeId: null });
    expect(delivered.at(-1)).toEqual(['app.placeChosen', { screen: 'sent', envelopeId: null }]);
    const before = delivered.length;
    supervisor.lock('requested');
    supervisor.goTo({ screen: 'outbox', envelopeId: null });
    expect(delivered).toHaveLength(before);
  });
});

describe('what the desktop shows', () => {
  it('is a count while somebody is signed in, and nothing once the screen is locked', () => {
    signIn();
    session().says({ type: 'unopened', count: 3 });
    supervisor.lock('requested');
    expect(desk).toEqual([
      { isOpen: true, unopened: 0 },
      { isOpen: true, unopened: 3 },
      { isOpen: false, unopened: 0 },
    ]);
  });
  it('has the next window loaded ahead once somebody signed in, and again only after a lock', () => {
    expect(prepared).toEqual([]);
    signIn();
    // Tokens are renewed through the day.
    signIn();
    expect(prepared).toEqual([0]);
    supervisor.lock('requested');
    expect(supervisor.whose()).toBe(claire);
    session().says({ type: 'ready' });
    signIn();
    expect(prepared).toEqual([0, 1]);
    supervisor.switchUser();
    expect(supervisor.whose()).toBeNull();
  });
});
