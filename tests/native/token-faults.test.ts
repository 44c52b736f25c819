import { once } from 'node:events';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CardSnapshot } from '../../native/protocol.ts';
import { cast } from '../support/pki/people.ts';
import { createPki, type Pki } from '../support/pki/pki.ts';
import { type CardProcesses, startCardProcesses } from '../support/virtual-card/card-processes.ts';
import { type Pcscd, startPcscd } from '../support/virtual-card/pcscd.ts';
import { ins } from '../support/virtual-card/piv-applet.ts';
import { createVirtualCard, type VirtualCard } from '../support/virtual-card/virtual-card.ts';

const scheme = 'rsa-pkcs1-sha256';
const data = Buffer.from('signed attributes');
const pin = (digits = '1234') => Uint8Array.from(Buffer.from(digits));

let pki: Pki;
let pcscd: Pcscd;
let cards: CardProcesses;
let card: VirtualCard;
let reader: string;
let snapshot: CardSnapshot;

beforeAll(async () => {
  pki = await createPki();
});

beforeEach(async () => {
  pcscd = await startPcscd();
  reader = pcscd.readers[0].name;
  cards = startCardProcesses(pcscd.environment, { times: { callTimeoutMs: 5000 } });
  card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
  await card.insert(pcscd.readers[0]);
  await cards.waitForCard(reader, 'present');
  snapshot = await cards.tokens.call('readCard', { reader });
});

afterEach(async () => {
  await card.remove();
  await cards.close();
  await pcscd.close();
});

const fingerprintOf = (purpose: 'authentication' | 'signature') =>
  snapshot.certificates.find((certificate) => certificate.purpose === purpose)?.fingerprint ?? '';
const login = () => cards.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
const sign = (purpose: 'authentication' | 'signature' = 'authentication', digits: string | null = null) =>
  cards.tokens.call('sign', {
    reader,
    fingerprint: fingerprintOf(purpose),
    scheme,
    data,
    pin: digits === null ? null : pin(digits),
    finalTryConfirmed: false,
  });

/** Puts the card back and shows that everything works again, with a PIN. */
async function expectRecovery(): Promise<void> {
  await cards.waitForCard(reader, 'absent');
  await card.insert(pcscd.readers[0]);
  await cards.waitForCard(reader, 'present');
  await expect(sign()).rejects.toMatchObject({ code: 'card.pin-required' });
  await login();
  await expect(sign()).resolves.toHaveProperty('signature');
}

describe('a card pulled out', () => {
  it('in the middle of a signature is told as removed, and works again once back', async () => {
    await login();
    const pulled = card.pullDuring(ins.generalAuthenticate);
    await expect(sign()).rejects.toMatchObject({ code: 'card.removed' });
    await pulled;
    await expectRecovery();
  });

  it('just before a signature is told as removed within two seconds, though the module hangs', async () => {
    await login();
    const removal = card.remove();
    const startedAt = Date.now();
    await expect(sign()).rejects.toMatchObject({ code: 'card.removed' });
    expect(Date.now() - startedAt).toBeLessThan(2000);
    await removal;
    await expectRecovery();
  });

  it('in the middle of a PIN check is told as removed, and the PIN is not sent again', async () => {
    const pulled = card.pullDuring(ins.verify, { withData: true });
    await expect(login()).rejects.toMatchObject({ code: 'card.removed' });
    await pulled;
    expect(card.pinAttempts).toBe(1);
    await expectRecovery();
  });

  it('and swapped for another person’s never signs with the old session', async () => {
    await login();
    await card.remove();
    const other = createVirtualCard({ file: await pki.issueCard(cast['paul-leroy']) });
    await other.insert(pcscd.readers[0]);
    await cards.waitFor(({ readers }) =>
      readers.some((one) => one.name === reader && one.card === 'present' && one.generation > snapshot.generation),
    );
    await expect(sign()).rejects.toMatchObject({ code: 'card.no-signing-certificate' });
    const second = await cards.tokens.call('readCard', { reader });
    expect(second.serial).not.toBe(snapshot.serial);
    expect(second.generation).toBeGreaterThan(snapshot.generation);
    await other.remove();
  });
});

describe('a module that hangs or crashes', () => {
  it('misses its deadline, is replaced, and no PIN is tried again', async () => {
    card.delayOn(ins.generalAuthenticate, 60_000);
    await login();
    await cards.close();
    cards = startCardProcesses(pcscd.environment, { times: { callTimeoutMs: 1500 } });
    await cards.waitForCard(reader, 'present');
    await login();
    const first = cards.tokenProcess.current();
    await expect(sign()).rejects.toMatchObject({ code: 'card.timeout' });
    expect(card.pinAttempts).toBe(2);
    expect(cards.tokenProcess.current()).toBe(first);
    await card.remove();
    await expectRecovery();
    expect(cards.tokenProcess.started()).toBe(2);
    expect(cards.tokenProcess.current()?.pid).not.toBe(first?.pid);
  });

  it('leaves no card verified when its process is killed', async () => {
    await login();
    expect(card.isVerified).toBe(true);
    cards.tokenProcess.current()?.kill('SIGKILL');
    await expect(sign()).rejects.toMatchObject({
      code: expect.stringMatching(/^card\.(module-crashed|pin-required)$/),
    });
    await cards.tokens.call('pinStatus', { reader });
    expect(card.isVerified).toBe(false);
    await login();
    await expect(sign()).resolves.toHaveProperty('signature');
    expect(card.pinAttempts).toBe(2);
  });

  it('fails the call under way when its process dies, and serves the next', async () => {
    card.delayOn(ins.getData, 1000, 1);
    const status = cards.tokens.call('readCard', { reader });
    setTimeout(() => cards.tokenProcess.current()?.kill('SIGKILL'), 200);
    await expect(status).rejects.toMatchObject({ code: 'card.module-crashed' });
    await expect(cards.tokens.call('readCard', { reader })).resolves.toMatchObject({ serial: snapshot.serial });
  });
});

describe('other programs', () => {
  it('that left the card verified do not spare the PIN, which is checked afresh', async () => {
    await login();
    // A second token host stands for the other program: it logs in, and dies without a word.
    const other = startCardProcesses(pcscd.environment);
    await other.waitForCard(reader, 'present');
    await other.tokens.call('login', { reader, pin: pin(), finalTryConfirmed: false });
    other.tokenProcess.current()?.kill('SIGKILL');
    expect(card.isVerified).toBe(true);
    const wrong = cards.tokens.call('login', { reader, pin: pin('9999'), finalTryConfirmed: false });
    await expect(wrong).rejects.toMatchObject({ code: 'card.pin-incorrect', details: { triesLeft: 2 } });
    expect(card.isVerified).toBe(false);
    await other.close();
  });

  it('that reset the card cost us the login, and the module does not restore it behind our back', async () => {
    await login();
    const other = startCardProcesses(pcscd.environment);
    await other.waitForCard(reader, 'present');
    await other.tokens.call('logout', { reader });
    expect(card.isVerified).toBe(false);
    await expect(sign()).rejects.toMatchObject({ code: 'card.pin-required' });
    expect(card.pinAttempts).toBe(1);
    await login();
    await expect(sign()).resolves.toHaveProperty('signature');
    await other.close();
  });
});

describe('the end', () => {
  it('of the parent makes the card forget the PIN, and the host end by itself', async () => {
    await login();
    const host = cards.tokenProcess.current();
    const ended = host ? once(host, 'exit') : Promise.reject(new Error('no host'));
    host?.disconnect();
    await ended;
    expect(card.isVerified).toBe(false);
  });

  it('of the client makes the card forget the PIN', async () => {
    await login();
    await cards.tokens.close();
    expect(card.isVerified).toBe(false);
    await expect(sign()).rejects.toMatchObject({ code: 'app.cancelled' });
  });
});

describe('the PC/SC service', () => {
  it('that dies under a signature is named as the cause, or its consequence, the removal', async () => {
    await login();
    card.delayOn(ins.generalAuthenticate, 300, 2);
    const signing = sign();
    setTimeout(() => void pcscd.stop('SIGKILL'), 100);
    await expect(signing).rejects.toMatchObject({
      code: expect.stringMatching(/^card\.(service-unavailable|removed)$/),
    });
  });

  it('stopped in a session is told, and serves again when it is back', async () => {
    await login();
    await pcscd.stop('SIGKILL');
    await cards.waitFor(({ service }) => !service);
    await expect(cards.tokens.call('readCard', { reader })).rejects.toMatchObject({
      code: 'card.service-unavailable',
    });
    await card.remove();
    await pcscd.start();
    await card.insert(pcscd.readers[0]);
    await cards.waitForCard(reader, 'present');
    await expect(cards.tokens.call('readCard', { reader })).resolves.toMatchObject({ serial: snapshot.serial });
    await login();
    await expect(sign('signature', '1234')).resolves.toHaveProperty('signature');
  });

  it('restarted between two cards never has the first taken for the second', async () => {
    await card.remove();
    await cards.waitForCard(reader, 'absent');
    await pcscd.stop();
    await cards.waitFor(({ service }) => !service);
    await pcscd.start();
    await cards.waitForCard(reader, 'absent');
    card = createVirtualCard({ file: await pki.issueCard(cast['paul-leroy']) });
    await card.insert(pcscd.readers[0]);
    await cards.waitForCard(reader, 'present');
    const second = await cards.tokens.call('readCard', { reader });
    const fingerprints = ({ certificates }: CardSnapshot) => certificates.map(({ fingerprint }) => fingerprint);
    expect(fingerprints(second)).toHaveLength(2);
    for (const fingerprint of fingerprints(second)) expect(fingerprints(snapshot)).not.toContain(fingerprint);
  });
});
