import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SignatureVerdict } from '../../contract/model/signature.ts';
import { type CmsSigner, signDigest } from '../../envelope/cms/sign.ts';
import { assessSignature } from '../../envelope/verification/verify-signature.ts';
import { type CastName, cast, fictitiousRpps } from '../support/pki/people.ts';
import { addDays, createPki, dayStart } from '../support/pki/pki.ts';
import { cardKey, cardSigner, memorySigner, pki, trust } from './material.ts';

const digest = createHash('sha256').update('content').digest();
const now = new Date();

async function assess(signer: CmsSigner, more: { content?: Uint8Array; store?: typeof trust; sealedAt?: Date } = {}) {
  const cms = await signDigest(digest, signer, now);
  const verdict = await assessSignature({
    cms,
    entitySha256: more.content ?? digest,
    trust: more.store ?? trust,
    sealedAt: more.sealedAt ?? now,
    now,
  });
  return SignatureVerdict.parse(verdict);
}

describe('the verdict on a signature', () => {
  it('is valid, and says whose hand it was', async () => {
    expect(await assess(await cardSigner('sophie-blanc'))).toMatchObject({
      state: 'valid',
      signer: {
        familyName: 'BLANC',
        givenName: 'Sophie',
        profession: 'Secrétaire médicale',
        nationalId: '3060780005/000000018',
        rpps: null,
        organisation: 'CHU DE NICE (FICTIF)',
        cardFamily: 'CPE',
        signedAt: new Date(Math.floor(now.getTime() / 1000) * 1000).toISOString(),
      },
    });
    expect(await assess(await cardSigner('claire-martin'))).toMatchObject({ signer: { rpps: fictitiousRpps(1) } });
  });

  it('is altered when the content is another', async () => {
    expect(await assess(await cardSigner('claire-martin'), { content: Buffer.alloc(32) })).toEqual({
      state: 'altered',
    });
  });

  it('is altered when the signature does not fit its own attributes', async () => {
    const signer = await cardSigner('claire-martin');
    const wrong = { ...signer, sign: async () => Buffer.alloc(256, 1) };
    expect(await assess(wrong)).toEqual({ state: 'altered' });
  });

  it.each([
    ['marc-durand', 'expired'],
    ['emma-laurent', 'not-yet-valid'],
    ['helene-moreau', 'revoked'],
    ['luc-simon', 'untrusted'],
  ] satisfies [CastName, string][])('for the card of %s cannot be verified: %s', async (name, reason) => {
    expect(await assess(await cardSigner(name))).toMatchObject({
      state: 'unverifiable',
      reason,
      signer: { familyName: expect.any(String) },
    });
  });

  it('cannot be verified without lists, or with the key that signs in', async () => {
    const signer = await cardSigner('claire-martin');
    expect(await assess(signer, { store: { ...trust, crls: [] } })).toMatchObject({ reason: 'revocation-unknown' });
    const wrongKey = memorySigner(await cardKey('claire-martin', 'authentication'), 'rsa-pkcs1-sha256');
    expect(await assess(wrongKey)).toMatchObject({ reason: 'untrusted' });
  });

  it('tells that the certificate was revoked since', async () => {
    const own = await createPki();
    const card = await own.issueCard({ ...cast['claire-martin'], seed: 'revoked-since' });
    const certificate = Buffer.from(card.signature.certificate, 'base64');
    const signer = memorySigner({ ...card.signature, certificate, chain: [] }, 'rsa-pkcs1-sha256');
    const revokedAt = addDays(dayStart(now), -1);
    own.revoke(certificate, revokedAt);
    const store = own.trustStore();
    expect(await assess(signer, { store, sealedAt: addDays(now, -4) })).toMatchObject({
      state: 'revoked-since',
      revokedAt: revokedAt.toISOString(),
    });
    expect(await assess(signer, { store })).toMatchObject({ state: 'unverifiable', reason: 'revoked' });
  });

  it('is unsigned without a signature, and unverifiable with bytes that are none', async () => {
    const question = { entitySha256: digest, trust, sealedAt: now, now };
    expect(await assessSignature({ ...question, cms: null })).toEqual({ state: 'unsigned' });
    expect(await assessSignature({ ...question, cms: Buffer.from('none') })).toEqual({
      state: 'unverifiable',
      signer: null,
      reason: 'malformed',
    });
  });

  it('for a service names the service', async () => {
    const seal = memorySigner(await pki.issueSeal(), 'ecdsa-sha256');
    expect(await assess(seal)).toMatchObject({ state: 'valid', signer: { nationalId: null, cardFamily: null } });
  });
});
