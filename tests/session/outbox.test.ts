import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EmailAddress } from '../../contract/model/person.ts';
import { eventually } from '../support/session-driver.ts';
import {
  arrived,
  demoAddress,
  openStage,
  outboxEmpty,
  type Stage,
  sendLetter,
  synced,
  writeDraft,
} from './support/stage.ts';

describe('the outbox', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  afterEach(() => {
    stage.link.mend();
    stage.link.slowDown(0);
  });

  it('keeps an envelope back for the undo window, and undoing gives the draft back with its attachments', async () => {
    const { session } = await stage.signedIn('claire-martin', { config: { undoSeconds: 30 } });
    const file = join(stage.folder, 'note.txt');
    writeFileSync(file, 'à relire');
    const envelopeId = await sendLetter(session, { to: 'paul.leroy', subject: 'À défaire', files: [file] });
    const { entries } = await session.outbox.list({});
    expect(entries).toMatchObject([{ id: envelopeId, state: 'waiting', subject: 'À défaire' }]);
    expect(Date.parse(entries[0]?.undoUntil ?? '')).toBeGreaterThan(Date.now() + 20_000);
    expect(session.of('waiting').at(-1)).toMatchObject({ drafts: 0, unsent: 1 });
    const { draftId } = await session.outbox.cancel({ envelopeId });
    expect(draftId).not.toBe(envelopeId);
    const draft = await session.draft.get({ draftId });
    expect(draft).toMatchObject({ content: { subject: 'À défaire' }, attachments: [{ name: 'note.txt' }] });
    expect((await session.outbox.list({})).entries).toEqual([]);
    expect(session.of('waiting').at(-1)).toMatchObject({ drafts: 1, unsent: 0 });
    await expect(session.outbox.cancel({ envelopeId })).rejects.toMatchObject({ code: 'outbox.not-found' });
    // What was taken back can be sent after all.
    await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    expect(session.of('bug')).toEqual([]);
    await session.kill();
    const again = await stage.workstation('claire-martin');
    expect(await again.session.signIn()).toMatchObject({ unsent: 1, drafts: 0 });
    expect((await again.session.outbox.list({})).entries).toMatchObject([{ state: 'waiting', error: null }]);
  });

  it('keeps a signed envelope for the moment that was chosen, through a restart, and gives it back before', async () => {
    const { session } = await stage.signedIn('claire-martin', { folder: 'claire-later' });
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Convocation' });
    const send = (leaveAt: number) =>
      session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false, leaveAt: new Date(leaveAt).toISOString() });
    const day = 86_400_000;
    for (const refused of [Date.now() - day, Date.now() + 40 * day]) {
      await expect(send(refused)).rejects.toMatchObject({ code: 'outbox.departure-refused' });
    }
    const leaveAt = Date.now() + 20 * day;
    const { envelopeId } = await send(leaveAt);
    const waiting = { id: envelopeId, state: 'waiting', leaveAt: new Date(leaveAt).toISOString(), undoUntil: null };
    expect((await session.outbox.list({})).entries).toMatchObject([waiting]);
    await session.outbox.retryNow({});
    expect((await session.outbox.list({})).entries).toMatchObject([waiting]);
    await session.kill();
    const again = await stage.signedIn('claire-martin', { folder: 'claire-later' });
    await synced(again.session);
    expect((await again.session.outbox.list({})).entries).toMatchObject([waiting]);
    const { draftId: back } = await again.session.outbox.cancel({ envelopeId });
    expect(await again.session.draft.get({ draftId: back })).toMatchObject({ content: { subject: 'Convocation' } });
    expect((await again.session.outbox.list({})).entries).toEqual([]);
    for (const { of } of [session, again.session]) expect(of('bug')).toEqual([]);
  });

  it('lets an upload under way be taken back, and the operator forgets it', async () => {
    const { session } = await stage.signedIn('anne-roux');
    await synced(session);
    const file = join(stage.folder, 'grand.dat');
    writeFileSync(file, randomBytes(25_000_000));
    stage.link.slowDown(15);
    const envelopeId = await sendLetter(session, { to: 'paul.leroy', subject: 'Interrompue', files: [file] });
    await eventually(async () => {
      const [entry] = (await session.outbox.list({})).entries;
      return entry?.state === 'uploading' && entry.sentBytes > 0;
    }, 30_000);
    const { draftId } = await session.outbox.cancel({ envelopeId });
    stage.link.slowDown(0);
    expect((await session.draft.get({ draftId })).attachmentsBytes).toBe(25_000_000);
    const paul = await stage.signedIn('paul-leroy', { direct: true });
    await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(session, 60_000);
    await arrived(paul.session, 'received', draftId, 30_000);
    const { rows } = await paul.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 200 });
    expect(rows.filter(({ subject }) => subject === 'Interrompue').map(({ id }) => id)).toEqual([draftId]);
    expect(session.of('bug')).toEqual([]);
  });

  it('does not take back what the operator has sealed', async () => {
    const { session } = await stage.signedIn('bernard-noel');
    const envelopeId = await sendLetter(session, { to: 'paul.leroy', subject: 'Partie' });
    await outboxEmpty(session);
    await expect(session.outbox.cancel({ envelopeId })).rejects.toMatchObject({ code: 'outbox.not-found' });
  });

  it('invites whom the directory does not know, and says so while the address is typed', async () => {
    const { session } = await stage.signedIn('claire-martin', { folder: 'claire-3' });
    await synced(session);
    const address = 'personne.inconnue@demo.medimail.example';
    expect(await session.directory.suggest({ text: address })).toMatchObject({
      invitation: { address, missingRight: null },
    });
    const known = await session.directory.suggest({ text: 'Paul.Leroy@demo.medimail.example' });
    expect(known.invitation).toBeNull();
    expect(known.hits[0]?.entry.address).toBe('paul.leroy@demo.medimail.example');
    expect((await session.directory.suggest({ text: 'personne' })).invitation).toBeNull();
    const paul = demoAddress('paul.leroy');
    expect(await session.directory.resolve({ addresses: [paul, address] })).toMatchObject({
      offline: false,
      recipients: [
        { address: paul, entry: { familyName: 'Leroy' }, invitation: null },
        { address, entry: null, invitation: { address, missingRight: null } },
      ],
    });
    const envelopeId = await sendLetter(session, { to: 'personne.inconnue', subject: 'Invitation' });
    await outboxEmpty(session, 60_000);
    await arrived(session, 'sent', envelopeId, 30_000);
    const { record } = await session.mailbox.open({ envelopeId });
    expect(record.recipients).toMatchObject([{ address, kind: 'invited', accountId: null }]);
  });

  it('asks who is invited for a code by telephone, and refuses before signing to ask it of who has an account', async () => {
    const { session, token } = await stage.signedIn('claire-martin', { folder: 'claire-4' });
    await synced(session);
    const address = demoAddress('personne.inconnue');
    const { invitation } = await session.directory.suggest({ text: address });
    expect(invitation).toMatchObject({ phoneCodes: true });
    const asking = async (to: string, asked: string, number = '06 12 34 56 78') => {
      const draftId = await writeDraft(session, { to, subject: 'Avec un code' });
      const { content } = await session.draft.get({ draftId });
      const code = { number, channel: 'sms' } as const;
      // One of somebody who is no recipient any more goes nowhere.
      const phoneCodes = [
        { ...code, address: demoAddress(asked) },
        { ...code, address: demoAddress('plus.destinataire') },
      ];
      await session.draft.save({ draftId, content: { ...content, phoneCodes } });
      return draftId;
    };
    // Half a number, as it was left in the draft: nothing leaves on less than was asked for.
    const half = await asking('personne.inconnue', 'personne.inconnue', '06 12');
    await expect(session.draft.send({ draftId: half, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject({
      ...{ code: 'recipient.phone-code-refused', wire: { details: { reason: 'number' } } },
    });
    const refused = await asking('paul.leroy', 'paul.leroy');
    await expect(session.draft.send({ draftId: refused, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject(
      { code: 'recipient.phone-code-refused', wire: { details: { reason: 'has-account' } } },
    );
    expect((await session.draft.get({ draftId: refused })).content.phoneCodes).toHaveLength(2);
    expect(token.triesLeft).toBe(3);
    const draftId = await asking('personne.inconnue', 'personne.inconnue');
    const { envelopeId } = await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(session, 60_000);
    await arrived(session, 'sent', envelopeId, 30_000);
    const { statement } = await session.mailbox.proof({ envelopeId });
    expect(statement.recipients).toEqual([{ address, role: 'to', kind: 'invited', phoneCode: { lastDigits: '78' } }]);
  });

  it('refuses recipients before signing: none at all, and those one may not write to', async () => {
    const { session, token } = await stage.signedIn('claire-martin', { folder: 'claire-2' });
    await synced(session);
    const draftId = await writeDraft(session, { to: 'personne.inconnue', subject: 'x' });
    const { content } = await session.draft.get({ draftId });
    await session.draft.save({ draftId, content: { ...content, recipients: [] } });
    await expect(session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'envelope.no-recipient',
    });
    expect(token.triesLeft).toBe(3);

    const hugo = await stage.signedIn('hugo-fabre');
    await synced(hugo.session);
    const refused = await writeDraft(hugo.session, { to: 'paul.leroy', subject: 'Non certifié' });
    await expect(
      hugo.session.draft.send({ draftId: refused, pin: '1234', finalTryConfirmed: false }),
    ).rejects.toMatchObject({ code: 'recipient.not-allowed', wire: { details: { needs: 'certified-account' } } });
    expect((await hugo.session.draft.get({ draftId: refused })).content.subject).toBe('Non certifié');
  });

  it('shows as failed what the operator refuses, and gives it back as a draft', async () => {
    const sophie = await stage.signedIn('sophie-blanc');
    await synced(sophie.session);
    const { hits } = await sophie.session.directory.search({ criteria: { department: '06' }, offset: 0, limit: 50 });
    const outside = hits.find(({ entry }) => entry.recipientKind === 'mssante');
    expect(outside?.missingRight).toBe('health-profile');
    // Without network nobody can say so before it is queued.
    stage.link.cut();
    await eventually(async () => (await sophie.session.sync.state({})).connection === 'offline');
    const { id: draftId } = await sophie.session.draft.create({ answerTo: null, toAll: false });
    const address = EmailAddress.parse(outside?.entry.address);
    const recipients = [{ address, name: '', role: 'to' as const }];
    await sophie.session.draft.save({ draftId, content: { recipients, subject: 'Hors', text: '', inReplyTo: null } });
    await sophie.session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    stage.link.mend();
    sophie.session.networkChanged(true);
    const failed = await eventually(async () => {
      const [entry] = (await sophie.session.outbox.list({})).entries;
      return entry?.state === 'failed' ? entry : null;
    });
    expect(failed.error).toMatchObject({ code: 'recipient.not-allowed', details: { needs: 'health-profile' } });
    const back = await sophie.session.outbox.cancel({ envelopeId: draftId });
    expect((await sophie.session.draft.get({ draftId: back.draftId })).content.subject).toBe('Hors');
    expect(sophie.session.of('bug')).toEqual([]);
  });

  it('threads an answer, which the first envelope then shows', async () => {
    const claire = await stage.signedIn('claire-martin', { folder: 'claire-thread' });
    const paul = await stage.signedIn('paul-leroy', { folder: 'paul-thread' });
    const first = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Avis' });
    await arrived(paul.session, 'received', first);
    const draft = await paul.session.draft.create({ answerTo: first, toAll: true });
    expect(draft.content).toMatchObject({
      subject: 'Re: Avis',
      inReplyTo: first,
      recipients: [{ address: demoAddress('claire.martin'), role: 'to' }],
    });
    await paul.session.draft.send({ draftId: draft.id, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(paul.session);
    const answer = await arrived(claire.session, 'received', draft.id);
    expect(answer.subject).toBe('Re: Avis');
    const { rows } = await paul.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 50 });
    expect(rows.find(({ id }) => id === first)?.answered).toBe(true);
  });
});
