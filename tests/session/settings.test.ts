import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAX_SIGNATURE_LENGTH } from '../../contract/model/limits.ts';
import { codeAt, stepOf } from '../../operator/services/time-codes.ts';
import { Authenticator } from '../operator/support/authenticator.ts';
import { fromBase32 } from '../operator/support/console.ts';
import { codeFrom } from '../operator/support/passkeys.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { eventually } from '../support/session-driver.ts';
import { createSoftwareToken, softwareReader } from '../support/software-token.ts';
import { askForCode, givePassword, mailedCodes, noCardService, signInByCode } from './support/code-desk.ts';
import { arrived, demoAddress, openStage, outboxEmpty, type Stage, sendLetter } from './support/stage.ts';

const OLD = 'Gentiane bleue 42';
const NEW = 'Edelweiss blanc 43';

describe('the settings of an account', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    await givePassword(stage, 'paul-leroy', OLD);
    await givePassword(stage, 'bernard-noel', OLD);
  }, 180_000);
  afterAll(() => stage.close());
  afterEach(() => stage.link.mend());

  const desk = (folder: string) => stage.sessionWith(noCardService, { folder });

  it('tell who the operator says one is, and without it what was last said', async () => {
    const { session } = await stage.signedIn('claire-martin');
    const asked = await session.settings.identity({});
    expect(asked).toMatchObject({ isFresh: true, account: { familyName: 'Martin', certified: true } });
    stage.link.cut();
    const kept = await session.settings.identity({});
    expect(kept).toEqual({ ...asked, isFresh: false });
    await session.kill();
  });

  it('list the open sessions, end one or all but this one, and those lock', async () => {
    const { session: here } = await stage.signedIn('claire-martin', { folder: 'claire-here' });
    await here.settings.endOtherSessions({});
    const { session: there } = await stage.signedIn('claire-martin', { folder: 'claire-there' });
    const { session: elsewhere } = await stage.signedIn('claire-martin', { folder: 'claire-elsewhere' });
    const { sessions, hasPassword } = await here.settings.access({});
    expect(hasPassword).toBe(false);
    expect(sessions.map(({ method, current }) => [method, current])).toEqual([
      ['card', false],
      ['card', false],
      ['card', true],
    ]);
    const latest = sessions[0];
    if (!latest) throw new Error('no session');
    const left = await here.settings.endSession({ sessionId: latest.id });
    expect(left.sessions).toHaveLength(2);
    await eventually(() => elsewhere.of('lock').find(({ reason }) => reason === 'session-ended') ?? null);
    // Over already, which is what was asked for.
    expect((await here.settings.endSession({ sessionId: latest.id })).sessions).toHaveLength(2);
    expect((await here.settings.endOtherSessions({})).sessions.map(({ current }) => current)).toEqual([true]);
    await eventually(() => there.of('lock').find(({ reason }) => reason === 'session-ended') ?? null);
    expect(here.of('lock')).toEqual([]);
    for (const session of [here, there, elsewhere]) await session.kill();
  });

  it('change what the operator tells by mail, one choice at a time, and nothing when it cannot be reached', async () => {
    const { session: one } = await stage.signedIn('anne-roux', { folder: 'anne-one' });
    const { session: other } = await stage.signedIn('anne-roux', { folder: 'anne-other', direct: true });
    const before = await one.settings.notifications({});
    expect(before).toMatchObject({ titlesInMails: false, preferences: { channels: { opening: 'email' } } });
    await one.settings.changeNotifications({ channels: { opening: 'none' } });
    const after = await other.settings.changeNotifications({ language: 'en' });
    expect(after.preferences).toEqual({
      ...before.preferences,
      language: 'en',
      channels: { ...before.preferences.channels, opening: 'none' },
    });
    stage.link.cut();
    await expect(one.settings.changeNotifications({ titleAllowed: true })).rejects.toMatchObject({
      code: expect.stringMatching(/^operator\./),
    });
    await expect(one.settings.notifications({})).rejects.toMatchObject({ code: expect.stringMatching(/^operator\./) });
    expect(await other.settings.notifications({})).toEqual(after);
    for (const session of [one, other]) await session.kill();
  });

  it('keep a signature, with which new letters and answers end', async () => {
    const { session, accountsFolder } = await stage.signedIn('claire-martin', { folder: 'claire-signs' });
    const empty = await session.draft.create({ answerTo: null, toAll: false });
    expect(empty.content.text).toBe('');
    const kept = await session.settings.setSignature({ text: 'Dr Claire Martin\r\nGentianes de Nice  \n\n' });
    expect(kept).toEqual({ text: 'Dr Claire Martin\nGentianes de Nice' });
    const letter = await session.draft.create({ answerTo: null, toAll: false });
    expect(letter.content.text).toBe('\n\nDr Claire Martin\nGentianes de Nice');
    const { session: paul } = await stage.signedIn('paul-leroy', { folder: 'paul-card' });
    const envelopeId = await sendLetter(paul, { to: 'claire.martin', subject: 'Avis' });
    await outboxEmpty(paul);
    await arrived(session, 'received', envelopeId);
    const answer = await session.draft.create({ answerTo: envelopeId, toAll: false });
    expect(answer.content.text).toBe('\n\nDr Claire Martin\nGentianes de Nice');
    await expect(session.settings.setSignature({ text: 'x'.repeat(MAX_SIGNATURE_LENGTH + 1) })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await session.kill();
    await paul.kill();

    const { session: again } = await stage.signedIn('claire-martin', { folder: 'claire-signs' });
    expect(await again.settings.signature({})).toEqual(kept);
    await again.kill();
    const files = readdirSync(accountsFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(files.join('\n')).not.toContain('Gentianes de Nice');
  });

  it('tell the activity of the account from what is here, without network too', async () => {
    const { session } = await stage.signedIn('claire-martin', { folder: 'claire-signs' });
    const query = { text: '', kinds: [], withSubjects: false, offset: 0, limit: 50 };
    const rows = await eventually(async () => {
      const answer = await session.activity.rows(query);
      return answer.total > 3 ? answer.rows : null;
    });
    const times = rows.map(({ event }) => event.at);
    expect(times).toEqual(times.toSorted().reverse());
    stage.link.cut();
    const found = await session.activity.rows({ ...query, text: 'lero', kinds: ['sealed'] });
    expect(found.total).toBeGreaterThan(0);
    expect(found.rows.every(({ envelope }) => envelope?.subject === null)).toBe(true);
    await session.kill();
  });

  it('change the password, after which the new one opens the mailbox that is kept here, and the old one does not', async () => {
    const first = await desk('desk-paul');
    await signInByCode(stage, first, 'paul-leroy', OLD);
    await first.settings.setSignature({ text: 'Paul' });
    const wrong = { current: 'Autre mot de passe 1', next: NEW };
    await expect(first.settings.changePassword(wrong)).rejects.toMatchObject({ code: 'account.password-wrong' });
    await expect(first.settings.changePassword({ current: OLD, next: 'faible' })).rejects.toMatchObject({
      code: 'account.password-refused',
    });
    await first.kill();
    // What was refused changed nothing here either.
    stage.link.cut();
    const address = demoAddress('paul.leroy');
    const unchanged = await desk('desk-paul');
    expect(await unchanged.code.start({ address, password: OLD })).toMatchObject({ state: 'opened' });
    await unchanged.kill();
    stage.link.mend();
    const changing = await desk('desk-paul');
    await signInByCode(stage, changing, 'paul-leroy', OLD);
    expect(await changing.settings.changePassword({ current: OLD, next: NEW })).toMatchObject({ hasPassword: true });
    await changing.kill();

    const second = await desk('desk-paul');
    const view = await signInByCode(stage, second, 'paul-leroy', NEW);
    expect(view).toMatchObject({ method: 'code', recoveryCode: null });
    expect(await second.settings.signature({})).toEqual({ text: 'Paul' });
    await second.kill();

    stage.link.cut();
    const third = await desk('desk-paul');
    await expect(third.code.start({ address, password: OLD })).rejects.toMatchObject({
      code: 'auth.password-incorrect',
    });
    expect(await third.code.start({ address, password: NEW })).toMatchObject({ state: 'opened' });
    await third.kill();
  });

  it('lose nothing when the operator’s answer to a new password is lost: either password opens, then the right one', async () => {
    const first = await desk('desk-bernard');
    await signInByCode(stage, first, 'bernard-noel', OLD);
    stage.link.cut();
    await expect(first.settings.changePassword({ current: OLD, next: NEW })).rejects.toMatchObject({
      code: expect.stringMatching(/^operator\./),
    });
    await first.kill();
    const address = demoAddress('bernard.noel');
    for (const password of [OLD, NEW]) {
      const offline = await desk('desk-bernard');
      expect(await offline.code.start({ address, password })).toMatchObject({ state: 'opened' });
      await offline.kill();
    }
    stage.link.mend();
    const online = await desk('desk-bernard');
    const { code } = await askForCode(stage, online, 'bernard-noel', OLD);
    await online.code.verify({ code });
    await online.kill();
    stage.link.cut();
    const after = await desk('desk-bernard');
    // The operator took the old one: the one that it never heard of opens nothing any more.
    await expect(after.code.start({ address, password: NEW })).rejects.toMatchObject({
      code: 'auth.password-incorrect',
    });
    await after.kill();
  });

  it('link a code application: its code then signs in instead of a mailed one, a recovery code does too, and it goes away', async () => {
    const address = demoAddress('anne.roux');
    await givePassword(stage, 'anne-roux', OLD);
    const first = await desk('desk-anne');
    await signInByCode(stage, first, 'anne-roux', OLD);
    expect((await first.settings.access({})).timeCodes).toBeNull();
    await expect(first.settings.beginTimeCodes({ password: NEW, code: null })).rejects.toMatchObject({
      code: 'account.password-wrong',
    });
    const secret = fromBase32((await first.settings.beginTimeCodes({ password: OLD, code: null })).key);
    const now = stepOf(new Date());
    const { recoveryCodes } = await first.settings.confirmTimeCodes({ code: codeAt(secret, now) });
    expect((await first.settings.access({})).timeCodes).toMatchObject({ recoveryCodesLeft: 10 });
    await first.kill();

    const mailed = mailedCodes(stage).length;
    const second = await desk('desk-anne');
    expect(await second.code.start({ address, password: OLD })).toMatchObject({ state: 'code-awaited' });
    await expect(second.code.verify({ code: codeAt(secret, now) })).rejects.toMatchObject({
      code: 'auth.code-invalid',
    });
    expect(await second.code.verify({ code: codeAt(secret, now + 1) })).toMatchObject({ method: 'code' });
    expect(mailedCodes(stage)).toHaveLength(mailed);
    await second.kill();

    const third = await desk('desk-anne');
    await third.code.start({ address, password: OLD });
    expect(await third.code.verify({ code: recoveryCodes[0] ?? '' })).toMatchObject({ method: 'code' });
    const proof = { password: OLD, code: recoveryCodes[1] ?? '' };
    const renewed = await third.settings.renewRecoveryCodes(proof);
    await expect(third.settings.removeTimeCodes(proof)).rejects.toMatchObject({ code: 'account.code-wrong' });
    const left = await third.settings.removeTimeCodes({ password: OLD, code: renewed.recoveryCodes[0] ?? '' });
    expect(left.timeCodes).toBeNull();
    await third.kill();
  });

  it('add a passkey: it then signs in instead of a mailed code, proves who is there in a session, and goes away', async () => {
    const address = demoAddress('bernard.noel');
    const operator = { url: stage.operator.url, ca: readFileSync(stage.operator.pki.anchorsFile, 'utf8') };
    const key = new Authenticator();
    const first = await desk('desk-passkey');
    await signInByCode(stage, first, 'bernard-noel', OLD);
    expect(await first.settings.access({})).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 });
    await expect(first.settings.beginPasskey({ password: NEW, code: null })).rejects.toMatchObject({
      code: 'account.password-wrong',
    });
    const made = await codeFrom(operator, await first.settings.beginPasskey({ password: OLD, code: null }), key);
    const { recoveryCodes } = await first.settings.confirmPasskey({ code: made, name: 'Téléphone' });
    expect(recoveryCodes).toHaveLength(10);
    expect((await first.settings.access({})).passkeys).toMatchObject([{ name: 'Téléphone', usedAt: null }]);
    await first.kill();

    const mailed = mailedCodes(stage).length;
    const second = await desk('desk-passkey');
    await expect(second.code.beginPasskey({})).rejects.toMatchObject({ code: 'auth.code-expired' });
    expect(await second.code.start({ address, password: OLD })).toMatchObject({ awaited: { passkeys: true } });
    const given = await codeFrom(operator, await second.code.beginPasskey({}), key);
    // Another workstation, that asked for this account too, has nothing of it.
    const other = await desk('desk-passkey-other');
    await other.code.start({ address, password: OLD });
    await expect(other.code.verify({ code: given })).rejects.toMatchObject({ code: 'auth.code-invalid' });
    await other.kill();
    expect(await second.code.verify({ code: given })).toMatchObject({ method: 'code', online: true });
    expect(mailedCodes(stage)).toHaveLength(mailed);

    const [passkey] = (await second.settings.access({})).passkeys ?? [];
    const proof = await codeFrom(operator, await second.settings.provePasskey({}), key);
    const removal = { passkeyId: passkey?.id ?? '', password: OLD };
    await expect(second.settings.removePasskey({ ...removal, code: given })).rejects.toMatchObject({
      code: 'account.code-wrong',
    });
    expect(await second.settings.removePasskey({ ...removal, code: proof })).toMatchObject({ passkeys: [] });
    await second.kill();
  });

  it('link the card in the reader to an account that is open by code, and nobody else’s', async () => {
    await givePassword(stage, 'sophie-blanc', OLD);
    const token = createSoftwareToken(readCardFile(stage.operator.pki.cards['sophie-blanc']));
    const session = await stage.sessionWith(token, { folder: 'desk-sophie' });
    await signInByCode(stage, session, 'sophie-blanc', OLD);
    const link = (pin: string) => session.settings.linkCard({ reader: softwareReader, pin, finalTryConfirmed: false });
    await expect(link('0000')).rejects.toMatchObject({ code: 'card.pin-incorrect' });
    expect((await session.card.state({})).state).toBe('ready');
    expect(await link('1234')).toMatchObject({ hasCard: true });
    // The session stays one by code: nothing that follows depends on the card.
    expect((await session.settings.access({})).sessions.find(({ current }) => current)?.method).toBe('code');
    await session.kill();

    const other = createSoftwareToken(readCardFile(stage.operator.pki.cards['claire-martin']));
    const wrong = await stage.sessionWith(other, { folder: 'desk-sophie-other' });
    await signInByCode(stage, wrong, 'sophie-blanc', OLD);
    const refused = wrong.settings.linkCard({ reader: softwareReader, pin: '1234', finalTryConfirmed: false });
    await expect(refused).rejects.toMatchObject({ code: 'card.not-same-person' });
    await wrong.kill();

    const { session: byCard } = await stage.signedIn('claire-martin', { folder: 'claire-signs' });
    const pointless = byCard.settings.linkCard({ reader: softwareReader, pin: '1234', finalTryConfirmed: false });
    await expect(pointless).rejects.toMatchObject({ code: 'app.cancelled' });
    await byCard.kill();
  });
});
