import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCardFile } from '../support/pki/demo.ts';
import { certificatePem, createPki } from '../support/pki/pki.ts';
import { eventually, startSession } from '../support/session-driver.ts';
import { createSoftwareToken } from '../support/software-token.ts';
import { openStage, type Stage, synced } from './support/stage.ts';

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
    ['text', 'operator.protocol', { status: 200, type: 'text/html', body: '<h1>Portail captif</h1>' }],
    ['other JSON', 'operator.protocol', { status: 200, type: 'application/json', body: '{"nonce":7}' }],
    ['an error of its own', 'operator.protocol', { status: 500, type: 'text/plain', body: 'oops' }],
    ['that it is down', 'operator.unavailable', { status: 503, type: 'text/plain', body: '' }],
    [
      'a code that does not exist',
      'operator.protocol',
      { status: 400, type: 'application/problem+json', body: '{"error":{"code":"a.b"}}' },
    ],
  ] as const)('answering %s is %s', async (_what, code, given) => {
    answer = given;
    const session = await sessionAt(url());
    await expect(session.signIn()).rejects.toMatchObject({ code });
    expect(session.of('bug')).toEqual([]);
    await session.kill();
  });

  it('with a certificate that nobody vouches for is not spoken to', async () => {
    const foreign = join(stage.folder, 'foreign.pem');
    const stranger = await createPki({ keyDirectory: join(stage.folder, 'other-keys') });
    writeFileSync(foreign, stranger.anchors.map(certificatePem).join(''));
    const session = await startSession({
      accountsFolder: join(stage.folder, 'untrusted'),
      operatorUrl: stage.operator.url,
      anchorsFile: stage.operator.pki.anchorsFile,
      tokens: tokenOf(),
      config: { operatorAuthorities: [foreign] },
    });
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
