/** What a workstation tells the operator of who handles what, and what becomes of it when that is refused or not answered. */
import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { type HandlingEntry, HandlingEntryId, type Holder } from '../../contract/model/handling.ts';
import { AccountId, type EnvelopeId } from '../../contract/model/ids.ts';
import { createHandling, type Handling } from '../../main/session/core/handling/handling.ts';
import { createTurns } from '../../main/session/core/turns.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { createKeyVault } from '../../main/session/store/keys/account-keys.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { envelopeChange, envelopeIdOf, ownAccount, recordOf } from './support/records.ts';

const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
const me: Holder = { accountId: ownAccount, name: 'Dr Claire MARTIN' };
const sophie: Holder = { accountId: AccountId.parse('0190a000-0000-7000-8000-000000000009'), name: 'Mme Sophie BLANC' };
const offline = () => Promise.reject(new AppError('operator.offline'));

let folder: string;
let stores: AccountStores;
let handling: Handling;
/** What the operator was asked, and how it answers. */
let asked: string[];
let answers: Record<string, (input: never) => unknown>;
let changes: EnvelopeId[][];
let milliseconds = 0;

const [one, two, three] = [envelopeIdOf(1), envelopeIdOf(2), envelopeIdOf(3)];

function start(): void {
  handling = createHandling({
    self: me,
    scopes: null,
    journal: stores.journal,
    cache: stores.cache,
    operator: {
      async call(name: string, input: unknown) {
        asked.push(name);
        return (await answers[name]?.(input as never)) as never;
      },
    },
    clock: {
      now() {
        milliseconds += 1;
        return Date.UTC(2026, 1, 2) + milliseconds;
      },
      wait: () => Promise.resolve(),
    },
    newId: randomUUID,
    inTurn: createTurns(),
    onChanged: (ids) => changes.push([...ids]),
    onRefusals: () => undefined,
    onWaiting: () => undefined,
  });
}

beforeEach(async () => {
  folder = await makeAccountFolder();
  expect(await createKeyVault({ folder, account: 'a', deviceSecret: null }).exists()).toBe(true);
  stores = await openAccountStores(folder, randomBytes(32), () => undefined);
  apply([1, 2].map((rank) => envelopeChange(recordOf(rank))));
  [asked, answers, changes] = [[], {}, []];
  start();
});
afterEach(() => {
  stores.close();
  rmSync(folder, { recursive: true, force: true });
});

function apply(page: Parameters<AccountStores['cache']['applyPage']>[0]['changes']): void {
  stores.cache.applyPage({ changes: page, cursor: `c${Math.random()}`, complete: true }, context);
}

const lines = (id = one) => stores.cache.handlingThread(id);
function entry(facts: Partial<HandlingEntry>): HandlingEntry {
  return {
    id: HandlingEntryId.parse(randomUUID()),
    ...{ envelopeId: one, number: 1, kind: 'note', by: me, whom: null, at: '2026-02-01T00:00:00.000Z' },
    ...{ note: 'Secret', removedAt: null, removedBy: null },
    ...facts,
  };
}
const take = (...envelopeIds: EnvelopeId[]) => handling.step({ envelopeIds, kind: 'taken', whom: null });
/** A note that was written, and its line. */
function noted() {
  handling.note(one, 'Secret');
  const line = lines().at(-1);
  if (!line) throw new Error('no note');
  return line;
}

describe('a note that its author removes', () => {
  it('before the operator was told it leaves nothing, and nothing of it is sent', async () => {
    const { id } = noted();
    handling.removeNote(one, id);
    expect(lines()).toEqual([]);
    await handling.flush();
    expect(asked).toEqual([]);
  });

  it('whose answer was lost is told to go, and its words are not told again', async () => {
    const { id } = noted();
    answers['handlingNote'] = offline;
    await expect(handling.flush()).rejects.toThrow('operator.offline');
    handling.removeNote(one, id);
    // The operator had it, and says so before it hears of the removal.
    apply([{ type: 'handling', entry: entry({ id }) }]);
    expect(lines()).toMatchObject([{ id, note: null, waiting: true }]);
    const gone = { note: null, removedAt: '2026-02-02T00:00:00.000Z', removedBy: me };
    answers['handlingNoteRemove'] = () => entry({ id, ...gone });
    await handling.flush();
    expect(asked).toEqual(['handlingNote', 'handlingNoteRemove']);
    expect(lines()).toMatchObject([{ id, ...gone, waiting: false }]);
  });

  it('and that never came to the operator is forgotten, and nobody is told of a refusal', async () => {
    const { id } = noted();
    answers['handlingNote'] = offline;
    await expect(handling.flush()).rejects.toThrow();
    handling.removeNote(one, id);
    answers['handlingNoteRemove'] = () => Promise.reject(new AppError('handling.note-not-found'));
    await handling.flush();
    expect(lines()).toEqual([]);
    expect(handling.refusals().refusals).toEqual([]);
  });

  it('while it is on its way does not come back with its words, taken or refused', async () => {
    for (const outcome of ['taken', 'refused'] as const) {
      const { id } = noted();
      answers['handlingNote'] = () => {
        handling.removeNote(one, id);
        if (outcome === 'refused') throw new AppError('handling.too-many');
        return entry({ id });
      };
      answers['handlingNoteRemove'] = () => {
        expect(lines()).toMatchObject([{ id, note: null }]);
        if (outcome === 'refused') throw new AppError('handling.note-not-found');
        return entry({ id, note: null, removedAt: '2026-02-02T00:00:00.000Z', removedBy: me });
      };
      await handling.flush();
      await handling.flush();
      expect(lines().map(({ note }) => note)).toEqual(outcome === 'taken' ? [null] : []);
      stores.cache.hideHandling(one, id);
      expect(stores.journal.handlingActs()).toEqual([]);
    }
  });

  it('stays with its words where that is refused, which is told', async () => {
    const kept = entry({});
    apply([{ type: 'handling', entry: kept }]);
    handling.removeNote(one, kept.id);
    expect(lines()).toMatchObject([{ note: null, waiting: true }]);
    answers['handlingNoteRemove'] = () => Promise.reject(new AppError('handling.note-not-found'));
    await handling.flush();
    expect(lines()).toMatchObject([{ note: 'Secret', removedAt: null, waiting: false }]);
    expect(handling.refusals().refusals).toMatchObject([
      {
        what: 'removal',
        envelopeId: one,
        subject: recordOf(1).content?.subject,
        error: { code: 'handling.note-not-found' },
      },
    ]);
  });
});

describe('what is refused', () => {
  it('is kept, one beside the other and over the end of the program, until it is acknowledged', async () => {
    take(one, two);
    noted();
    const latest = { kind: 'taken' as const, by: sophie, whom: sophie, note: null };
    answers['handlingStep'] = ({ params }: { params: { envelopeId: EnvelopeId } }) => ({
      accepted: false,
      latest: entry({ ...latest, envelopeId: params.envelopeId }),
    });
    answers['handlingNote'] = () => Promise.reject(new AppError('handling.too-many'));
    await handling.flush();
    start();
    const { refusals } = handling.refusals();
    expect(refusals.map(({ what, envelopeId, latest: by }) => [what, envelopeId, by?.whom?.name ?? null])).toEqual([
      ['step', one, sophie.name],
      ['step', two, sophie.name],
      ['note', one, null],
    ]);
    handling.acknowledge(refusals.slice(0, 2).map(({ place }) => place));
    expect(handling.refusals().refusals).toEqual(refusals.slice(2));
    expect(lines().map(({ kind, by }) => [kind, by?.name])).toEqual([
      ['taken', sophie.name],
      ['note', me.name],
    ]);
  });
});

describe('a step for many', () => {
  it('is one change, is for what was received alone, and for nothing that it would not change', async () => {
    apply([envelopeChange(recordOf(3), 'sent')]);
    expect(take(one, two, three)).toMatchObject({
      changed: 2,
      notReceived: 1,
      made: [{ envelopeId: one }, { envelopeId: two }],
    });
    expect(changes).toEqual([[one, two]]);
    expect(take(one, two)).toEqual({ changed: 0, notReceived: 0, made: [] });
    const step = (kind: 'done' | 'returned') => handling.step({ envelopeIds: [one], kind, whom: null }).changed;
    expect([step('done'), step('done'), step('returned'), step('returned')]).toEqual([1, 0, 1, 0]);
    answers['handlingStep'] = ({ body }: { body: { id: HandlingEntryId } }) => ({
      accepted: true,
      latest: entry({ id: body.id, kind: 'taken', whom: me, note: null }),
    });
    changes = [];
    await handling.flush();
    expect(asked).toHaveLength(4);
    expect(changes).toHaveLength(1);
  });
});

describe('a step that is taken back', () => {
  const step = (kind: 'taken' | 'assigned' | 'done' | 'returned', whom: Holder | null = null) =>
    handling.step({ envelopeIds: [one], kind, whom }).made;
  const now = () => {
    const latest = stores.cache.latestHandling(one);
    return [latest?.kind, latest?.whom?.name ?? null];
  };

  it('makes of each envelope what it was, by another step', () => {
    handling.undo(step('taken'));
    expect(now()).toEqual(['returned', null]);
    step('assigned', sophie);
    handling.undo(step('taken'));
    expect(now()).toEqual(['assigned', sophie.name]);
    handling.undo(step('done'));
    expect(now()).toEqual(['assigned', sophie.name]);
    step('taken');
    // A note between them is no step.
    noted();
    handling.undo(step('returned'));
    expect(now()).toEqual(['taken', me.name]);
    step('done');
    handling.undo(step('returned'));
    expect(now()).toEqual(['done', null]);
  });

  it('leaves what somebody made of it since, and says so where nothing is left to take back', () => {
    const { made } = take(one, two);
    apply([
      { type: 'handling', entry: entry({ envelopeId: one, kind: 'taken', by: sophie, whom: sophie, note: null }) },
    ]);
    for (const { envelopeId, entryId } of made) if (envelopeId === one) stores.cache.hideHandling(one, entryId);
    handling.undo(made);
    expect(now()).toEqual(['taken', sophie.name]);
    expect(stores.cache.latestHandling(two)?.kind).toBe('returned');
    expect(() => handling.undo(made)).toThrow('handling.changed-since');
  });
});

describe('what waits', () => {
  it('stands in the order in which it was done, whatever the clock says and in a cache that begins anew', () => {
    const written = ['Un', 'Deux', 'Trois'];
    for (const text of written) {
      handling.note(one, text);
      milliseconds -= 10_000;
    }
    take(one);
    milliseconds -= 10_000;
    handling.step({ envelopeIds: [one], kind: 'done', whom: null });
    const shown = () => lines().map(({ kind, note }) => note ?? kind);
    expect(shown()).toEqual([...written, 'taken', 'done']);
    for (const { id } of lines()) stores.cache.hideHandling(one, id);
    handling.showPending();
    expect(shown()).toEqual([...written, 'taken', 'done']);
    expect(stores.cache.latestHandling(one)?.kind).toBe('done');
  });

  it('about one envelope does not wait for another’s that cannot be told, which is said and told again later', async () => {
    take(one, two);
    handling.step({ envelopeIds: [one], kind: 'done', whom: null });
    let isBroken = true;
    const told: string[] = [];
    answers['handlingStep'] = ({
      params,
      body,
    }: {
      params: { envelopeId: EnvelopeId };
      body: { id: HandlingEntryId };
    }) => {
      if (isBroken && params.envelopeId === one) throw new TypeError('broken');
      told.push(params.envelopeId);
      const facts = { ...params, id: body.id, kind: 'taken' as const, whom: me, note: null };
      return { accepted: true, latest: entry(facts) };
    };
    await expect(handling.flush()).rejects.toThrow('broken');
    expect([asked.length, told]).toEqual([2, [two]]);
    isBroken = false;
    await handling.flush();
    expect(told).toEqual([two, one, one]);
    expect(stores.journal.handlingActs()).toEqual([]);
  });

  it('is kept, all of it, where the connection fails', async () => {
    take(one, two);
    answers['handlingStep'] = offline;
    await expect(handling.flush()).rejects.toThrow('operator.offline');
    expect(asked).toHaveLength(1);
    expect(stores.journal.handlingActs()).toHaveLength(2);
  });
});
