import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, type ErrorCode, httpStatus } from '../../contract/errors.ts';
import { createOperatorClock } from '../../main/session/operator/clock.ts';
import { createOperatorSession } from '../../main/session/operator/operator-session.ts';
import { certificatePem, createPki } from '../support/pki/pki.ts';

describe('a mailbox that was opened without network', () => {
  let refusal: ErrorCode = 'card.certificate-revoked';
  let url = '';
  let authorities: string[] = [];
  let close = () => undefined as unknown;
  beforeAll(async () => {
    const pki = await createPki();
    const tls = await pki.issueServer(['localhost', '127.0.0.1', '::1']);
    authorities = pki.anchors.map(certificatePem);
    const server = createServer({ cert: tls.certificateChainPem, key: tls.privateKeyPem }, (request, response) => {
      if (request.url === '/v1/auth/challenge') {
        const now = new Date().toISOString();
        const challenge = { nonce: 'n', audience: 'a', expiresAt: now, serverTime: now };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(challenge));
        return;
      }
      const error = new AppError(refusal as 'card.certificate-revoked').toWire();
      const status = httpStatus(refusal);
      response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ type: 'x', title: 'x', status, error }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => server.close();
  });
  afterAll(() => close());

  const resume = async () => {
    let ended = 0;
    const session = createOperatorSession({
      url,
      authorities,
      proxy: null,
      clock: createOperatorClock(),
      onTokens: () => undefined,
      onEnded: () => {
        ended += 1;
      },
    });
    session.resumeWith({ algorithm: 'RS256', chain: [new Uint8Array(1)], sign: async () => new Uint8Array(256) });
    const error = await session.call('account', {}).then(
      () => null,
      (reason: unknown) => reason,
    );
    await session.close();
    return { ended, code: error instanceof AppError ? error.code : error };
  };

  it.each<ErrorCode>([
    'card.certificate-revoked',
    'card.certificate-untrusted',
    'auth.account-closed',
    'auth.account-suspended',
  ])('is locked when the operator, once reached, answers %s', async (code) => {
    refusal = code;
    expect(await resume()).toEqual({ ended: 1, code: 'auth.session-ended' });
  });

  it('stays open when the operator only cannot tell for now', async () => {
    refusal = 'card.revocation-unknown';
    expect(await resume()).toEqual({ ended: 0, code: 'card.revocation-unknown' });
  });
});
