/** Who handles what, between the workstations of an owner and of a delegate, with and without network. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HandlingLine } from '../../contract/ipc/handling.contract.ts';
import { DelegationId, type DelegationScope } from '../../contract/model/delegation.ts';
import { type Holder, MAX_NOTES } from '../../contract/model/handling.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { openStage, type Stage, sendLetter, synced, type Workstation } from './support/stage.ts';

let stage: Stage;
let bernard: Workstation;
let sophie: Workstation;
let claire: Workstation;
let owner: Holder;
let delegate: Holder;
let delegationId: DelegationId;

async function delegated(scopes: DelegationScope[]): Promise<void> {
  delegationId = DelegationId.parse(crypto.randomUUID());
  const from = new Date(Date.now() - 1000).toISOString();
  const until = new Date(Date.now() + 7 * 86_400_000).toISOString();
  const grant = { id: delegationId, delegateId: delegate.accountId, scopes, from, until, reason: 'Secrétariat' };
  await bernard.session.delegation.grant(grant);
  await sophie.session.delegation.accept({ delegationId });
  await sophie.session.delegation.enter({ ownerId: owner.accountId });
}

const rowsOf = (session: SessionDriver, filter: 'all' | 'mine' | 'nobody' | 'done' = 'all') =>
  session.mailbox.rows({ box: 'received', filter, offset: 0, limit: 200 });
const rowOf = async (session: SessionDriver, id: string) =>
  (await rowsOf(session)).rows.find((row) => row.id === id) ?? null;
const linesOf = async (session: SessionDriver, envelopeId: EnvelopeId) =>
  (await session.handling.thread({ envelopeId })).lines;
/** The thread there, once nothing of it waits and its last line is this. */
const settled = (session: SessionDriver, id: EnvelopeId, isLast: (line: HandlingLine) => boolean) =>
  eventually(async () => {
    const lines = await linesOf(session, id);
    const last = lines.at(-1);
    return last && isLast(last) && lines.every(({ waiting }) => !waiting) ? lines : null;
  }, 30_000);

/** An envelope that is in both lists. */
async function received(subject = 'Bilan'): Promise<EnvelopeId> {
  const id = await sendLetter(claire.session, { to: 'bernard.noel', subject });
  for (const { session } of [bernard, sophie]) await eventually(() => rowOf(session, id), 30_000);
  return id;
}

beforeAll(async () => {
  stage = await openStage();
  [bernard, sophie, claire] = await Promise.all([
    stage.signedIn('bernard-noel'),
    stage.signedIn('sophie-blanc', { direct: true }),
    stage.signedIn('claire-martin', { direct: true, config: { undoSeconds: 0 } }),
  ]);
  owner = { accountId: (await bernard.session.settings.identity({})).account.accountId, name: 'Dr Bernard NOËL' };
  delegate = { accountId: (await sophie.session.settings.identity({})).account.accountId, name: 'Mme Sophie BLANC' };
  await Promise.all([bernard, sophie, claire].map(({ session }) => synced(session)));
  await delegated(['open', 'file', 'answer']);
}, 180_000);
afterEach(() => {
  stage.link.mend();
  for (const { session } of [bernard, sophie, claire]) expect(session.of('bug')).toEqual([]);
});
afterAll(() => stage.close());

describe('an envelope of a mailbox that two hold', () => {
  it('is taken by one and shown so to the other, in the list, its filters and the thread', async () => {
    const id = await received();
    await sophie.session.handling.step({ envelopeIds: [id], kind: 'taken', whom: null });
    expect((await rowOf(sophie.session, id))?.handling).toEqual({ standing: 'held', whom: delegate, handedBy: null });
    const [line] = await settled(bernard.session, id, ({ kind }) => kind === 'taken');
    expect(line).toMatchObject({ by: delegate, whom: delegate, note: null, refused: null });
    expect((await rowOf(bernard.session, id))?.handling?.whom).toEqual(delegate);
    const idsIn = async (session: SessionDriver, filter: 'mine' | 'nobody' | 'done') => {
      const { rows, total } = await rowsOf(session, filter);
      expect(rows).toHaveLength(Math.min(200, total));
      return rows.map((row) => row.id);
    };
    expect(await idsIn(sophie.session, 'mine')).toContain(id);
    expect(await idsIn(bernard.session, 'mine')).not.toContain(id);
    expect(await idsIn(bernard.session, 'nobody')).not.toContain(id);
    await bernard.session.handling.step({ envelopeIds: [id], kind: 'done', whom: null });
    await settled(sophie.session, id, ({ kind }) => kind === 'done');
    expect(await idsIn(sophie.session, 'done')).toContain(id);
    await sophie.session.handling.step({ envelopeIds: [id], kind: 'returned', whom: null });
    await settled(bernard.session, id, ({ kind }) => kind === 'returned');
    expect(await idsIn(bernard.session, 'nobody')).toContain(id);
    expect((await rowOf(bernard.session, id))?.handling).toBeUndefined();
  }, 60_000);

  it('that was given to somebody tells them: on the desktop, in the list by whom, and beside the mailbox how many', async () => {
    const id = await received();
    const { holders } = await sophie.session.handling.holders({});
    expect(holders).toEqual([owner, delegate]);
    await sophie.session.handling.step({ envelopeIds: [id], kind: 'assigned', whom: owner });
    const { notice } = await eventually(() => bernard.session.of('notice').at(-1) ?? null, 30_000);
    expect(notice).toEqual({ kind: 'entrusted', count: 1, name: delegate.name, envelopeId: id });
    expect((await rowOf(bernard.session, id))?.handling).toEqual({
      standing: 'held',
      whom: owner,
      handedBy: delegate.name,
    });
    await bernard.session.handling.step({ envelopeIds: [id], kind: 'assigned', whom: delegate });
    await settled(sophie.session, id, ({ whom }) => whom?.accountId === delegate.accountId);
    const { mailboxes } = await sophie.session.delegation.overview({});
    expect(mailboxes.map(({ entrusted }) => entrusted)).toEqual([1]);
    await sophie.session.handling.step({ envelopeIds: [id], kind: 'done', whom: null });
    await settled(bernard.session, id, ({ kind }) => kind === 'done');
  }, 60_000);

  it('that both take, one of them without network, stays with whoever the operator heard first, and the other is told', async () => {
    const id = await received();
    stage.link.cut();
    await bernard.session.handling.step({ envelopeIds: [id], kind: 'taken', whom: null });
    await bernard.session.handling.note({ envelopeId: id, text: 'Écrite sans réseau' });
    expect((await linesOf(bernard.session, id)).map(({ waiting }) => waiting)).toEqual([true, true]);
    expect((await rowOf(bernard.session, id))?.handling?.whom).toEqual(owner);
    await sophie.session.handling.step({ envelopeIds: [id], kind: 'taken', whom: null });
    await settled(sophie.session, id, ({ kind }) => kind === 'taken');
    stage.link.mend();
    const told = await eventually(
      async () => (await bernard.session.handling.refusals({})).refusals.find(({ envelopeId }) => envelopeId === id),
      60_000,
    );
    expect(told).toMatchObject({ subject: 'Bilan', what: 'step', latest: { by: delegate }, error: null });
    await bernard.session.handling.acknowledge({ places: [told.place] });
    expect((await bernard.session.handling.refusals({})).refusals).toEqual([]);
    // The note did not depend on it, and is there for both.
    const lines = await settled(sophie.session, id, ({ kind }) => kind === 'note');
    expect(lines.map(({ kind, by, note }) => [kind, by?.name, note])).toEqual([
      ['taken', delegate.name, null],
      ['note', owner.name, 'Écrite sans réseau'],
    ]);
    expect(await settled(bernard.session, id, ({ kind }) => kind === 'note')).toEqual(lines);
    expect((await rowOf(bernard.session, id))?.handling?.whom).toEqual(delegate);
  }, 120_000);

  it('shows what was done without network also after the program was ended there', async () => {
    const id = await received();
    stage.link.cut();
    await bernard.session.handling.note({ envelopeId: id, text: 'À ne pas perdre' });
    await bernard.session.kill();
    stage.link.mend();
    bernard = await stage.signedIn('bernard-noel');
    const lines = await settled(bernard.session, id, ({ note }) => note === 'À ne pas perdre');
    expect(lines).toHaveLength(1);
    await settled(sophie.session, id, ({ note }) => note === 'À ne pas perdre');
  }, 120_000);
});

describe('a note', () => {
  it('is removed by its author, also before the operator has it', async () => {
    const id = await received();
    await sophie.session.handling.note({ envelopeId: id, text: 'Première\r\nligne' });
    const [first] = await settled(bernard.session, id, ({ kind }) => kind === 'note');
    expect(first?.note).toBe('Première\nligne');
    if (!first) throw new Error('no note');
    const removal = { envelopeId: id, entryId: first.id };
    await sophie.session.handling.removeNote(removal);
    await settled(bernard.session, id, ({ note, removedAt }) => note === null && removedAt !== null);
    stage.link.cut();
    await bernard.session.handling.note({ envelopeId: id, text: 'Vite retirée' });
    const waiting = (await linesOf(bernard.session, id)).at(-1);
    if (!waiting) throw new Error('no note');
    await bernard.session.handling.removeNote({ envelopeId: id, entryId: waiting.id });
    expect((await linesOf(bernard.session, id)).map(({ note }) => note)).not.toContain('Vite retirée');
    stage.link.mend();
    await bernard.session.handling.note({ envelopeId: id, text: 'Ensuite' });
    const lines = await settled(sophie.session, id, ({ note }) => note === 'Ensuite');
    expect(lines.map(({ note }) => note)).toEqual([null, 'Ensuite']);
    expect(await settled(bernard.session, id, ({ note }) => note === 'Ensuite')).toEqual(lines);
  }, 120_000);

  it('of a delegate is removed by the owner, who is named for it; the delegate removes none of the owner’s', async () => {
    const id = await received();
    await sophie.session.handling.note({ envelopeId: id, text: 'D’un autre patient' });
    const [wrong] = await settled(bernard.session, id, ({ kind }) => kind === 'note');
    if (!wrong) throw new Error('no note');
    await bernard.session.handling.removeNote({ envelopeId: id, entryId: wrong.id });
    const [removed] = await settled(sophie.session, id, ({ removedAt }) => removedAt !== null);
    expect(removed).toMatchObject({ note: null, by: delegate, removedBy: owner });
    await bernard.session.handling.note({ envelopeId: id, text: 'La mienne' });
    const own = (await settled(sophie.session, id, ({ note }) => note === 'La mienne')).at(-1);
    if (!own) throw new Error('no note');
    const removal = sophie.session.handling.removeNote({ envelopeId: id, entryId: own.id });
    await expect(removal).rejects.toThrow('handling.note-not-found');
  }, 60_000);

  it('that the operator refuses for good stays on the workstation with its words, until its author has thrown it away', async () => {
    const id = await received();
    for (let count = 0; count < MAX_NOTES; count += 1) {
      await bernard.session.handling.note({ envelopeId: id, text: `Note ${count}` });
    }
    await bernard.session.handling.note({ envelopeId: id, text: 'Trop tard' });
    const refused = await eventually(
      async () => (await linesOf(bernard.session, id)).find((one) => one.refused),
      30_000,
    );
    expect(refused).toMatchObject({ note: 'Trop tard', waiting: false, refused: { code: 'handling.too-many' } });
    await bernard.session.handling.removeNote({ envelopeId: id, entryId: refused.id });
    const left = await settled(bernard.session, id, ({ note }) => note === `Note ${MAX_NOTES - 1}`);
    expect(left).toHaveLength(MAX_NOTES);
  }, 60_000);
});

describe('the end of a delegation', () => {
  it('makes what was its delegate’s nobody’s, and says whose it was; under a lesser one nothing is taken', async () => {
    const id = await received();
    await sophie.session.handling.step({ envelopeIds: [id], kind: 'taken', whom: null });
    await settled(bernard.session, id, ({ kind }) => kind === 'taken');
    await bernard.session.delegation.end({ delegationId });
    const lines = await settled(bernard.session, id, ({ kind }) => kind === 'released');
    expect(lines.at(-1)).toMatchObject({ by: null, whom: delegate });
    expect((await rowOf(bernard.session, id))?.handling).toBeUndefined();
    await bernard.session.handling.note({ envelopeId: id, text: 'Pour moi seul' });
    await settled(bernard.session, id, ({ kind }) => kind === 'note');
    await delegated(['titles']);
    await settled(sophie.session, id, ({ kind }) => kind === 'released');
    const take = sophie.session.handling.step({ envelopeIds: [id], kind: 'taken', whom: null });
    await expect(take).rejects.toThrow('delegation.scope-missing');
    const note = sophie.session.handling.note({ envelopeId: id, text: 'non' });
    await expect(note).rejects.toThrow('delegation.scope-missing');
    expect((await sophie.session.handling.holders({})).holders).toEqual([]);
  }, 120_000);
});
