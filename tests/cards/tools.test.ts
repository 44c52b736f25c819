import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CastName, cast } from '../support/pki/people.ts';
import { createPki, type Pki } from '../support/pki/pki.ts';
import { startCardProcesses } from '../support/virtual-card/card-processes.ts';
import { type Pcscd, startPcscd } from '../support/virtual-card/pcscd.ts';
import { createVirtualCard, type VirtualCard } from '../support/virtual-card/virtual-card.ts';

const opensc = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';
const run = promisify(execFile);

let pki: Pki;
let pcscd: Pcscd;
let directory: string;
let card: VirtualCard;

beforeAll(async () => {
  pki = await createPki();
  pcscd = await startPcscd();
});

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'medimail-cards-test-'));
});

afterEach(async () => {
  await card.remove();
  rmSync(directory, { recursive: true });
});

afterAll(async () => {
  await pcscd.close();
});

async function tool(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(command, args, { env: { ...process.env, ...pcscd.environment } });
  return stdout;
}

const pkcs11Tool = (...args: string[]) => tool('pkcs11-tool', '--module', opensc, ...args);

async function insert(name: CastName, timing: 'fast' | 'realistic' = 'fast'): Promise<void> {
  card = createVirtualCard({ file: await pki.issueCard(cast[name]), timing });
  await card.insert(pcscd.readers[0]);
}

function writeFile(name: string, content: string | Uint8Array): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

const publicKeyFile = (certificate: string) =>
  writeFile(
    'public.pem',
    new X509Certificate(Buffer.from(certificate, 'base64')).publicKey.export({ type: 'spki', format: 'pem' }),
  );

describe('pkcs11-tool', () => {
  it('sees the card with both certificates and, after the PIN, both keys', async () => {
    await insert('claire-martin');
    const before = await pkcs11Tool('-O');
    expect(before.match(/Certificate Object/g)).toHaveLength(2);
    expect(before).not.toContain('Private Key Object');
    expect(before).toContain('SN=MARTIN+GN=Claire+CN=889970000017');
    const after = await pkcs11Tool('-O', '--login', '--pin', '1234');
    expect(after.match(/Private Key Object; RSA/g)).toHaveLength(2);
    expect(after).toContain('always authenticate');
  });

  it.each<[CastName, string, 'fast' | 'realistic']>([
    ['claire-martin', 'SHA256-RSA-PKCS', 'fast'],
    ['claire-martin', 'SHA256-RSA-PKCS', 'realistic'],
    ['isabelle-girard', 'ECDSA-SHA256', 'fast'],
  ])('signs with the card of %s by %s (%s), as openssl confirms', async (name, mechanism, timing) => {
    await insert(name, timing);
    const data = writeFile('data', 'to be signed');
    const signature = join(directory, 'signature');
    const output = ['--output-file', signature, '--signature-format', 'openssl'];
    await pkcs11Tool('--login', '--pin', '1234', '--sign', '--id', '01', '-m', mechanism, '-i', data, ...output);
    const key = publicKeyFile(card.file.authentication.certificate);
    expect(await tool('openssl', 'dgst', '-sha256', '-verify', key, '-signature', signature, data)).toContain(
      'Verified OK',
    );
  });

  it('counts its wrong PINs on the card', async () => {
    await insert('claire-martin');
    await expect(pkcs11Tool('--login', '--pin', '9999', '-O')).rejects.toThrow('CKR_PIN_INCORRECT');
    expect(card.triesLeft).toBe(2);
  });
});

describe('pkcs15-tool', () => {
  it('unblocks the PIN with the PUK', async () => {
    await insert('claire-martin');
    card.triesLeft = 0;
    await expect(pkcs11Tool('--login', '--pin', '1234', '-O')).rejects.toThrow('CKR_PIN_LOCKED');
    await tool('pkcs15-tool', '--unblock-pin', '--puk', '12345678', '--new-pin', '4321');
    expect(card.triesLeft).toBe(3);
    await expect(pkcs11Tool('--login', '--pin', '4321', '-O')).resolves.toContain('Private Key Object');
  });
});

describe('a card left verified by pkcs11-tool', () => {
  it('is reset before our PIN counts', async () => {
    await insert('claire-martin');
    const reader = pcscd.readers[0].name;
    const cards = startCardProcesses(pcscd.environment);
    await cards.waitForCard(reader, 'present');
    // Our session keeps the card powered: pcscd switches off, and so resets, a card that nobody uses for some seconds.
    await cards.tokens.call('readCard', { reader });
    await pkcs11Tool('--login', '--pin', '1234', '-O');
    expect(card.isVerified).toBe(true);
    const wrong = cards.tokens.call('login', { reader, pin: Buffer.from('0000'), finalTryConfirmed: false });
    await expect(wrong).rejects.toMatchObject({ code: 'card.pin-incorrect', details: { triesLeft: 2 } });
    expect(card.isVerified).toBe(false);
    await cards.close();
  });
});

describe('what the token host signs', () => {
  it.each<[CastName, 'rsa-pkcs1-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256', readonly string[]]>([
    ['claire-martin', 'rsa-pkcs1-sha256', []],
    ['claire-martin', 'rsa-pss-sha256', ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32']],
    ['isabelle-girard', 'ecdsa-sha256', []],
  ])('with the card of %s by %s is accepted by openssl', async (name, scheme, options) => {
    await insert(name);
    const reader = pcscd.readers[0].name;
    const cards = startCardProcesses(pcscd.environment);
    await cards.waitForCard(reader, 'present');
    const { certificates } = await cards.tokens.call('readCard', { reader });
    const signer = certificates.find(({ purpose }) => purpose === 'signature');
    const data = Buffer.from('to be signed');
    const { signature } = await cards.tokens.call('sign', {
      reader,
      fingerprint: signer?.fingerprint ?? '',
      scheme,
      data,
      pin: Buffer.from('1234'),
      finalTryConfirmed: false,
    });
    await cards.close();
    const key = publicKeyFile(card.file.signature.certificate);
    const files = ['-signature', writeFile('signature', signature), writeFile('data', data)];
    const answer = await tool('openssl', 'dgst', '-sha256', ...options, '-verify', key, ...files);
    expect(answer).toContain('Verified OK');
  });
});
