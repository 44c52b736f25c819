/** An absence between two genuine workstations: stated, told to whoever writes, read without network, ended by one press. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AbsenceId, type AbsenceState } from '../../contract/model/absence.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced } from './support/stage.ts';

const DAY_MS = 86_400_000;
const TEXT = 'Je ne lis pas mes enveloppes.\nEn cas d’urgence, appelez le 15.';

describe('an absence', () => {
  let stage: Stage;
  let claire: SessionDriver;
  let paul: SessionDriver;
  beforeAll(async () => {
    stage = await openStage();
    claire = (await stage.signedIn('claire-martin', { config: { undoSeconds: 0 } })).session;
    paul = (await stage.signedIn('paul-leroy', { direct: true })).session;
    await Promise.all([synced(claire, 120_000), synced(paul, 120_000)]);
  }, 240_000);
  afterAll(() => stage.close());
  afterEach(() => {
    stage.link.mend();
    for (const { of } of [claire, paul]) expect(of('bug')).toEqual([]);
  });

  const state = (): Promise<AbsenceState> =>
    paul.settings.stateAbsence({
      id: AbsenceId.parse(randomUUID()),
      from: new Date(Date.now() - 60_000).toISOString(),
      until: new Date(Date.now() + 7 * DAY_MS).toISOString(),
      text: TEXT,
      delegateId: null,
    });
  const sentRow = async (id: string) =>
    (await claire.mailbox.rows({ box: 'sent', filter: 'all', offset: 0, limit: 50 })).rows.find((row) => row.id === id);

  it('is told to whoever writes: before, in the list, with the envelope and on the desktop, and stays without network', async () => {
    const { absence } = await state();
    await claire.settings.changeNotifications({ channels: { opening: 'desktop' } });
    const address = EmailAddress.parse('paul.leroy@demo.medimail.example');
    const { absent } = await claire.directory.absent({ addresses: [address] });
    expect(absent).toEqual([{ address, until: absence?.until, delegate: null }]);

    const envelopeId = await sendLetter(claire, { to: 'paul.leroy', subject: 'Avis' });
    await outboxEmpty(claire, 30_000);
    await eventually(async () => (await sentRow(envelopeId))?.awayUntil === absence?.until, 30_000);
    const { notice } = await eventually(() => claire.of('notice').at(-1) ?? null);
    expect(notice).toMatchObject({ kind: 'absent', count: 1, name: expect.stringMatching(/leroy/i), envelopeId });
    stage.link.cut();
    const view = await claire.mailbox.open({ envelopeId });
    expect(view.absences).toMatchObject([{ recipient: address, until: absence?.until, text: TEXT, delegate: null }]);
    const answered = view.events.find(({ kind }) => kind === 'absence-answered');
    expect(answered).toMatchObject({ actor: { accountId: null }, onBehalfOf: { accountId: expect.any(String) } });
    stage.link.mend();
    // The recipient sees that it was answered, and the letter as any other.
    await arrived(paul, 'received', envelopeId, 60_000);
    const received = await paul.mailbox.open({ envelopeId });
    expect([received.absences, received.events.some(({ kind }) => kind === 'absence-answered')]).toEqual([[], true]);
  }, 180_000);

  it('ends by one press, and a letter written then is answered by nobody', async () => {
    await state();
    expect((await paul.settings.endAbsence({})).absence).toBeNull();
    expect((await paul.settings.absence({})).absence).toBeNull();
    const envelopeId = await sendLetter(claire, { to: 'paul.leroy', subject: 'Retour' });
    await outboxEmpty(claire, 60_000);
    await eventually(async () => (await sentRow(envelopeId)) !== undefined, 30_000);
    expect((await sentRow(envelopeId))?.awayUntil).toBeUndefined();
    expect((await claire.mailbox.open({ envelopeId })).absences).toEqual([]);
  }, 120_000);
});
