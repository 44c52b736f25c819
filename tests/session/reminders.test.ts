/** Being reminded of envelopes, on two workstations of one person, without network, and with a clock that is put right. */
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced, writeDraft } from './support/stage.ts';

const DAY_MS = 86_400_000;
const at = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();

describe('reminders', () => {
  let stage: Stage;
  let practice: SessionDriver;
  let ward: SessionDriver;
  beforeAll(async () => {
    stage = await openStage();
    practice = (await stage.signedIn('claire-martin', { direct: true, config: { undoSeconds: 0 } })).session;
    ward = (await stage.signedIn('claire-martin', { folder: 'ward', config: { undoSeconds: 0 } })).session;
    await synced(practice, 120_000);
    await synced(ward, 120_000);
  });
  afterAll(() => stage.close());
  afterEach(() => {
    stage.link.mend();
    for (const { of } of [practice, ward]) expect(of('bug')).toEqual([]);
  });

  const followed = async (session: SessionDriver) =>
    (await session.mailbox.rows({ box: 'followed', filter: 'all', offset: 0, limit: 50 })).rows;
  const find = async (session: SessionDriver, id: EnvelopeId) =>
    (await followed(session)).find((row) => row.id === id)?.reminder ?? null;
  const dueCount = async (session: SessionDriver) => (await session.mailbox.counts({})).followed;
  const notices = (session: SessionDriver) =>
    session.of('notice').flatMap(({ notice }) => (notice.kind === 'follow-up' ? [notice] : []));
  const send = async (subject: string): Promise<EnvelopeId> => {
    const id = await sendLetter(practice, { to: 'paul.leroy', subject });
    await outboxEmpty(practice, 30_000);
    await arrived(ward, 'sent', id, 30_000);
    return id;
  };

  it('begin at sealing as the draft says, stand on every workstation, and end by themselves once all have opened', async () => {
    const draftId = await writeDraft(practice, { to: 'paul.leroy', subject: 'Avis' });
    const { content } = await practice.draft.get({ draftId });
    await practice.draft.save({ draftId, content: { ...content, remindAfterDays: 3 } });
    const { envelopeId } = await practice.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(practice, 30_000);
    const [row] = (await followed(practice)).filter(({ id }) => id === envelopeId);
    expect(Date.parse(row?.reminder?.at ?? '') - Date.parse(row?.sealedAt ?? '')).toBe(3 * DAY_MS);
    expect(row?.reminder).toMatchObject({ until: 'opened', isDue: false });
    await eventually(async () => (await find(ward, envelopeId)) !== null, 30_000);
    expect(await dueCount(ward)).toBe(0);

    // Whoever signs in for the first time on a busy machine takes a while.
    const paul = (await stage.signedIn('paul-leroy', { direct: true })).session;
    await arrived(paul, 'received', envelopeId, 90_000);
    await paul.mailbox.open({ envelopeId });
    await paul.mailbox.displayed({ envelopeId });
    await eventually(async () => (await find(practice, envelopeId)) === null, 30_000);
    await eventually(async () => (await find(ward, envelopeId)) === null, 30_000);
    // Nobody is left to be reminded.
    await expect(practice.draft.followUp({ envelopeId, prefix: 'Relance : ', text: '' })).rejects.toMatchObject({
      code: 'envelope.all-opened',
    });
  }, 240_000);

  it('are told once when they are due, by the number alone, and are put off, ended and taken back', async () => {
    const envelopeId = await send('Bilan');
    const before = notices(practice).length;
    const due = { at: at(-DAY_MS), until: 'opened' as const };
    expect((await practice.mailbox.remind({ remindings: [{ envelopeId, reminder: due }] })).before).toEqual([
      { envelopeId, reminder: null },
    ]);
    await eventually(async () => (await find(practice, envelopeId))?.isDue === true);
    await eventually(async () => (await dueCount(ward)) === 1, 30_000);
    expect(notices(practice).slice(before)).toEqual([{ kind: 'follow-up', count: 1, name: null, envelopeId }]);

    const later = { at: at(2 * DAY_MS), until: 'opened' as const };
    const { before: was } = await practice.mailbox.remind({ remindings: [{ envelopeId, reminder: later }] });
    expect(was).toEqual([{ envelopeId, reminder: due }]);
    await eventually(async () => (await dueCount(ward)) === 0, 30_000);
    await practice.mailbox.remind({ remindings: [{ envelopeId, reminder: null }] });
    expect(await find(practice, envelopeId)).toBeNull();
    await practice.mailbox.remind({ remindings: was });
    await eventually(async () => (await dueCount(practice)) === 1);
    await practice.mailbox.remind({ remindings: [{ envelopeId, reminder: null }] });
  });

  it('of two workstations without network the one that was set later stays', async () => {
    const envelopeId = await send('Sans réseau');
    stage.link.cut();
    await ward.mailbox.remind({ remindings: [{ envelopeId, reminder: { at: at(5 * DAY_MS), until: 'opened' } }] });
    const wanted = { at: at(9 * DAY_MS), until: 'opened' as const };
    await practice.mailbox.remind({ remindings: [{ envelopeId, reminder: wanted }] });
    expect(await find(ward, envelopeId)).not.toBeNull();
    stage.link.mend();
    await eventually(async () => (await find(ward, envelopeId))?.at === wanted.at, 90_000);
    expect((await find(practice, envelopeId))?.at).toBe(wanted.at);
  });

  it('of a received envelope come whatever was opened, and end when it is answered', async () => {
    const { rows } = await practice.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 50 });
    const answerable = rows.find(({ who }) => who.includes('LEROY')) ?? rows[0];
    if (!answerable) throw new Error('the demonstration has received envelopes');
    const envelopeId = answerable.id;
    await practice.mailbox.remind({ remindings: [{ envelopeId, reminder: { at: at(-1_000), until: 'done' } }] });
    await practice.mailbox.displayed({ envelopeId });
    await eventually(async () => (await find(practice, envelopeId))?.isDue === true);
    const { id: draftId } = await practice.draft.create({ answerTo: envelopeId, toAll: false });
    await practice.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(practice, 30_000);
    expect(await find(practice, envelopeId)).toBeNull();
    await eventually(async () => (await find(ward, envelopeId)) === null, 30_000);
  });

  it('are followed up by a letter that refers to the envelope, to those alone who have not opened it', async () => {
    const envelopeId = await send('Consentement');
    await practice.mailbox.remind({ remindings: [{ envelopeId, reminder: { at: at(-1_000), until: 'opened' } }] });
    const draft = await practice.draft.followUp({ envelopeId, prefix: 'Relance : ', text: 'Bonjour' });
    expect(draft.content).toMatchObject({
      subject: 'Relance : Consentement',
      inReplyTo: envelopeId,
      remindAfterDays: 3,
    });
    expect(draft.content.recipients.map(({ address }) => address)).toEqual(['paul.leroy@demo.medimail.example']);
    await practice.draft.send({ draftId: draft.id, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(practice, 30_000);
    // The letter has a reminder of its own, and the first one ends.
    expect(await find(practice, envelopeId)).toBeNull();
    expect(await find(practice, draft.id)).toMatchObject({ isDue: false });
    await expect(
      practice.draft.followUp({ envelopeId: (await firstReceived(practice)) as EnvelopeId, prefix: '', text: '' }),
    ).rejects.toMatchObject({ code: 'envelope.not-found' });
  });

  it('are what new letters begin with, once that was chosen, on every workstation', async () => {
    expect((await practice.draft.create({ answerTo: null, toAll: false })).content.remindAfterDays).toBeNull();
    await practice.settings.setReminder({ days: 7 });
    expect((await practice.draft.create({ answerTo: null, toAll: false })).content.remindAfterDays).toBe(7);
    await eventually(async () => (await ward.settings.reminder({})).days === 7, 30_000);
    await practice.settings.setReminder({ days: null });
    await eventually(async () => (await ward.settings.reminder({})).days === null, 30_000);
    await expect(
      practice.mailbox.remind({ remindings: [{ envelopeId: uuidv7() as EnvelopeId, reminder: null }] }),
    ).rejects.toMatchObject({ code: 'envelope.not-found' });
  });

  const firstReceived = async (session: SessionDriver) =>
    (await session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 1 })).rows[0]?.id;
});
