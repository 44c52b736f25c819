import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCardFile } from '../support/pki/demo.ts';
import { createPki } from '../support/pki/pki.ts';
import { eventually } from '../support/session-driver.ts';
import { createSoftwareToken, softwareReader } from '../support/software-token.ts';
import { openStage, outboxEmpty, type Stage, sendLetter, synced, writeDraft } from './support/stage.ts';

describe('the card', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  const stateOf = (session: Awaited<ReturnType<Stage['workstation']>>['session'], state: string) =>
    eventually(async () => {
      const found = await session.card.state({});
      return found.state === state ? found : null;
    });

  it('is described before its PIN is asked, and the reader’s state is followed', async () => {
    const { session, token } = await stage.workstation('claire-martin');
    const ready = await stateOf(session, 'ready');
    expect(ready).toMatchObject({
      card: {
        givenName: 'Claire',
        familyName: 'MARTIN',
        title: 'Dr',
        profession: 'Médecin',
        family: 'CPS',
        problem: null,
        pinPerSignature: true,
        pin: { triesLeft: 3, blocked: false },
      },
    });
    token.remove();
    session.tellReaders();
    expect(await stateOf(session, 'no-card')).toEqual({ state: 'no-card', readers: [softwareReader] });
    token.insert(readCardFile(stage.operator.pki.cards['paul-leroy']));
    session.tellReaders();
    expect(await stateOf(session, 'ready')).toMatchObject({ card: { familyName: 'LEROY' } });
  });

  it('counts the tries down, asks before the last, and blocks; nothing is ever tried twice', async () => {
    const { session, token } = await stage.workstation('claire-martin', { folder: 'claire-pin' });
    await expect(session.signIn('0000')).rejects.toMatchObject({
      code: 'card.pin-incorrect',
      wire: { details: { triesLeft: 2 } },
    });
    expect(await stateOf(session, 'ready')).toMatchObject({ card: { pin: { triesLeft: 2 } } });
    await expect(session.signIn('0000')).rejects.toMatchObject({ code: 'card.pin-incorrect' });
    await expect(session.signIn('0000')).rejects.toMatchObject({ code: 'card.final-try' });
    expect(token.triesLeft).toBe(1);
    await expect(
      session.card.signIn({ reader: softwareReader, pin: '0000', finalTryConfirmed: true }),
    ).rejects.toMatchObject({ code: 'card.pin-blocked' });
    expect(await stateOf(session, 'ready')).toMatchObject({ card: { pin: { blocked: true } } });
    expect(token.calls['login']).toBe(4);
    await expect(session.mailbox.counts({})).rejects.toMatchObject({ code: 'session.locked' });
  });

  it.each([
    ['marc-durand', 'card.certificate-expired'],
    ['emma-laurent', 'card.certificate-not-yet-valid'],
    ['luc-simon', 'card.certificate-untrusted'],
    ['helene-moreau', 'card.certificate-revoked'],
  ] as const)('of %s is refused as %s before any PIN is asked', async (name, problem) => {
    const { session, token } = await stage.workstation(name);
    const ready = await eventually(async () => {
      const state = await session.card.state({});
      return state.state === 'ready' && state.card.problem ? state : null;
    });
    expect(ready.card.problem).toBe(problem);
    await expect(session.signIn()).rejects.toMatchObject({ code: problem });
    expect(token.calls['login']).toBeUndefined();
  });

  it('that is nobody’s here is named by the operator', async () => {
    const pki = await createPki({ keyDirectory: join(stage.operator.pki.directory, 'keys') });
    const stranger = await pki.issueCard({
      seed: 'stranger',
      kind: 'CPS',
      person: { familyName: 'INCONNU', givenName: 'Jean', title: 'Médecin' },
      rpps: '89970077770',
    });
    const { session } = await stage.workstation('claire-martin', {
      folder: 'stranger',
      token: createSoftwareToken(stranger),
    });
    await expect(session.signIn()).rejects.toMatchObject({ code: expect.stringMatching(/^(auth|card)\./) });
  });

  it('pulled while it signs leaves the draft as it was', async () => {
    const { session, token } = await stage.signedIn('claire-martin', { folder: 'claire-pull' });
    const file = join(stage.folder, 'piece.txt');
    writeFileSync(file, 'pièce jointe');
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Retirée', files: [file] });
    token.signatureDelayMs = 50;
    token.onSign = () => setTimeout(() => token.remove(), 5);
    await expect(session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'card.removed',
    });
    const draft = await session.draft.get({ draftId });
    expect(draft.attachments).toHaveLength(1);
    expect((await session.outbox.list({})).entries).toEqual([]);
    expect(session.of('bug')).toEqual([]);
  });

  it('whose signature key asks for nothing signs without a PIN', async () => {
    const token = createSoftwareToken(readCardFile(stage.operator.pki.cards['anne-roux']), { pinPerSignature: false });
    const { session } = await stage.signedIn('anne-roux', { token });
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Sans code' });
    await session.draft.send({ draftId, pin: null, finalTryConfirmed: false });
    await outboxEmpty(session);
  });

  it('given a wrong PIN for a signature says so, and signs with the right one', async () => {
    const { session, token } = await stage.signedIn('bernard-noel');
    const draftId = await writeDraft(session, { to: 'paul.leroy', subject: 'Code faux' });
    await expect(session.draft.send({ draftId, pin: '9999', finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'card.pin-incorrect',
      wire: { details: { triesLeft: 2 } },
    });
    expect(token.triesLeft).toBe(2);
    await session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(session);
  });

  it('with an elliptic-curve key signs what the recipient verifies', async () => {
    const isabelle = await stage.signedIn('isabelle-girard');
    const envelopeId = await sendLetter(isabelle.session, { to: 'paul.leroy', subject: 'ECDSA' });
    await outboxEmpty(isabelle.session);
    const opened = await isabelle.session.mailbox.open({ envelopeId });
    expect(opened.signature).toMatchObject({ state: 'valid', signer: { familyName: 'GIRARD' } });
  });

  it('locks when the operator ends the session', async () => {
    const { session } = await stage.signedIn('sophie-blanc');
    await synced(session);
    const told = await eventually(() => session.of('signed-in').at(-1));
    expect(told).toMatchObject({ person: expect.stringContaining('BLANC'), reader: softwareReader, generation: 1 });
    const other = await stage.workstation('sophie-blanc', { folder: 'sophie-2' });
    await other.session.signIn();
    const revocation = told.revocation;
    // What the supervisor does after locking: anybody who holds the handle may end the session, without another proof.
    const answer = await postJson(stage.operator.pki.anchorsFile, revocation?.url ?? '', {
      revocationHandle: revocation?.handle,
    });
    expect(answer).toBe(200);
    await eventually(() => session.of('lock')[0]);
    expect(session.of('lock')[0]).toEqual({ type: 'lock', reason: 'session-ended' });
  });
});

async function postJson(anchorsFile: string, url: string, body: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: 'POST', ca: readFileSync(anchorsFile), headers: { 'content-type': 'application/json' } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify(body));
  });
}
