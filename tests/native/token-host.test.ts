import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CardSnapshot } from '../../native/protocol.ts';
import { cast } from '../support/pki/people.ts';
import { createPki, type Pki } from '../support/pki/pki.ts';
import { type CardProcesses, startCardProcesses } from '../support/virtual-card/card-processes.ts';
import { type Pcscd, startPcscd } from '../support/virtual-card/pcscd.ts';
import { ins } from '../support/virtual-card/piv-applet.ts';
import { createVirtualCard, type VirtualCard } from '../support/virtual-card/virtual-card.ts';

const pin = (digits = '1234') => Uint8Array.from(Buffer.from(digits));
const data = Buffer.from('signed attributes');

let pki: Pki;
let pcscd: Pcscd;
let cards: CardProcesses;
let reader: string;

beforeAll(async () => {
  pki = await createPki();
  pcscd = await startPcscd();
  reader = pcscd.readers[0].name;
  cards = startCardProcesses(pcscd.environment);
});

afterAll(async () => {
  await cards.close();
  await pcscd.close();
});

function certificateFor(snapshot: CardSnapshot, purpose: 'authentication' | 'signature') {
  const found = snapshot.certificates.find((certificate) => certificate.purpose === purpose);
  if (!found) throw new Error(`no ${purpose} certificate`);
  return found;
}

describe('a card with RSA keys', () => {
  let card: VirtualCard;

  beforeEach(async () => {
    card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
    await card.insert(pcscd.readers[0]);
    await cards.waitForCard(reader, 'present');
    return async () => {
      await card.remove();
      await cards.waitForCard(reader, 'absent');
    };
  });

  it('shows its certificates, their use and the exact number of tries before any PIN', async () => {
    const snapshot = await cards.tokens.call('readCard', { reader });
    expect(snapshot.certificates.map(({ purpose, keyType }) => [purpose, keyType])).toEqual([
      ['authentication', 'rsa'],
      ['signature', 'rsa'],
    ]);
    expect(certificateFor(snapshot, 'signature').alwaysAuthenticate).toBe(true);
    expect(certificateFor(snapshot, 'authentication').alwaysAuthenticate).toBe(false);
    const der = Buffer.from(card.file.authentication.certificate, 'base64');
    expect(Buffer.from(certificateFor(snapshot, 'authentication').der)).toEqual(der);
    expect(certificateFor(snapshot, 'authentication').fingerprint).toBe(createHash('sha256').update(der).digest('hex'));
    expect(snapshot.pin).toMatchObject({ triesLeft: 3, blocked: false, finalTry: false, pinPad: false, minLength: 4 });
    expect(snapshot.generation).toBe(cards.monitor.latest.readers.find(({ name }) => name === reader)?.generation);
    expect(card.pinAttempts).toBe(0);
  });

  it('signs with both RSA schemes after one PIN, as node:crypto confirms', async () => {
    const snapshot = await cards.tokens.call('readCard', { reader });
    await cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
    const { fingerprint, der } = certificateFor(snapshot, 'authentication');
    const { publicKey } = new X509Certificate(der);
    const request = { reader, fingerprint, data, pin: null, finalTryConfirmed: false };
    const pkcs1 = await cards.tokens.call('sign', { ...request, scheme: 'rsa-pkcs1-sha256' });
    expect(verify('sha256', data, publicKey, pkcs1.signature)).toBe(true);
    const pss = await cards.tokens.call('sign', { ...request, scheme: 'rsa-pss-sha256' });
    const pssKey = { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    expect(verify('sha256', data, pssKey, pss.signature)).toBe(true);
    expect(card.pinAttempts).toBe(1);
  });

  it('asks the PIN for each signature of the key that wants it, and consumes nothing without', async () => {
    const snapshot = await cards.tokens.call('readCard', { reader });
    await cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
    const { fingerprint, der } = certificateFor(snapshot, 'signature');
    const { publicKey } = new X509Certificate(der);
    const request = { reader, fingerprint, data, scheme: 'rsa-pkcs1-sha256', finalTryConfirmed: false } as const;
    await expect(cards.tokens.call('sign', { ...request, pin: null })).rejects.toMatchObject({
      code: 'card.pin-required',
    });
    expect(card.pinAttempts).toBe(1);
    for (const attempts of [2, 3]) {
      const { signature } = await cards.tokens.call('sign', { ...request, pin: pin() });
      expect(verify('sha256', data, publicKey, signature)).toBe(true);
      expect(card.pinAttempts).toBe(attempts);
    }
  });

  it('counts wrong PINs down to a confirmed final try, and then is blocked', async () => {
    const login = (digits: string, finalTryConfirmed = false) =>
      cards.tokens.call('login', { reader, pin: pin(digits), finalTryConfirmed });
    await expect(login('9999')).rejects.toMatchObject({ code: 'card.pin-incorrect', details: { triesLeft: 2 } });
    await expect(login('9999')).rejects.toMatchObject({ code: 'card.pin-incorrect', details: { triesLeft: 1 } });
    expect(await cards.tokens.call('pinStatus', { reader })).toMatchObject({ triesLeft: 1, finalTry: true });
    await expect(login('1234')).rejects.toMatchObject({ code: 'card.final-try' });
    expect(card.pinAttempts).toBe(2);
    await expect(login('9999', true)).rejects.toMatchObject({ code: 'card.pin-blocked' });
    expect(card.pinAttempts).toBe(3);
    await expect(login('1234', true)).rejects.toMatchObject({ code: 'card.pin-blocked' });
    expect(card.pinAttempts).toBe(3);
    expect(await cards.tokens.call('pinStatus', { reader })).toMatchObject({ triesLeft: 0, blocked: true });
  });

  it('lets the confirmed final try through', async () => {
    card.triesLeft = 1;
    await expect(cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: true })).resolves.toMatchObject({
      finalTry: false,
      blocked: false,
    });
    expect(card.triesLeft).toBe(3);
  });

  it('refuses a PIN of the wrong form without trying it', async () => {
    for (const digits of ['123', '123456789', '12\n4']) {
      const login = cards.tokens.call('login', { reader, pin: pin(digits), finalTryConfirmed: false });
      await expect(login).rejects.toMatchObject({ code: 'card.pin-format', details: { minLength: 4, maxLength: 8 } });
    }
    expect(card.pinAttempts).toBe(0);
  });

  it('wipes the PIN it was handed', async () => {
    const digits = pin();
    await cards.tokens.call('login', { reader, pin: digits, finalTryConfirmed: false });
    expect([...digits]).toEqual([0, 0, 0, 0]);
  });

  it('makes the card forget the PIN at logout, and wants it again afterwards', async () => {
    const snapshot = await cards.tokens.call('readCard', { reader });
    await cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
    expect(card.isVerified).toBe(true);
    await cards.tokens.call('logout', { reader });
    expect(card.isVerified).toBe(false);
    const { fingerprint } = certificateFor(snapshot, 'authentication');
    const scheme = 'rsa-pkcs1-sha256';
    const sign = cards.tokens.call('sign', { reader, fingerprint, scheme, data, pin: null, finalTryConfirmed: false });
    await expect(sign).rejects.toMatchObject({ code: 'card.pin-required' });
    await cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
    expect(card.isVerified).toBe(true);
  });

  it('answers a signature that the card refuses without trying anything again', async () => {
    const snapshot = await cards.tokens.call('readCard', { reader });
    await cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
    // OpenSC itself repeats a failed signature once.
    card.failOn(ins.generalAuthenticate, 0x6f00, 4);
    const { fingerprint } = certificateFor(snapshot, 'authentication');
    const request = {
      reader,
      fingerprint,
      scheme: 'rsa-pkcs1-sha256',
      data,
      pin: null,
      finalTryConfirmed: false,
    } as const;
    await expect(cards.tokens.call('sign', request)).rejects.toMatchObject({ code: 'card.unreadable' });
    card.clearFaults();
    expect(card.pinAttempts).toBe(1);
    await cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
    await expect(cards.tokens.call('sign', request)).resolves.toHaveProperty('signature');
  });

  it('refuses a scheme that does not go with the key, and a certificate that is not on the card', async () => {
    const snapshot = await cards.tokens.call('readCard', { reader });
    const { fingerprint } = certificateFor(snapshot, 'authentication');
    const request = { reader, data, pin: null, finalTryConfirmed: false } as const;
    await expect(cards.tokens.call('sign', { ...request, fingerprint, scheme: 'ecdsa-sha256' })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    await expect(
      cards.tokens.call('sign', { ...request, fingerprint: '0'.repeat(64), scheme: 'rsa-pkcs1-sha256' }),
    ).rejects.toMatchObject({ code: 'card.no-signing-certificate' });
  });
});

describe('a card with P-256 keys', () => {
  it('signs, and the signature is DER that node:crypto accepts', async () => {
    const card = createVirtualCard({ file: await pki.issueCard(cast['isabelle-girard']) });
    const second = pcscd.readers[1];
    await card.insert(second);
    await cards.waitForCard(second.name, 'present');
    const snapshot = await cards.tokens.call('readCard', { reader: second.name });
    expect(snapshot.certificates.map(({ keyType }) => keyType)).toEqual(['ec-p256', 'ec-p256']);
    const request = { reader: second.name, scheme: 'ecdsa-sha256', data, finalTryConfirmed: false } as const;
    for (const purpose of ['authentication', 'signature'] as const) {
      const { fingerprint, der } = certificateFor(snapshot, purpose);
      const { signature } = await cards.tokens.call('sign', { ...request, fingerprint, pin: pin() });
      expect(verify('sha256', data, new X509Certificate(der).publicKey, signature)).toBe(true);
    }
    await card.remove();
    await cards.waitForCard(second.name, 'absent');
  });
});

describe('no card to talk to', () => {
  it('says that the reader is empty, or that there is no such reader', async () => {
    await expect(cards.tokens.call('readCard', { reader })).rejects.toMatchObject({ code: 'card.no-card' });
    await expect(cards.tokens.call('readCard', { reader: 'Lecteur inconnu' })).rejects.toMatchObject({
      code: 'card.no-reader',
    });
  });

  it('describes the module', async () => {
    await expect(cards.tokens.call('describe', {})).resolves.toMatchObject({
      demanded: false,
      modules: expect.arrayContaining([
        expect.objectContaining({ path: expect.stringContaining('opensc-pkcs11'), usable: true }),
      ]),
    });
  });
});
