import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../envelope/x509/certificate.ts';
import { fromPem } from '../../envelope/x509/pem.ts';
import { fictitiousRpps } from '../support/pki/people.ts';
import { cardKey, pki } from './material.ts';
import { openWorkshop } from './openssl.ts';

describe('a certificate', () => {
  it('of a professional tells who it is, from a name with several values in one part', async () => {
    const { certificate } = await cardKey('claire-martin');
    const facts = readCertificate(certificate);
    const reference = new X509Certificate(certificate);
    expect(facts).toMatchObject({
      fingerprint: reference.fingerprint256.replaceAll(':', '').toLowerCase(),
      serialHex: reference.serialNumber.toLowerCase(),
      notBefore: new Date(reference.validFrom),
      notAfter: new Date(reference.validTo),
      keyType: 'rsa',
      keyUsage: ['nonRepudiation'],
      extendedKeyUsage: [],
      isCa: false,
      issuerName: 'CN=TEST AC IGC-SANTE FORT PERSONNES, OU=IGC-SANTE TEST, OU=0002 187512751, O=ASIP-SANTE TEST, C=FR',
    });
    expect(facts.identity).toEqual({
      nationalId: `8${fictitiousRpps(1)}`,
      kind: 'rpps',
      rpps: fictitiousRpps(1),
      familyName: 'MARTIN',
      givenName: 'Claire',
      profession: 'Médecin',
      cardFamily: 'CPS',
    });
  });

  it('of a structure’s staff tells the structure', async () => {
    const facts = readCertificate((await cardKey('julie-lambert', 'authentication')).certificate);
    expect(facts).toMatchObject({
      keyType: 'ec-p256',
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'],
    });
    expect(facts.identity).toEqual({
      nationalId: '3060780005/000000027',
      kind: 'structure',
      familyName: 'LAMBERT',
      givenName: 'Julie',
      profession: 'Technicienne de laboratoire',
      organisation: 'CHU DE NICE (FICTIF)',
      cardFamily: 'CPE',
    });
  });

  it('of somebody in training says so', async () => {
    expect(readCertificate((await cardKey('hugo-fabre')).certificate).identity?.cardFamily).toBe('CPF');
  });

  it('of a service or an authority speaks for nobody', async () => {
    expect(readCertificate((await pki.issueSeal()).certificate).identity).toBeNull();
    const authority = readCertificate(pki.persons.certificate);
    expect(authority).toMatchObject({ identity: null, isCa: true });
  });

  it.each([
    ['/CN=00B7010446/SN=DURAND/GN=Léa', 'adeli'],
    ['/CN=899700000000/SN=DURAND/GN=Léa', 'rpps'],
    ['/CN=89970000000/SN=DURAND/GN=Léa', null],
    ['/CN=899700000000/CN=899700000018/SN=DURAND/GN=Léa', null],
    ['/CN=899700000000/SN=DURAND/SN=MARTIN/GN=Léa', null],
    ['/CN=899700000000, SN=MARTIN/SN=DURAND/GN=Léa', null],
    ['/CN=899700000000', null],
  ])('with the subject %s is of kind %s', async (subject, kind) => {
    const shop = await openWorkshop();
    await shop.openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'key');
    await shop.openssl('req', '-x509', '-new', '-key', 'key', '-utf8', '-subj', subject, '-out', 'cert.pem');
    const [der] = fromPem('CERTIFICATE', (await shop.read('cert.pem')).toString());
    expect(readCertificate(der as Uint8Array).identity?.kind ?? null).toBe(kind);
  });

  it('that is none is refused', () => {
    expect(() => readCertificate(Buffer.from('no certificate'))).toThrow('card.certificate-untrusted');
  });
});
