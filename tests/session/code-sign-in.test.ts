import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeFolderName } from '../../main/session/store/keys/account-keys.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { askForCode, givePassword, newDevicesTold, noCardService, signInByCode } from './support/code-desk.ts';
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

const LONG = 'Gentiane bleue 42';
const SHORT = 'Gentiane-7';

describe('signing in by code on a workstation without card service', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await givePassword(stage, 'claire-martin', LONG);
    await givePassword(stage, 'paul-leroy', LONG);
    await givePassword(stage, 'anne-roux', SHORT);
    await givePassword(stage, 'bernard-noel', LONG);
    await givePassword(stage, 'sophie-blanc', LONG);
  }, 180_000);
  afterAll(() => stage.close());
  afterEach(() => stage.link.mend());

  const desk = (folder: string) => stage.sessionWith(noCardService, { folder });
  const everyFile = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      : [];

  it('opens the mailbox, sends without signature, and the correspondent receives it and sees so', async () => {
    const claire = await desk('desk-1');
    expect(await claire.card.state({})).toEqual({ state: 'service-unavailable' });
    const view = await signInByCode(stage, claire, 'claire-martin', LONG);
    expect(view).toMatchObject({ method: 'code', signs: false, online: true });
    expect(view.recoveryCode).toMatch(/^(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
    expect(claire.of('signed-in').at(-1)).toMatchObject({
      reader: null,
      generation: null,
      address: demoAddress('claire.martin'),
      revocation: { handle: expect.any(String) },
    });
    await synced(claire);

    const draftId = await writeDraft(claire, { to: 'paul.leroy', subject: 'Sans carte' });
    const { envelopeId } = await claire.draft.send({ draftId, pin: null, finalTryConfirmed: false });
    await outboxEmpty(claire);
    const proof = await eventually(() => claire.mailbox.proof({ envelopeId }).catch(() => null));
    expect(proof.statement).toMatchObject({ signature: null, sender: { authentication: { method: 'code' } } });

    const paul = await stage.signedIn('paul-leroy', { direct: true, folder: 'desk-paul' });
    const row = await arrived(paul.session, 'received', envelopeId);
    expect(row.signed).toBe(false);
    const opened = await paul.session.mailbox.open({ envelopeId });
    expect(opened).toMatchObject({ signature: { state: 'unsigned' }, seal: { state: 'valid' } });
    await claire.kill();
    expect(everyFile(join(stage.folder, 'desk-1')).join('\n')).not.toContain(LONG);
  });

  it('counts wrong codes, and goes on with the right one; another session finds the same mailbox', async () => {
    const claire = await desk('desk-1');
    const { started, code } = await askForCode(stage, claire, 'claire-martin', LONG);
    expect(started).toMatchObject({
      state: 'code-awaited',
      awaited: { address: demoAddress('claire.martin'), triesLeft: 5 },
    });
    const wrong = code === '000000' ? '000001' : '000000';
    await expect(claire.code.verify({ code: wrong })).rejects.toMatchObject({
      wire: { code: 'auth.code-invalid', details: { triesLeft: 4 } },
    });
    const view = await claire.code.verify({ code });
    // Its recovery code was shown the first time.
    expect(view).toMatchObject({ online: true, recoveryCode: null });
    await expect(claire.code.verify({ code })).rejects.toMatchObject({ code: 'app.cancelled' });
    expect(claire.of('bug')).toEqual([]);
    await claire.kill();
  });

  it('is known again on the same workstation, and its owner is told of one that is not', async () => {
    const before = newDevicesTold(stage);
    const told = () => newDevicesTold(stage) - before;
    const open = async () => {
      const sophie = await desk('desk-sophie');
      await signInByCode(stage, sophie, 'sophie-blanc', LONG);
      await sophie.kill();
    };
    await open();
    await eventually(() => told() === 1);
    await open();
    const folder = join(stage.folder, 'desk-sophie', codeFolderName(demoAddress('sophie.blanc')));
    expect(readFileSync(join(folder, 'device.key'), 'latin1')).not.toContain('P-256');
    // As on a copied disk, where the secret of the system that sealed it is missing.
    writeFileSync(join(folder, 'device.key'), randomBytes(200));
    await open();
    await eventually(() => told() === 2);
  });

  it('says the same to a wrong password as to a right one, and no code opens then', async () => {
    const anybody = await desk('desk-nobody');
    const started = await anybody.code.start({ address: demoAddress('paul.leroy'), password: 'Mauvais-mot-1' });
    expect(started).toMatchObject({ state: 'code-awaited', awaited: { triesLeft: 5 } });
    await expect(anybody.code.verify({ code: '123456' })).rejects.toMatchObject({ code: 'auth.code-invalid' });
    await anybody.code.abandon({});
    await expect(anybody.code.verify({ code: '123456' })).rejects.toMatchObject({ code: 'auth.code-expired' });
    // Nothing is made on the workstation before the code was right.
    expect(everyFile(join(stage.folder, 'desk-nobody')).filter((text) => text.includes('"wraps"'))).toEqual([]);
    await anybody.kill();
  });

  it('without network a long password opens what is kept here, and its openings are declared', async () => {
    const claire = await stage.signedIn('claire-martin', { direct: true, folder: 'desk-claire-card' });
    const envelopeId = await sendLetter(claire.session, { to: 'bernard.noel', subject: 'À lire' });
    await outboxEmpty(claire.session);
    const first = await desk('desk-bernard');
    await signInByCode(stage, first, 'bernard-noel', LONG);
    await arrived(first, 'received', envelopeId);
    await first.kill();

    stage.link.cut();
    const second = await desk('desk-bernard');
    const address = demoAddress('bernard.noel');
    await expect(second.code.start({ address, password: 'Autre mot de passe 1' })).rejects.toMatchObject({
      code: 'auth.password-incorrect',
    });
    const opened = await second.code.start({ address, password: LONG });
    expect(opened).toMatchObject({ state: 'opened', session: { method: 'password', online: false, signs: false } });
    await second.mailbox.open({ envelopeId });
    await second.mailbox.displayed({ envelopeId });
    await second.kill();

    stage.link.mend();
    const third = await desk('desk-bernard');
    await signInByCode(stage, third, 'bernard-noel', LONG);
    const event = await eventually(async () => {
      const { events } = await third.mailbox.proof({ envelopeId });
      return events.find(({ kind, recipient }) => kind === 'opened' && recipient === address) ?? null;
    });
    expect(event).toMatchObject({ source: 'declared' });
    await third.kill();
  });

  it('without network a short password opens nothing, and says why; with the operator it opens again', async () => {
    const first = await desk('desk-anne');
    await signInByCode(stage, first, 'anne-roux', SHORT);
    await first.mailbox.counts({});
    await first.kill();

    stage.link.cut();
    const second = await desk('desk-anne');
    await expect(second.code.start({ address: demoAddress('anne.roux'), password: SHORT })).rejects.toMatchObject({
      code: 'auth.password-short',
    });
    stage.link.mend();
    expect(await signInByCode(stage, second, 'anne-roux', SHORT)).toMatchObject({ online: true });
    await second.kill();
  });

  it('a first sign-in without network says that the operator is needed', async () => {
    stage.link.cut();
    const nobody = await desk('desk-new');
    await expect(nobody.code.start({ address: demoAddress('claire.martin'), password: LONG })).rejects.toMatchObject({
      code: 'operator.offline',
    });
    await nobody.kill();
  });

  it('a password that was changed elsewhere needs the recovery code once, and drafts are still there', async () => {
    const first = await desk('desk-paul-code');
    const { recoveryCode } = await signInByCode(stage, first, 'paul-leroy', LONG);
    if (!recoveryCode) throw new Error('no recovery code');
    const draftId = await writeDraft(first, { to: 'claire.martin', subject: 'À finir' });
    await first.kill();
    const next = 'Edelweiss blanc 43';
    await givePassword(stage, 'paul-leroy', next, LONG);

    const second = await desk('desk-paul-code');
    const { code } = await askForCode(stage, second, 'paul-leroy', next);
    await expect(second.code.verify({ code })).rejects.toMatchObject({ code: 'store.key-changed' });
    await expect(second.code.recover({ recoveryCode: '0000-0000' })).rejects.toMatchObject({
      code: 'store.recovery-code-invalid',
    });
    expect(await second.code.recover({ recoveryCode })).toMatchObject({ method: 'recovery-code', signs: false });
    expect((await second.draft.get({ draftId })).content.subject).toBe('À finir');
    await second.kill();

    stage.link.cut();
    const third = await desk('desk-paul-code');
    const reopened = await third.code.start({ address: demoAddress('paul.leroy'), password: next });
    expect(reopened).toMatchObject({ state: 'opened' });
    await third.kill();
  });
});

describe('a session by code that the operator ends', () => {
  let stage: Stage;
  let claire: SessionDriver;
  beforeAll(async () => {
    stage = await openStage();
    await givePassword(stage, 'claire-martin', LONG);
    claire = await stage.sessionWith(noCardService, { folder: 'desk' });
  }, 180_000);
  afterAll(() => stage.close());

  it('locks: nobody but its holder has the next code', async () => {
    await signInByCode(stage, claire, 'claire-martin', LONG);
    await synced(claire);
    // Choosing another password ends every other session.
    await givePassword(stage, 'claire-martin', `${LONG} bis`, LONG);
    await claire.sync.now({}).catch(() => undefined);
    await eventually(() => claire.of('lock')[0] ?? null);
    expect(claire.of('lock')[0]).toEqual({ type: 'lock', reason: 'session-ended' });
  });
});
