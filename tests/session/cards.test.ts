import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCardFile } from '../support/pki/demo.ts';
import { createPki } from '../support/pki/pki.ts';
import { eventually, startSession } from '../support/session-driver.ts';
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
    const answer = await fetchWith(stage.operator.pki.anchorsFile, revocation?.url ?? '', {
      revocationHandle: revocation?.handle,
    });
    expect(answer).toBe(200);
    await eventually(() => session.of('lock')[0]);
    expect(session.of('lock')[0]).toEqual({ type: 'lock', reason: 'session-ended' });
  });
});

async function fetchWith(anchorsFile: string, url: string, body: unknown): Promise<number> {
  const { request } = await import('node:https');
  const { readFileSync } = await import('node:fs');
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

describe('an operator that is not what it should be', () => {
  let stage: Stage;
  let server: Server;
  let answer: { status: number; type: string; body: string };
  beforeAll(async () => {
    stage = await openStage();
    const pki = await createPki({ keyDirectory: join(stage.operator.pki.directory, 'keys') });
    const tls = await pki.issueServer(['localhost', '127.0.0.1', '::1']);
    server = createServer({ cert: tls.certificateChainPem, key: tls.privateKeyPem }, (_request, response) => {
      response.writeHead(answer.status, { 'content-type': answer.type });
      response.end(answer.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.close();
    await stage.close();
  });

  const tokenOf = () => createSoftwareToken(readCardFile(stage.operator.pki.cards['paul-leroy']));
  const sessionAt = (url: string, anchorsFile = stage.operator.pki.anchorsFile, folder = 'strange') =>
    startSession({ accountsFolder: join(stage.folder, folder), operatorUrl: url, anchorsFile, tokens: tokenOf() });
  const url = () => `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it.each([
    ['text', { status: 200, type: 'text/html', body: '<h1>Portail captif</h1>' }, 'operator.protocol'],
    ['other JSON', { status: 200, type: 'application/json', body: '{"nonce":7}' }, 'operator.protocol'],
    ['an error of its own', { status: 500, type: 'text/plain', body: 'oops' }, 'operator.protocol'],
    ['that it is down', { status: 503, type: 'text/plain', body: '' }, 'operator.unavailable'],
    [
      'a code that does not exist',
      { status: 400, type: 'application/problem+json', body: '{"error":{"code":"a.b"}}' },
      'operator.protocol',
    ],
  ] as const)('answering %s is %s', async (_what, given, code) => {
    answer = given;
    const session = await sessionAt(url());
    await expect(session.signIn()).rejects.toMatchObject({ code });
    expect(session.of('bug')).toEqual([]);
    await session.kill();
  });

  it('with a certificate that nobody vouches for is not spoken to', async () => {
    const foreign = join(stage.folder, 'foreign.pem');
    const stranger = await createPki({ keyDirectory: join(stage.folder, 'other-keys') });
    writeFileSync(foreign, Buffer.from(''));
    const session = await startSession({
      accountsFolder: join(stage.folder, 'untrusted'),
      operatorUrl: stage.operator.url,
      anchorsFile: stage.operator.pki.anchorsFile,
      tokens: tokenOf(),
      config: { operatorAuthorities: [foreign] },
    });
    expect(stranger.anchors.length).toBeGreaterThan(0);
    await expect(session.signIn()).rejects.toMatchObject({ code: 'operator.untrusted' });
    await session.kill();
  });

  it('that turned strange after the first sign-in still lets the mailbox open', async () => {
    const first = await sessionAt(stage.operator.url, undefined, 'later');
    await first.signIn();
    await synced(first);
    await first.kill();
    answer = { status: 200, type: 'text/html', body: 'Portail captif' };
    const session = await sessionAt(url(), undefined, 'later');
    expect((await session.signIn()).online).toBe(false);
    expect(await session.sync.state({})).toMatchObject({ connection: expect.stringMatching(/offline|connecting/) });
    expect(await eventually(async () => (await session.sync.state({})).problem)).toBe('operator.protocol');
    await session.kill();
  });

  it('not configured at all is said', async () => {
    const session = await startSession({
      accountsFolder: join(stage.folder, 'none'),
      operatorUrl: null,
      anchorsFile: stage.operator.pki.anchorsFile,
      tokens: tokenOf(),
    });
    await expect(session.signIn()).rejects.toMatchObject({ code: 'operator.not-configured' });
    await session.kill();
  });
});
