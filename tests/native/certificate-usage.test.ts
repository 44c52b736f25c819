import { describe, expect, it } from 'vitest';
import { readCertificateUsage } from '../../native/pkcs11/certificate-usage.ts';
import { modulePaths } from '../../native/pkcs11/module-paths.ts';
import { ecdsaDer } from '../../native/pkcs11/signature.ts';
import type { CertificateRequest } from '../support/pki/authority.ts';
import { holderName } from '../support/pki/names.ts';
import { cast } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';

const pki = await createPki();
const { privateKeyPem } = (await pki.issueCard(cast['claire-martin'])).authentication;
const clientAuth = '1.3.6.1.5.5.7.3.2';
const serverAuth = '1.3.6.1.5.5.7.3.1';

function purpose(usage: Partial<CertificateRequest>, lastIdByte = 1): string | undefined {
  const { certificate } = pki.persons.issue({
    subject: holderName(cast['claire-martin']),
    privateKeyPem,
    validity: { notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01') },
    seed: 'usage',
    keyUsage: ['digitalSignature'],
    ...usage,
  });
  return readCertificateUsage(certificate, Buffer.from([0, lastIdByte]))?.purpose;
}

describe('the use of a certificate', () => {
  it('follows keyUsage and extended key usage', () => {
    expect(purpose({ extendedKeyUsage: { oids: [clientAuth] } })).toBe('authentication');
    expect(purpose({})).toBe('authentication');
    expect(purpose({ keyUsage: ['nonRepudiation'] })).toBe('signature');
    expect(purpose({ extendedKeyUsage: { oids: [serverAuth] } })).toBe('other');
    expect(purpose({ keyUsage: ['keyCertSign'] })).toBe('other');
  });

  it('is not swayed by CKA_ID where the certificate is clear', () => {
    expect(purpose({ extendedKeyUsage: { oids: [clientAuth] } }, 0x10)).toBe('authentication');
    expect(purpose({ keyUsage: ['nonRepudiation'] }, 0x20)).toBe('signature');
  });

  it('is settled by CKA_ID, 0x20 or 0x10, where both uses are allowed', () => {
    const both: Partial<CertificateRequest> = { keyUsage: ['digitalSignature', 'nonRepudiation'] };
    expect(purpose(both, 0x20)).toBe('authentication');
    expect(purpose(both, 0x10)).toBe('signature');
    expect(purpose(both, 0x01)).toBe('signature');
    expect(purpose({ ...both, extendedKeyUsage: { oids: [clientAuth] } }, 0x01)).toBe('authentication');
  });

  it('is none for authorities and for what is not a certificate', () => {
    expect(readCertificateUsage(pki.persons.certificate, Buffer.from([1]))).toBeNull();
    expect(readCertificateUsage(Buffer.from('3003020101', 'hex'), Buffer.from([1]))).toBeNull();
    expect(readCertificateUsage(Buffer.alloc(0), Buffer.from([1]))).toBeNull();
  });
});

describe('an ECDSA signature as PKCS#11 gives it', () => {
  it('becomes DER with the shortest positive integers', () => {
    const raw = Buffer.alloc(64);
    raw[31] = 0x7f;
    raw[32] = 0x80;
    const expected = `3026${'02017f'}${`02210080${'00'.repeat(31)}`}`;
    expect(ecdsaDer(raw).toString('hex')).toBe(expected);
    expect(ecdsaDer(Buffer.alloc(64)).toString('hex')).toBe('3006020100020100');
  });
});

describe('the modules tried', () => {
  it('are the vendor’s and then OpenSC on each system', () => {
    for (const platform of ['win32', 'darwin', 'linux'] as const) {
      const paths = modulePaths(null, platform);
      expect(paths[0]).toMatch(/cps3_pkcs11/);
      expect(paths.at(-1)).toMatch(/opensc-pkcs11/);
      const firstOpensc = paths.findIndex((path) => path.includes('opensc'));
      expect(paths.slice(firstOpensc).every((path) => path.includes('opensc'))).toBe(true);
    }
  });

  it('are the one that policy demands, and no other', () => {
    expect(modulePaths('/opt/vendor.so', 'linux')).toEqual(['/opt/vendor.so']);
  });
});
