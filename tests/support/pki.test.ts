import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPki, readCardFile } from './pki/demo.ts';
import { cast, fictitiousRpps, luhnDigit } from './pki/people.ts';
import { certificatePem, createPki, crlPem, type Pki } from './pki/pki.ts';

const run = promisify(execFile);
let directory: string;
let pki: Pki;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'medimail-pki-test-'));
  pki = await createPki();
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What `openssl verify` says of a certificate, strictly and with CRLs for every link. */
async function verdict(certificate: Uint8Array, ...options: string[]): Promise<string> {
  const file = (name: string, content: string) => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  const trust = pki.trustStore();
  const args = [
    'verify',
    '-x509_strict',
    '-crl_check_all',
    '-CAfile',
    file('anchors.pem', trust.anchors.map(certificatePem).join('')),
    '-untrusted',
    file('intermediates.pem', trust.intermediates.map(certificatePem).join('')),
    '-CRLfile',
    file('crls.pem', trust.crls.map(crlPem).join('')),
    ...options,
    file('certificate.pem', certificatePem(certificate)),
  ];
  try {
    return (await run('openssl', args)).stdout.trim().split(': ').at(-1) ?? '';
  } catch (error) {
    return /lookup: (.*)/.exec((error as { stderr: string }).stderr)?.[1] ?? String(error);
  }
}

describe('the test PKI, judged by openssl', () => {
  it.each([
    ['claire-martin', 'OK'],
    ['sophie-blanc', 'OK'],
    ['hugo-fabre', 'OK'],
    ['isabelle-girard', 'OK'],
    ['marc-durand', 'certificate has expired'],
    ['helene-moreau', 'certificate revoked'],
    ['emma-laurent', 'certificate is not yet valid'],
  ] as const)('holds %s to be: %s', async (name, expected) => {
    const card = await pki.issueCard(cast[name]);
    for (const key of [card.authentication, card.signature]) {
      expect(await verdict(Buffer.from(key.certificate, 'base64'))).toBe(expected);
    }
  });

  it('knows nothing of a card issued elsewhere', async () => {
    const { authentication } = await pki.issueCard(cast['luc-simon']);
    expect(await verdict(Buffer.from(authentication.certificate, 'base64'))).toMatch(/unable to get/);
  });

  it('lets each certificate be used for its purpose alone', async () => {
    const server = await pki.issueServer(['localhost', '127.0.0.1', '::1']);
    expect(await verdict(server.certificate, '-purpose', 'sslserver', '-verify_hostname', 'localhost')).toBe('OK');
    expect(await verdict(server.certificate, '-verify_ip', '::1')).toBe('OK');
    expect(await verdict(server.certificate, '-purpose', 'smimesign')).not.toBe('OK');
    const timestamp = await pki.issueTimestamp();
    expect(await verdict(timestamp.certificate, '-purpose', 'timestampsign')).toBe('OK');
    const seal = await pki.issueSeal();
    expect(await verdict(seal.certificate, '-purpose', 'smimesign')).toBe('OK');
    expect(await verdict(seal.certificate, '-purpose', 'timestampsign')).not.toBe('OK');
    const card = await pki.issueCard(cast['claire-martin']);
    const authentication = Buffer.from(card.authentication.certificate, 'base64');
    expect(await verdict(authentication, '-purpose', 'sslclient')).toBe('OK');
    expect(await verdict(Buffer.from(card.signature.certificate, 'base64'), '-purpose', 'smimesign')).toBe('OK');
  });

  it('has CRLs go stale when told so', async () => {
    const card = await pki.issueCard(cast['claire-martin']);
    const inTenDays = Math.floor(Date.now() / 1000) + 10 * 86_400;
    const certificate = Buffer.from(card.authentication.certificate, 'base64');
    expect(await verdict(certificate, '-attime', String(inTenDays))).toBe('CRL has expired');
  });
});

describe('a card', () => {
  it('names its holder in one multi-valued relative name', async () => {
    const { authentication, nationalId } = await pki.issueCard(cast['claire-martin']);
    const { subject } = new X509Certificate(Buffer.from(authentication.certificate, 'base64'));
    expect(nationalId).toBe(`8${fictitiousRpps(1)}`);
    expect(subject.split('\n').at(-1)).toBe(`SN=MARTIN + GN=Claire + CN=${nationalId}`);
  });

  it('comes out the same from another instance of the PKI', async () => {
    const again = await createPki();
    expect(await again.issueCard(cast['sophie-blanc'])).toEqual(await pki.issueCard(cast['sophie-blanc']));
    expect(again.anchors).toEqual(pki.anchors);
  });

  it('has an RPPS number whose last digit is its Luhn digit', () => {
    const rpps = fictitiousRpps(4321);
    expect(rpps).toHaveLength(11);
    expect(luhnDigit(rpps.slice(0, 10))).toBe(rpps[10]);
    // The check digit of a published example: 7992739871 → 3.
    expect(luhnDigit('7992739871')).toBe('3');
  });
});

describe('the demo’s files', () => {
  it('keep their keys from one start to the next, readable by this user alone', async () => {
    const first = await demoPki(join(directory, 'demo'));
    const card = readCardFile(first.cards['claire-martin']);
    const key = readFileSync(first.seal.keyFile, 'utf8');
    const second = await demoPki(join(directory, 'demo'));
    expect(readCardFile(second.cards['claire-martin'])).toEqual(card);
    expect(readFileSync(second.seal.keyFile, 'utf8')).toBe(key);
    expect(statSync(second.seal.keyFile).mode & 0o777).toBe(0o600);
    const { stdout } = await run('openssl', [
      'verify',
      '-CAfile',
      second.anchorsFile,
      '-untrusted',
      second.intermediatesFile,
      second.tls.certificateFile,
    ]);
    expect(stdout).toContain('OK');
  });
});
