import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tokens } from '../../contract/api/routes.ts';
import { validateChain } from '../../envelope/x509/chain.ts';
import { createLogger } from '../../operator/logger.ts';
import { readTrust } from '../../operator/trust-files.ts';
import { cast, fictitiousRpps } from '../support/pki/people.ts';
import { createPki, crlPem } from '../support/pki/pki.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { newSessionKey, Workstation } from './support/workstation.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

describe('signing in with a card', () => {
  it.each(['claire-martin', 'isabelle-girard', 'sophie-blanc', 'hugo-fabre'] as const)('takes %s', async (name) => {
    const workstation = await operator.workstation(name);
    const answer = await workstation.signIn();
    expect(answer.status, answer.bytes.toString()).toBe(200);
    const account = await workstation.call('GET', '/v1/account');
    expect(account.json).toEqual(answer.json.account);
  });

  it('takes an assertion signed with RSA-PSS', async () => {
    const workstation = await operator.workstation('claire-martin');
    expect((await workstation.signIn({ header: { alg: 'PS256' } })).status).toBe(200);
  });

  it('gives tokens and the clock of the operator', async () => {
    const { json } = await (await operator.workstation('paul-leroy')).signIn();
    expect(Date.parse(json.accessExpiresAt) - Date.parse(json.serverTime)).toBe(600_000);
  });

  it.each([
    ['marc-durand', 'card.certificate-expired'],
    ['helene-moreau', 'card.certificate-revoked'],
    ['luc-simon', 'card.certificate-untrusted'],
    ['emma-laurent', 'card.certificate-not-yet-valid'],
  ] as const)('refuses the card of %s as %s', async (name, code) => {
    const answer = await (await operator.workstation(name)).signIn();
    expect([answer.status, answer.error.code]).toEqual([401, code]);
  });

  it('refuses a nonce that was used', async () => {
    const workstation = await operator.workstation('claire-martin');
    const assertion = await workstation.assertion();
    expect((await workstation.trade(assertion)).status).toBe(200);
    workstation.tokens = null;
    expect((await workstation.trade(assertion)).error.code).toBe('auth.challenge-expired');
  });

  it('refuses a nonce that it never gave, and one of two minutes ago', async () => {
    const workstation = await operator.workstation('claire-martin');
    expect((await workstation.signIn({ nonce: '1.2.3' })).error.code).toBe('auth.challenge-expired');
    const old = await workstation.assertion({
      claims: { iat: workstation.nowSeconds() + 121, exp: workstation.nowSeconds() + 200 },
    });
    operator.clock.offsetMs = 121_000;
    workstation.offsetMs = 121_000;
    expect((await workstation.trade(old)).error.code).toBe('auth.challenge-expired');
    operator.clock.offsetMs = 0;
  });

  it('refuses an assertion signed by another key than its certificate’s', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signingKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const answer = await (await operator.workstation('claire-martin')).signIn({ signingKeyPem });
    expect([answer.status, answer.error.code]).toEqual([401, 'auth.assertion-invalid']);
  });

  it('refuses the signature certificate of the card in place of the authentication one', async () => {
    const workstation = await operator.workstation('claire-martin');
    const { card } = workstation;
    const answer = await workstation.signIn({
      signingKeyPem: card.signature.privateKeyPem,
      header: { x5c: [card.signature.certificate, ...card.chain] },
    });
    expect(answer.error.code).toBe('card.certificate-untrusted');
  });

  it('refuses an assertion for another operator, an endless one, and one that names another certificate', async () => {
    const workstation = await operator.workstation('claire-martin');
    const exp = workstation.nowSeconds() + 86_400;
    for (const claims of [{ aud: 'urn:other' }, { exp }, { sub: '0'.repeat(64) }]) {
      expect((await workstation.signIn({ claims })).error.code).toBe('auth.assertion-invalid');
    }
  });

  it.each(['none', 'HS256', 'RS512'])('refuses the algorithm %s', async (alg) => {
    const workstation = await operator.workstation('claire-martin');
    const [header, payload, signature] = (await workstation.assertion()).split('.');
    const read = JSON.parse(Buffer.from(header ?? '', 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...read, alg })).toString('base64url');
    const answer = await workstation.trade([forged, payload, signature].join('.'));
    expect(answer.error.code).toBe('auth.assertion-invalid');
  });

  it('tells by how much a clock is off', async () => {
    const workstation = await operator.workstation('claire-martin');
    workstation.offsetMs = 86_400_000;
    const answer = await workstation.signIn();
    expect(answer.error).toMatchObject({ code: 'auth.clock-skew', retry: 'later' });
    expect(answer.error.details).toEqual({ skewSeconds: expect.closeTo(86_400, -1) });
  });

  it('refuses a proof from another key than the assertion names', async () => {
    const workstation = await operator.workstation('claire-martin');
    expect((await workstation.signIn({ proofKey: await newSessionKey() })).error.code).toBe('auth.proof-invalid');
  });

  it('does not know a card without an account', async () => {
    const workstation = await operator.workstation('claire-martin');
    const pki = await createPki();
    const stranger = await pki.issueCard({
      seed: 'stranger',
      kind: 'CPS',
      person: { familyName: 'INCONNU', givenName: 'Zoé', title: 'Médecin' },
      rpps: fictitiousRpps(4242),
    });
    const answer = await workstation.signIn({
      signingKeyPem: stranger.authentication.privateKeyPem,
      header: { x5c: [stranger.authentication.certificate, ...stranger.chain] },
    });
    expect([answer.status, answer.error.code]).toEqual([403, 'auth.account-unknown']);
  });

  it('keeps the assertion as evidence', async () => {
    const workstation = await operator.workstation('claire-martin');
    await workstation.signIn();
    const claims = JSON.parse(Buffer.from(workstation.tokens?.accessToken.split('.')[1] ?? '', 'base64url').toString());
    const session = await operator.stores.sessions.byId((claims as { sid: string }).sid);
    expect(session?.evidenceSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stops when revocation lists are overdue, and goes on when fresh ones are there', async () => {
    const workstation = await operator.workstation('claire-martin');
    operator.clock.offsetMs = 20 * 86_400_000;
    workstation.offsetMs = operator.clock.offsetMs;
    expect((await workstation.signIn()).error.code).toBe('card.revocation-unknown');
    operator.clock.offsetMs = 0;
    workstation.offsetMs = 0;
    expect((await workstation.signIn()).status).toBe(200);
  });
});

describe('revocation lists', () => {
  it('are read again when their file changes, and the last good ones stay when it is damaged', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'medimail-lists-'));
    const keyDirectory = join(operator.pki.directory, 'keys');
    const pki = await createPki({ keyDirectory });
    const files = {
      anchorsFile: operator.pki.anchorsFile,
      intermediatesFile: operator.pki.intermediatesFile,
      crlsFile: join(directory, 'crls.pem'),
    };
    const write = async () => writeFileSync(files.crlsFile, (await pki.crls()).map(crlPem).join(''));
    await write();
    const log = createLogger('silent');
    const trust = readTrust(files, 0, () => new Date(), log);
    const card = await pki.issueCard(cast['paul-leroy']);
    const certificate = Buffer.from(card.authentication.certificate, 'base64');
    const verdict = async () => {
      const question = { at: new Date(), purpose: 'clientAuth', revocation: 'required' } as const;
      const answer = await validateChain(certificate, [], trust.current(), question);
      return answer.ok ? 'good' : answer.code;
    };
    expect(await verdict()).toBe('good');
    writeFileSync(files.crlsFile, 'nonsense');
    trust.refresh();
    expect(await verdict()).toBe('good');
    pki.revoke(certificate);
    await write();
    trust.refresh();
    expect(await verdict()).toBe('card.certificate-revoked');
    rmSync(files.crlsFile);
    trust.refresh();
    expect(await verdict()).toBe('card.certificate-revoked');
    rmSync(directory, { recursive: true });
  });
});

describe('a session', () => {
  const refresh = (workstation: Workstation, refreshToken: string) =>
    workstation.call<Tokens>('POST', '/v1/auth/refresh', {
      body: { refreshToken },
      token: '',
      proof: { claims: { ath: undefined } },
    });

  it('rotates its refresh token, and ends when one is used that another has followed and replaced', async () => {
    const workstation = await operator.signedIn('claire-martin');
    const first = workstation.tokens as Tokens;
    const second = await refresh(workstation, first.refreshToken);
    expect(second.status, second.bytes.toString()).toBe(200);
    expect(second.json.revocationHandle).toBe(first.revocationHandle);
    expect((await workstation.call('GET', '/v1/account', { token: second.json.accessToken })).status).toBe(200);
    expect((await refresh(workstation, second.json.refreshToken)).status).toBe(200);
    const again = await refresh(workstation, first.refreshToken);
    expect([again.status, again.error.code]).toEqual([401, 'auth.session-ended']);
    const after = await workstation.call('GET', '/v1/account', { token: second.json.accessToken });
    expect([after.status, after.error.code]).toEqual([401, 'auth.session-ended']);
  });

  it('goes on after a renewal whose answer was lost, however often', async () => {
    const workstation = await operator.signedIn('claire-martin');
    const { refreshToken } = workstation.tokens as Tokens;
    const [lost, alsoLost] = [await refresh(workstation, refreshToken), await refresh(workstation, refreshToken)];
    const heard = await refresh(workstation, refreshToken);
    expect([lost.status, alsoLost.status, heard.status]).toEqual([200, 200, 200]);
    const next = await refresh(workstation, heard.json.refreshToken);
    expect(next.status).toBe(200);
    // What was lost and then found by somebody else opens nothing, and is found out.
    expect((await refresh(workstation, lost.json.refreshToken)).error.code).toBe('auth.session-ended');
    expect((await refresh(workstation, next.json.refreshToken)).error.code).toBe('auth.session-ended');
  });

  it('is renewed with its own key alone', async () => {
    const [workstation, other] = [await operator.signedIn('claire-martin'), await operator.signedIn('paul-leroy')];
    const { refreshToken } = workstation.tokens as Tokens;
    expect((await refresh(other, refreshToken)).error.code).toBe('auth.proof-invalid');
    expect((await refresh(workstation, refreshToken)).status).toBe(200);
  });

  it('ends at once by its revocation handle, which answers the same for nonsense', async () => {
    const workstation = await operator.signedIn('claire-martin');
    const { revocationHandle } = workstation.tokens as Tokens;
    for (const handle of ['nonsense', revocationHandle, revocationHandle]) {
      const answer = await workstation.call('POST', '/v1/auth/revoke', {
        body: { revocationHandle: handle },
        proof: null,
        token: '',
      });
      expect([answer.status, answer.json]).toEqual([200, {}]);
    }
    expect((await workstation.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
  });

  it('has access tokens that end after ten minutes', async () => {
    const workstation = await operator.signedIn('claire-martin');
    operator.clock.offsetMs = 601_000;
    workstation.offsetMs = 601_000;
    expect((await workstation.call('GET', '/v1/account')).error.code).toBe('auth.required');
    operator.clock.offsetMs = 0;
  });

  it('survives a restart of the operator', async () => {
    const other = await startTestOperator();
    const workstation = await other.signedIn('claire-martin');
    const { accessToken } = workstation.tokens as Tokens;
    await other.restart();
    const again = new Workstation(other.url, other.ca, workstation.card, workstation.key);
    expect((await again.call('GET', '/v1/account', { token: accessToken })).status).toBe(200);
    await again.close();
    await other.close();
  });

  it('gives an unlock share that is the account’s own and always the same', async () => {
    const share = async (name: 'isabelle-girard' | 'claire-martin') =>
      (await (await operator.signedIn(name)).call<{ share: string }>('GET', '/v1/account/unlock-share')).json.share;
    expect(await share('isabelle-girard')).toBe(await share('isabelle-girard'));
    expect(await share('isabelle-girard')).not.toBe(await share('claire-martin'));
    expect(Buffer.from(await share('claire-martin'), 'base64')).toHaveLength(32);
  });
});

describe('a proof of possession', () => {
  const path = '/v1/account';
  it.each([
    ['another method', { htm: 'POST' }],
    ['another address', { htu: 'https://127.0.0.1:1/v1/account' }],
    ['another path', { htu: 'https://localhost/v1/sync' }],
    ['another token', { ath: 'AAAA' }],
    ['no token', { ath: undefined }],
    ['no id', { jti: '' }],
  ])('is refused when it is for %s', async (_name, claims) => {
    const workstation = await operator.signedIn('claire-martin');
    const answer = await workstation.call('GET', path, { proof: { claims } });
    expect([answer.status, answer.error.code]).toEqual([401, 'auth.proof-invalid']);
    expect(answer.headers['www-authenticate']).toContain('DPoP');
  });

  it('serves once', async () => {
    const workstation = await operator.signedIn('claire-martin');
    const proof = await workstation.proof('GET', path, workstation.tokens?.accessToken ?? '', undefined);
    expect((await workstation.call('GET', path, { proof })).status).toBe(200);
    expect((await workstation.call('GET', path, { proof })).error.code).toBe('auth.proof-invalid');
  });

  it('must come from the session’s own key', async () => {
    const workstation = await operator.signedIn('claire-martin');
    const answer = await workstation.call('GET', path, { proof: { key: await newSessionKey() } });
    expect(answer.error.code).toBe('auth.proof-invalid');
  });

  it('must be recent', async () => {
    const workstation = await operator.signedIn('claire-martin');
    const claims = { iat: workstation.nowSeconds() - 120 };
    expect((await workstation.call('GET', path, { proof: { claims } })).error.code).toBe('auth.clock-skew');
  });

  it('must be there, beside the token', async () => {
    const workstation = await operator.signedIn('claire-martin');
    expect((await workstation.call('GET', path, { proof: null })).error.code).toBe('auth.proof-invalid');
    expect((await workstation.call('GET', path, { proof: 'nonsense' })).error.code).toBe('auth.proof-invalid');
    workstation.tokens = null;
    expect((await workstation.call('GET', path)).error.code).toBe('auth.required');
  });

  it('is refused with a token of another session', async () => {
    const claire = await operator.signedIn('claire-martin');
    const paul = await operator.signedIn('paul-leroy');
    const answer = await claire.call('GET', path, { token: paul.tokens?.accessToken ?? '' });
    expect(answer.error.code).toBe('auth.proof-invalid');
  });

  it('is refused under a host name that is not the operator’s', async () => {
    const workstation = await operator.signedIn('claire-martin');
    const token = workstation.tokens?.accessToken ?? '';
    const claims = { htu: `https://attacker.example${path}` };
    const headers = {
      host: 'attacker.example',
      dpop: await workstation.proof('GET', path, token, { claims }),
      authorization: `DPoP ${token}`,
    };
    const status = await new Promise((resolve, reject) => {
      get(operator.url + path, { headers, ca: operator.ca, servername: 'localhost' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(401);
  });
});
