import { describe, expect, it } from 'vitest';
import { Seal } from '../../contract/model/seal.ts';
import { toBase64 } from '../../envelope/bytes.ts';
import { signDigest } from '../../envelope/cms/sign.ts';
import { makeSeal, verifySeal } from '../../envelope/seal/seal.ts';
import { readStatement, statementBytes } from '../../envelope/seal/statement.ts';
import { addDays, createPki } from '../support/pki/pki.ts';
import { cardSigner, memorySigner, pki, trust } from './material.ts';
import { sealedEnvelope, statementOf } from './sealed.ts';

describe('a seal', () => {
  it('holds for the message that was sealed', async () => {
    const at = new Date();
    const { seal, message } = await sealedEnvelope({ pki, at });
    expect(Seal.parse(seal)).toEqual(seal);
    expect(seal.signatureTimestamp).toBeNull();
    expect(await verifySeal(seal, message, trust)).toEqual({
      state: 'valid',
      sealedAt: at.toISOString(),
      timestampedAt: at.toISOString(),
      sha256: message.sha256,
    });
  });

  it('timestamps the sender’s signature too', async () => {
    const { seal, message } = await sealedEnvelope({ pki, signer: await cardSigner('claire-martin') });
    expect(seal.signatureTimestamp).not.toBeNull();
    expect(await verifySeal(seal, message, trust)).toMatchObject({ state: 'valid' });
  });

  it('is altered for any other message', async () => {
    const { seal, message } = await sealedEnvelope({ pki });
    const others = [
      { ...message, sizeBytes: message.sizeBytes + 1 },
      { ...message, sha256: '0'.repeat(64) },
    ];
    for (const other of others) {
      expect(await verifySeal(seal, other, trust)).toEqual({ state: 'altered', sha256: other.sha256 });
    }
  });

  it('is altered when the statement says something else', async () => {
    const { seal, message } = await sealedEnvelope({ pki });
    const statement = seal.statement.replace('Claire', 'Clara');
    expect(await verifySeal({ ...seal, statement }, message, trust)).toMatchObject({ state: 'altered' });
  });

  it.each([
    ['is spelt another way', (text: string) => ` ${text}`],
    ['has a member more', (text: string) => text.replace('{', '{"extra":1,')],
    ['has a member twice', (text: string) => text.replace('"operator"', '"operator":"other","operator"')],
    ['is no JSON', () => 'seal'],
  ])('is not verifiable when the statement %s', async (_, change) => {
    const { seal, message } = await sealedEnvelope({ pki });
    const verdict = await verifySeal({ ...seal, statement: change(seal.statement) }, message, trust);
    expect(verdict).toEqual({ state: 'unverifiable', reason: 'malformed' });
  });

  it('cannot be made by another key of the trust space', async () => {
    const { seal, message, timestamp } = await sealedEnvelope({ pki });
    const statement = readStatement(seal.statement);
    if (statement === null) throw new Error('no statement');
    const impostors = [await cardSigner('paul-leroy'), memorySigner(await pki.issueTimestamp(), 'rsa-pkcs1-sha256')];
    for (const impostor of impostors) {
      const forged = await makeSeal(statement, impostor, timestamp);
      expect(await verifySeal(forged, message, trust)).toEqual({
        state: 'unverifiable',
        reason: 'card.certificate-untrusted',
      });
    }
  });

  it('needs the timestamp of its own statement, close to the time it states', async () => {
    const one = await sealedEnvelope({ pki });
    const two = await sealedEnvelope({ pki });
    const swapped = { ...one.seal, timestamp: two.seal.timestamp };
    expect(await verifySeal(swapped, one.message, trust)).toMatchObject({ state: 'altered' });
    const late = await makeSeal(
      statementOf(one.message, new Date(Date.now() - 3_600_000)),
      one.sealSigner,
      one.timestamp,
    );
    expect(await verifySeal(late, one.message, trust)).toEqual({ state: 'unverifiable', reason: 'time' });
    const none = { ...one.seal, timestamp: toBase64(Buffer.from('none')) };
    expect(await verifySeal(none, one.message, trust)).toEqual({ state: 'unverifiable', reason: 'timestamp' });
  });

  it('says altered or unverifiable, never valid, when its signature is another’s', async () => {
    const { seal, message, sealSigner } = await sealedEnvelope({ pki });
    const other = await signDigest(Buffer.alloc(32, 1), sealSigner, new Date());
    expect(await verifySeal({ ...seal, signature: toBase64(other) }, message, trust)).toMatchObject({
      state: 'altered',
    });
    for (const signature of ['', '!', 'AAAA']) {
      expect(await verifySeal({ ...seal, signature }, message, trust)).toMatchObject({ state: 'unverifiable' });
    }
    expect(await verifySeal(seal, message, { anchors: [], intermediates: [], crls: [] })).toMatchObject({
      state: 'unverifiable',
    });
  });

  it('is refused when its key was revoked before, and holds when that came after', async () => {
    const own = await createPki();
    const now = new Date();
    const before = await sealedEnvelope({ pki: own, at: addDays(now, -3) });
    const after = await sealedEnvelope({ pki: own, at: now });
    own.revoke(before.sealSigner.certificate, addDays(now, -1));
    expect(await verifySeal(before.seal, before.message, own.trustStore())).toMatchObject({ state: 'valid' });
    expect(await verifySeal(after.seal, after.message, own.trustStore())).toEqual({
      state: 'unverifiable',
      reason: 'card.certificate-revoked',
    });
  });

  it('made six years ago, with certificates that ended five years ago, holds', async () => {
    const now = new Date();
    const then = addDays(now, -6 * 365);
    const own = await createPki({ now: then });
    const validity = { notBefore: addDays(now, -7 * 365), notAfter: addDays(now, -5 * 365) };
    const { seal, message } = await sealedEnvelope({ pki: own, at: then, validity });
    expect(await verifySeal(seal, message, own.trustStore())).toMatchObject({ state: 'valid' });
  });
});

describe('a statement', () => {
  it('is written in one way only, whatever the order of its members', () => {
    const statement = statementOf({ sha256: 'a'.repeat(64), sizeBytes: 1 }, new Date(0));
    const reversed = Object.fromEntries(Object.entries(statement).reverse()) as typeof statement;
    expect(statementBytes(reversed)).toEqual(statementBytes(statement));
    expect(Buffer.from(statementBytes(statement)).toString('utf8')).toMatch(/^\{"depositedAt":"1970/);
  });
});
