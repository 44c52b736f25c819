/** Who handles what in a mailbox that several hold, at the operator: one wins, all who hold it hear of it, nobody else does. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { Delegation, DelegationOverview, DelegationScope } from '../../contract/model/delegation.ts';
import { type HandlingEntry, type Holder, MAX_NOTES } from '../../contract/model/handling.ts';
import { actOn } from '../../operator/services/acts.ts';
import { releaseStranded } from '../../operator/services/handlings.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Answer, Workstation } from './support/workstation.ts';

const DAY_MS = 86_400_000;
const addressOf = (name: string) => `${name}@demo.medimail.example`;

let operator: TestOperator;
/** Owns the mailbox. */
let bernard: Workstation;
/** Are its delegates. */
let sophie: Workstation;
let julie: Workstation;
/** Writes to it. */
let claire: Workstation;

const idOf = (workstation: Workstation) => workstation.tokens?.account.accountId ?? '';
const now = () => Date.now() + operator.clock.offsetMs;
const instant = (ms: number) => new Date(ms).toISOString();
const codeOf = (answer: Answer) => (answer.status < 400 ? 'done' : answer.error.code);

/** An accepted delegation, and the delegate on the owner's mailbox. */
async function delegated(to: Workstation, scopes: readonly DelegationScope[], until = now() + 7 * DAY_MS) {
  to.mailboxId = null;
  const body = { id: randomUUID(), delegateId: idOf(to), scopes, from: instant(now() - 1000), until: instant(until) };
  const granted = await bernard.call<Delegation>('POST', '/v1/delegations', {
    body: { ...body, reason: 'Secrétariat' },
  });
  expect(granted.status, granted.bytes.toString()).toBe(200);
  expect((await to.call('POST', `/v1/delegations/${body.id}/accept`, { body: {} })).status).toBe(200);
  to.mailboxId = idOf(bernard);
  return body.id;
}

async function received(): Promise<string> {
  const letter = await writeLetter(claire, { to: [addressOf('bernard.noel')] });
  expect((await deposit(claire, letter)).status).toBe(200);
  return letter.manifest.envelopeId;
}

type StepAnswer = { accepted: boolean; latest: HandlingEntry | null };
const step = (by: Workstation, envelopeId: string, kind: string, seen: string | null, more: object = {}) =>
  by.call<StepAnswer>('POST', `/v1/envelopes/${envelopeId}/handling`, {
    body: { id: randomUUID(), kind, whomId: null, seen, ...more },
  });
const note = (by: Workstation, envelopeId: string, text: string, id: string = randomUUID()) =>
  by.call<HandlingEntry>('POST', `/v1/envelopes/${envelopeId}/notes`, { body: { id, text } });

async function feedOf(by: Workstation, from?: string, asking = '&handling=told') {
  const entries: HandlingEntry[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = await by.call<SyncPage>('GET', `/v1/sync?limit=3${asking}${cursor ? `&cursor=${cursor}` : ''}`);
    expect(page.status, page.bytes.toString()).toBe(200);
    entries.push(...page.json.changes.flatMap((change) => (change.type === 'handling' ? [change.entry] : [])));
    ({ more, cursor } = page.json);
  }
  return { entries, cursor: cursor ?? '' };
}
const about = (entries: readonly HandlingEntry[], envelopeId: string) =>
  entries.filter((entry) => entry.envelopeId === envelopeId);
const said = ({ kind, by, whom }: HandlingEntry) => [kind, by?.name ?? null, whom?.name ?? null];

beforeAll(async () => {
  operator = await startTestOperator();
  bernard = await operator.signedIn('bernard-noel');
  sophie = await operator.signedIn('sophie-blanc');
  julie = await operator.signedIn('julie-lambert');
  claire = await operator.signedIn('claire-martin');
});
afterAll(() => operator.close());
afterEach(async () => {
  sophie.mailboxId = null;
  julie.mailboxId = null;
  const { json } = await bernard.call<DelegationOverview>('GET', '/v1/delegations');
  for (const { id, state } of json.given) {
    if (state === 'accepted') await bernard.call('DELETE', `/v1/delegations/${id}`);
  }
});

describe('who handles an envelope', () => {
  it('is told to all who hold the mailbox and to nobody else, and stands in no event of the envelope', async () => {
    const id = await received();
    await delegated(sophie, ['file']);
    await delegated(julie, ['titles']);
    const { cursor } = await feedOf(bernard);
    const { latest, accepted } = (await step(sophie, id, 'taken', null)).json;
    expect(accepted).toBe(true);
    expect(latest).toMatchObject({ number: 1, kind: 'taken', by: { accountId: idOf(sophie) }, note: null });
    expect((await feedOf(bernard, cursor)).entries).toEqual([latest]);
    expect(about((await feedOf(julie)).entries, id)).toEqual([latest]);
    expect((await feedOf(claire)).entries).toEqual([]);
    const events = await claire.call('GET', `/v1/envelopes/${id}/events`);
    expect(events.bytes.toString()).not.toContain('BLANC');
    expect(codeOf(await step(claire, id, 'taken', null))).toBe('envelope.not-found');
  });

  it('is one of two who take it in the same instant, and the other is told who has it', async () => {
    const id = await received();
    await delegated(sophie, ['file']);
    await delegated(julie, ['answer']);
    const answers = await Promise.all([step(sophie, id, 'taken', null), step(julie, id, 'taken', null)]);
    const winner = answers.find(({ json }) => json.accepted);
    const loser = answers.find(({ json }) => !json.accepted);
    expect(winner?.json.latest).toBeTruthy();
    expect(loser?.json).toEqual({ accepted: false, latest: winner?.json.latest });
    expect(about((await feedOf(bernard)).entries, id)).toHaveLength(1);
  });

  it('goes from hand to hand, each step by its author, and a step told twice is taken once', async () => {
    const id = await received();
    await delegated(sophie, ['file']);
    const stepId = randomUUID();
    const given = { id: stepId, whomId: idOf(sophie) };
    const first = await step(bernard, id, 'assigned', null, given);
    const again = await step(bernard, id, 'assigned', null, given);
    expect(again.json).toEqual(first.json);
    const overview = async () => {
      sophie.mailboxId = null;
      const { json } = await sophie.call<DelegationOverview>('GET', '/v1/delegations');
      sophie.mailboxId = idOf(bernard);
      return json.mailboxes[0]?.entrusted;
    };
    expect(await overview()).toBe(1);
    const done = await step(sophie, id, 'done', stepId);
    expect(await overview()).toBe(0);
    const late = await step(bernard, id, 'returned', stepId);
    expect(late.json).toEqual({ accepted: false, latest: done.json.latest });
    await step(bernard, id, 'returned', done.json.latest?.id ?? null);
    expect(about((await feedOf(sophie)).entries, id).map(said)).toEqual([
      ['assigned', 'Dr Bernard NOËL', 'Mme Sophie BLANC'],
      ['done', 'Mme Sophie BLANC', null],
      ['returned', 'Dr Bernard NOËL', null],
    ]);
  });

  it('takes no id twice: of a note for a step, of a step for a note', async () => {
    const id = await received();
    const shared = randomUUID();
    expect((await note(bernard, id, 'À rappeler', shared)).status).toBe(200);
    const stepped = await step(bernard, id, 'taken', null, { id: shared });
    expect([stepped.status, stepped.error.code]).toEqual([400, 'request.invalid']);
    const other = randomUUID();
    expect((await step(bernard, id, 'taken', null, { id: other })).status).toBe(200);
    expect((await note(bernard, id, 'Une autre', other)).error.code).toBe('request.invalid');
  });

  it('is somebody who may handle it: no stranger, nobody whose delegation ended, nobody who may only look', async () => {
    const id = await received();
    await delegated(sophie, ['file']);
    await delegated(julie, ['open']);
    const holders = await sophie.call<{ holders: Holder[] }>('GET', '/v1/mailbox/holders');
    expect(holders.json.holders).toEqual([
      { accountId: idOf(bernard), name: 'Dr Bernard NOËL' },
      { accountId: idOf(sophie), name: 'Mme Sophie BLANC' },
    ]);
    for (const whomId of [idOf(julie), idOf(claire), randomUUID()]) {
      expect(codeOf(await step(sophie, id, 'assigned', null, { whomId }))).toBe('handling.not-a-holder');
    }
    expect(codeOf(await step(julie, id, 'taken', null))).toBe('delegation.scope-missing');
    expect(codeOf(await julie.call('GET', '/v1/mailbox/holders'))).toBe('delegation.scope-missing');
    expect(codeOf(await step(sophie, id, 'assigned', null))).toBe('request.invalid');
    expect(codeOf(await step(sophie, id, 'released', null))).toBe('request.invalid');
    const sent = await writeLetter(bernard, { to: [addressOf('claire.martin')] });
    await deposit(bernard, sent);
    expect(codeOf(await step(sophie, sent.manifest.envelopeId, 'taken', null))).toBe('envelope.not-found');
  });

  it('is nobody once that delegation ended or ran out, and the operator says so', async () => {
    const [ended, ranOut, owners] = [await received(), await received(), await received()];
    const delegation = await delegated(sophie, ['file']);
    await delegated(julie, ['answer'], now() + 3_600_000);
    await step(sophie, ended, 'taken', null);
    await step(julie, ranOut, 'taken', null);
    await step(bernard, owners, 'taken', null);
    await bernard.call('DELETE', `/v1/delegations/${delegation}`);
    const released = about((await feedOf(bernard)).entries, ended);
    expect(released.map(said)).toEqual([
      ['taken', 'Mme Sophie BLANC', 'Mme Sophie BLANC'],
      ['released', null, 'Mme Sophie BLANC'],
    ]);
    const parts = { ...operator.stores, signals: createSignals(), clock: () => new Date(now()) };
    expect(await releaseStranded(parts)).toBe(0);
    expect(await releaseStranded({ ...parts, clock: () => new Date(now() + DAY_MS) })).toBe(1);
    const { entries } = await feedOf(bernard);
    expect(about(entries, ranOut).map(({ kind }) => kind)).toEqual(['taken', 'released']);
    expect(about(entries, owners).map(({ kind }) => kind)).toEqual(['taken']);
  });

  it('is given up a little later where it could not be with the delegation, which has ended all the same', async () => {
    const id = await received();
    const delegation = await delegated(sophie, ['file']);
    await step(sophie, id, 'taken', null);
    vi.spyOn(operator.stores.handlings, 'stranded').mockRejectedValueOnce(new Error('disk'));
    const ended = await bernard.call<Delegation>('DELETE', `/v1/delegations/${delegation}`);
    expect(ended.json.state).toBe('ended');
    expect(operator.log.join()).toContain('was not given up');
    const parts = { ...operator.stores, signals: createSignals(), clock: () => new Date(now()) };
    // What is asked for another's is none of it.
    expect(await releaseStranded(parts, idOf(julie))).toBe(0);
    expect(await releaseStranded(parts)).toBe(1);
    expect(about((await feedOf(bernard)).entries, id).map(({ kind }) => kind)).toEqual(['taken', 'released']);
  });
});

describe('internal notes', () => {
  it('are read by those who may open, in order, and never by the other parties of the envelope', async () => {
    const id = await received();
    await delegated(sophie, ['open']);
    await delegated(julie, ['file']);
    const written = await note(sophie, id, 'Rappelée :\nrendez-vous lundi');
    expect(written.json).toMatchObject({ kind: 'note', by: { name: 'Mme Sophie BLANC' }, whom: null, number: 1 });
    expect((await note(sophie, id, 'autre chose', written.json.id)).json).toEqual(written.json);
    expect(about((await feedOf(bernard)).entries, id)).toEqual([written.json]);
    expect(about((await feedOf(julie)).entries, id)).toEqual([]);
    expect(codeOf(await note(julie, id, 'non'))).toBe('delegation.scope-missing');
    expect((await feedOf(claire)).entries).toEqual([]);
    expect(codeOf(await note(claire, id, 'non'))).toBe('envelope.not-found');
    const evidence = await claire.call('GET', `/v1/envelopes/${id}/evidence`);
    expect(evidence.bytes.includes('BLANC')).toBe(false);
  });

  it('are not to be counted by who may not read them: steps are numbered as if there were none', async () => {
    const id = await received();
    await delegated(julie, ['file']);
    await note(bernard, id, 'un');
    await note(bernard, id, 'deux');
    const taken = await step(julie, id, 'taken', null);
    await note(bernard, id, 'trois');
    const done = await step(bernard, id, 'done', taken.json.latest?.id ?? null);
    const late = await step(julie, id, 'returned', taken.json.latest?.id ?? null);
    expect([taken, late].map(({ json }) => json.latest?.number)).toEqual([1, 2]);
    expect(about((await feedOf(julie)).entries, id).map(({ number }) => number)).toEqual([1, 2]);
    expect(done.json.latest?.number).toBe(5);
    expect(about((await feedOf(bernard)).entries, id).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  });

  it('of before one could read them are told from the beginning, and none once one cannot any more', async () => {
    const id = await received();
    const { json } = await note(bernard, id, 'avant');
    await delegated(sophie, ['file']);
    const before = await feedOf(sophie);
    expect(about(before.entries, id)).toEqual([]);
    const reading = await delegated(sophie, ['open']);
    const after = await feedOf(sophie, before.cursor);
    expect(about(after.entries, id)).toEqual([json]);
    expect((await feedOf(sophie, after.cursor)).entries).toEqual([]);
    await note(bernard, id, 'ensuite');
    const then = await feedOf(sophie, after.cursor);
    expect(then.entries.map((entry) => entry.note)).toEqual(['ensuite']);
    await bernard.call('DELETE', `/v1/delegations/${reading}`);
    await note(bernard, id, 'sans elle');
    await step(bernard, id, 'taken', null);
    for (const cursor of [then.cursor, undefined]) {
      const { entries } = await feedOf(sophie, cursor);
      expect(about(entries, id).map(({ kind, number }) => [kind, number])).toEqual([['taken', 1]]);
    }
  });

  it('are removed by their author, or by the owner, which leaves that there was one and who removed it', async () => {
    const id = await received();
    await delegated(sophie, ['open']);
    await delegated(julie, ['open']);
    const { json } = await note(sophie, id, 'à retirer');
    const path = `/v1/envelopes/${id}/notes/${json.id}`;
    expect(codeOf(await julie.call('DELETE', path))).toBe('handling.note-not-found');
    const removed = await sophie.call<HandlingEntry>('DELETE', path);
    expect(removed.json).toMatchObject({ id: json.id, note: null, by: json.by, number: json.number });
    expect(removed.json.removedAt).not.toBeNull();
    expect(removed.json.removedBy).toEqual(json.by);
    expect((await sophie.call('DELETE', path)).json).toEqual(removed.json);
    expect(about((await feedOf(bernard)).entries, id)).toEqual([removed.json]);
    const { json: wrong } = await note(sophie, id, 'd’un autre patient');
    const cleared = await bernard.call<HandlingEntry>('DELETE', `/v1/envelopes/${id}/notes/${wrong.id}`);
    expect(cleared.json).toMatchObject({ note: null, by: wrong.by, removedBy: { accountId: idOf(bernard) } });
    expect(about((await feedOf(sophie)).entries, id).at(-1)).toEqual(cleared.json);
    expect(codeOf(await sophie.call('DELETE', `/v1/envelopes/${id}/notes/${randomUUID()}`))).toBe(
      'handling.note-not-found',
    );
  });

  it('stand in no file of the operator as words, nor in its log, and go with the content', async () => {
    const id = await received();
    const secret = `Mme ${randomUUID()}`;
    expect((await note(bernard, id, secret)).status).toBe(200);
    for (const file of readdirSync(operator.dataFolder, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name);
      if (file.isFile() && existsSync(path)) expect(readFileSync(path).includes(secret), file.name).toBe(false);
    }
    expect(operator.log.join()).not.toContain(secret);
    const envelope = await operator.stores.envelopes.find(id);
    await operator.stores.vault.destroy([envelope?.contentId ?? '']);
    const [entry] = about((await feedOf(bernard)).entries, id);
    expect(entry).toMatchObject({ kind: 'note', note: null, removedAt: null });
    expect(codeOf(await note(bernard, id, 'trop tard'))).toBe('envelope.expired');
    expect((await step(bernard, id, 'done', null)).json.accepted).toBe(true);
  });

  it('are so many, of so many characters, and of text alone', async () => {
    const id = await received();
    for (const text of ['', '  ', 'x'.repeat(2_001), 'a\u0000b']) {
      expect(codeOf(await note(bernard, id, text)), text.slice(0, 5)).toBe('request.invalid');
    }
    const all = await Promise.all(Array.from({ length: MAX_NOTES + 2 }, (_, n) => note(bernard, id, `note ${n}`)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(MAX_NOTES);
    expect(new Set(all.filter(({ status }) => status !== 200).map(codeOf))).toEqual(new Set(['handling.too-many']));
  });
});

describe('a mailbox', () => {
  it('tells who handles what to readers that ask for it alone, by cursors of before there was any too', async () => {
    const id = await received();
    await step(bernard, id, 'taken', null);
    const told = await feedOf(bernard, undefined, '');
    expect(told.entries).toEqual([]);
    expect(about((await feedOf(bernard, told.cursor)).entries, id)).toHaveLength(1);
    const former = told.cursor.split('.').slice(0, 6).join('.');
    expect(about((await feedOf(bernard, former)).entries, id)).toHaveLength(1);
    expect(codeOf(await bernard.call('GET', `/v1/sync?cursor=${former}.9999n`))).toBe('sync.reset');
  });

  it('that is closed keeps nothing of it, but what is about a letter that a hold keeps, until that letter goes', async () => {
    const paul = await operator.signedIn('paul-leroy');
    const [gone, held] = await Promise.all([0, 1].map(() => writeLetter(claire, { to: [addressOf('paul.leroy')] })));
    if (!gone || !held) throw new Error('no letters');
    for (const letter of [gone, held]) {
      await deposit(claire, letter);
      await step(paul, letter.manifest.envelopeId, 'taken', null);
      await note(paul, letter.manifest.envelopeId, 'à moi');
    }
    const { handlings, holds, vault } = operator.stores;
    const subject = { envelopeId: held.manifest.envelopeId };
    const because = { at: new Date(now()), by: 'Direction', osUser: 'op', reason: 'Réquisition' };
    expect(await holds.place(subject, because)).toBe('placed');
    const account = await operator.stores.accounts.byId(idOf(paul));
    if (!account) throw new Error('no account');
    const act = actOn(account, {
      kind: 'closed',
      by: { administratorId: null, name: '' },
      at: new Date(now()),
      reason: null,
    });
    await operator.stores.administration.changeStanding(idOf(paul), { from: ['open'], to: 'closed' }, act);
    const kept = await handlings.page(idOf(paul), 0, 10);
    expect(kept.map(({ kind, envelopeId }) => [kind, envelopeId])).toEqual([
      ['taken', subject.envelopeId],
      ['note', subject.envelopeId],
    ]);
    expect(await vault.find(kept[1]?.contentId ?? '')).not.toBeNull();
    expect(await handlings.head(idOf(paul))).toBe(0);
    await holds.lift(subject, because);
    const later = () => new Date(now() + 200 * DAY_MS);
    const parts = { ...operator.stores, signals: createSignals(), clock: later, operatorName: 'Medimail' };
    expect(await eraseExpired(parts)).toBeGreaterThan(0);
    expect(await handlings.page(idOf(paul), 0, 10)).toEqual([]);
  });
});
