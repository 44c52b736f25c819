import { constants, verify, X509Certificate } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import type { SignatureScheme } from '../../native/protocol.ts';
import { createTokenClient, type OwnedTokenClient } from '../../native/token-client.ts';
import { type CastName, cast } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { cardProcess } from '../support/virtual-card/card-processes.ts';
import { createSoftToken, type SoftToken } from '../support/virtual-card/softhsm.ts';

const data = Buffer.from('signed attributes');
let token: SoftToken;
let tokens: OwnedTokenClient;

afterEach(async () => {
  await tokens.close();
  token.close();
});

async function open(name: CastName): Promise<string> {
  const pki = await createPki();
  token = createSoftToken(await pki.issueCard(cast[name]));
  // No PC/SC service at all: the socket named does not exist.
  const environment = { ...token.environment, PCSCLITE_CSOCK_NAME: '/nonexistent/pcscd.comm' };
  tokens = createTokenClient(cardProcess('token', environment, { modulePath: token.modulePath }).spawn);
  return token.reader;
}

const pin = () => Uint8Array.from(Buffer.from(token.pin));

it.each<[CastName, readonly SignatureScheme[]]>([
  ['claire-martin', ['rsa-pkcs1-sha256', 'rsa-pss-sha256']],
  ['isabelle-girard', ['ecdsa-sha256']],
])('reads and signs with a SoftHSM2 token of %s', async (name, schemes) => {
  const reader = await open(name);
  const snapshot = await tokens.call('readCard', { reader });
  expect(snapshot.tokenLabel).toBe(token.label);
  expect(snapshot.certificates.map(({ purpose }) => purpose).sort()).toEqual(['authentication', 'signature']);
  expect(snapshot.pin).toMatchObject({ triesLeft: null, blocked: false });
  await tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
  for (const { fingerprint, der } of snapshot.certificates) {
    for (const scheme of schemes) {
      const { signature } = await tokens.call('sign', {
        reader,
        fingerprint,
        scheme,
        data,
        pin: null,
        finalTryConfirmed: false,
      });
      const { publicKey } = new X509Certificate(der);
      const key =
        scheme === 'rsa-pss-sha256'
          ? { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
          : { key: publicKey };
      expect(verify('sha256', data, key, signature)).toBe(true);
    }
  }
});

it('says in words what a token without a counter tells: few tries left', async () => {
  const reader = await open('claire-martin');
  const wrong = tokens.call('login', { reader, pin: Uint8Array.from(Buffer.from('9999')), finalTryConfirmed: false });
  await expect(wrong).rejects.toMatchObject({ code: 'card.pin-incorrect', details: { triesLeft: null } });
  expect(await tokens.call('pinStatus', { reader })).toMatchObject({ countLow: true, triesLeft: null });
  await tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
  expect(await tokens.call('pinStatus', { reader })).toMatchObject({ countLow: false });
});

it('wants the PIN again after logout', async () => {
  const reader = await open('claire-martin');
  const { certificates } = await tokens.call('readCard', { reader });
  await tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
  await tokens.call('logout', { reader });
  const sign = tokens.call('sign', {
    reader,
    fingerprint: certificates[0]?.fingerprint ?? '',
    scheme: 'rsa-pkcs1-sha256',
    data,
    pin: null,
    finalTryConfirmed: false,
  });
  await expect(sign).rejects.toMatchObject({ code: 'card.pin-required' });
});

it('knows no reader but the token’s when there is no PC/SC service', async () => {
  await open('claire-martin');
  await expect(tokens.call('readCard', { reader: 'Lecteur' })).rejects.toMatchObject({
    code: 'card.service-unavailable',
  });
});
