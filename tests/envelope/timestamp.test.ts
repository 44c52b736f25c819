import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { issueToken } from '../../envelope/timestamp/authority.ts';
import { readTimestampRequest, timestampRequest } from '../../envelope/timestamp/request.ts';
import { readToken, verifyToken } from '../../envelope/timestamp/token.ts';
import { toPem } from '../../envelope/x509/pem.ts';
import { memorySigner, pki, trust } from './material.ts';
import { openWorkshop, type Workshop } from './openssl.ts';

const content = Buffer.from('statement');
const digest = createHash('sha256').update(content).digest();
const other = createHash('sha256').update('other').digest();
const serial = Buffer.from('00ff01020304', 'hex');
const policy = '1.2.250.1.999.1';
const at = new Date(Date.now() - 1234);

async function tsa(keyType: 'rsa' | 'ec', scheme: 'rsa-pkcs1-sha256' | 'ecdsa-sha256') {
  return memorySigner(await pki.issueTimestamp({ keyType, seed: `tsa-${keyType}` }), scheme);
}

async function writeTrust(shop: Workshop): Promise<void> {
  await shop.write('content', content);
  await shop.write('trust.pem', pki.anchors.map((der) => toPem('CERTIFICATE', der)).join(''));
  await shop.write('certificates.pem', pki.intermediates.map((der) => toPem('CERTIFICATE', der)).join(''));
}

describe.each([
  ['rsa', 'rsa-pkcs1-sha256'],
  ['ec', 'ecdsa-sha256'],
] as const)('a timestamp of ours by %s with %s', (keyType, scheme) => {
  it('is accepted by openssl ts -verify, with its request and without', async () => {
    const shop = await openWorkshop();
    await writeTrust(shop);
    await shop.openssl(...'ts -query -data content -sha256 -cert -out request.tsq'.split(' '));
    const request = readTimestampRequest(await shop.read('request.tsq'));
    expect(Buffer.from(request.digest)).toEqual(digest);
    const token = await issueToken({ ...request, at, serial, policy, signer: await tsa(keyType, scheme) });
    await shop.write('token.tsr', token);
    const trust = '-in token.tsr -CAfile trust.pem -untrusted certificates.pem';
    expect(await shop.openssl(...`ts -verify -data content ${trust}`.split(' '))).toContain('Verification: OK');
    expect(await shop.openssl(...`ts -verify -queryfile request.tsq ${trust}`.split(' '))).toContain(
      'Verification: OK',
    );
    const said = await shop.openssl(...'ts -reply -in token.tsr -text'.split(' '));
    expect(said).toContain('Serial number: 0xFF01020304');
    expect(said).toContain(`Policy OID: ${policy}`);
  });

  it('is accepted by ourselves, to the millisecond', async () => {
    const token = await issueToken({ digest, at, serial, policy, signer: await tsa(keyType, scheme) });
    expect(await verifyToken(token, digest, trust)).toEqual({ genTime: at });
    expect(readToken(token)).toMatchObject({ genTime: at, policy, nonce: null });
  });
});

describe('a timestamp', () => {
  it('of openssl ts -reply is accepted', async () => {
    const shop = await openWorkshop();
    await writeTrust(shop);
    const issued = await pki.issueTimestamp();
    await shop.write('tsa.pem', toPem('CERTIFICATE', issued.certificate));
    await shop.write('tsa.key', issued.privateKeyPem);
    await shop.write('serial', '01\n');
    const config = [
      '[tsa]',
      'default_tsa=t',
      '[t]',
      'serial=serial',
      'signer_cert=tsa.pem',
      'signer_key=tsa.key',
      'certs=certificates.pem',
      'signer_digest=sha256',
      'default_policy=1.2.3.4',
      'digests=sha256',
      'accuracy=secs:1,millisecs:500',
      'ordering=yes',
      'tsa_name=yes',
      'ess_cert_id_chain=yes',
    ];
    const nonce = Buffer.from('8001020304050607', 'hex');
    for (const essHash of ['sha1', 'sha256', 'sha384']) {
      await shop.write('config', [...config, `ess_cert_id_alg=${essHash}`].join('\n'));
      await shop.write('request.tsq', timestampRequest(digest, nonce));
      await shop.openssl(...'ts -reply -config config -section t -queryfile request.tsq -out token.tsr'.split(' '));
      const token = await shop.read('token.tsr');
      const { genTime } = await verifyToken(token, digest, trust);
      expect(Math.abs(genTime.getTime() - Date.now())).toBeLessThan(60_000);
      expect(Buffer.from(readToken(token).nonce ?? []).toString('hex')).toContain('8001020304050607');
    }
  });

  it('over something else is altered', async () => {
    const token = await issueToken({ digest, at, serial, policy, signer: await tsa('ec', 'ecdsa-sha256') });
    await expect(verifyToken(token, other, trust)).rejects.toMatchObject({ code: 'envelope.altered' });
  });

  it('of a key that is not for timestamps, or of nobody we trust, is refused', async () => {
    const seal = memorySigner(await pki.issueSeal(), 'ecdsa-sha256');
    const refused = { code: 'envelope.signature-invalid', details: { reason: 'timestamp' } };
    const token = await issueToken({ digest, at, serial, policy, signer: seal });
    await expect(verifyToken(token, digest, trust)).rejects.toMatchObject(refused);
    const good = await issueToken({ digest, at, serial, policy, signer: await tsa('ec', 'ecdsa-sha256') });
    const nobody = { anchors: [], intermediates: [], crls: [] };
    await expect(verifyToken(good, digest, nobody)).rejects.toMatchObject(refused);
  });

  it('from before its authority began, or after it ended, is refused', async () => {
    const signer = await tsa('ec', 'ecdsa-sha256');
    for (const year of [2000, 2049]) {
      const token = await issueToken({ digest, at: new Date(Date.UTC(year, 1, 1)), serial, policy, signer });
      await expect(verifyToken(token, digest, trust)).rejects.toMatchObject({
        details: { reason: 'timestamp' },
      });
    }
  });

  it('with any byte changed is refused', async () => {
    const token = await issueToken({ digest, at, serial, policy, signer: await tsa('ec', 'ecdsa-sha256') });
    const before = await verifyToken(token, digest, trust);
    for (let index = 0; index < token.length; index += 31) {
      const changed = Buffer.from(token);
      changed[index] = (changed[index] as number) ^ 0x08;
      const outcome = await verifyToken(changed, digest, trust).catch((error: { code: string }) => error.code);
      // What the signature does not cover (spellings, other certificates) may differ, the time never.
      if (typeof outcome === 'string') expect(outcome).toMatch(/^envelope\.(altered|signature-invalid)$/);
      else expect(outcome).toEqual(before);
    }
  });

  it('that was refused by its authority, or is none, proves nothing', async () => {
    const rejection = Buffer.from('30053003020102', 'hex');
    for (const bytes of [rejection, Buffer.alloc(0), Buffer.from('hello')]) {
      expect(() => readToken(bytes)).toThrow('envelope.signature-invalid');
    }
  });
});

describe('a request for a timestamp', () => {
  it('is understood by openssl and read back', async () => {
    const shop = await openWorkshop();
    const nonce = Buffer.from('00ab', 'hex');
    await shop.write('request.tsq', timestampRequest(digest, nonce));
    const said = await shop.openssl(...'ts -query -in request.tsq -text'.split(' '));
    expect(said).toContain('Hash Algorithm: sha256');
    expect(said).toContain('Certificate required: yes');
    expect(said).toContain('Nonce: 0xAB');
    expect(readTimestampRequest(timestampRequest(digest))).toEqual({
      digest: new Uint8Array(digest),
      nonce: null,
      policy: null,
    });
  });

  it('for another hash, or that is none, is refused', async () => {
    const shop = await openWorkshop();
    await shop.write('content', content);
    await shop.openssl(...'ts -query -data content -sha512 -out request.tsq'.split(' '));
    for (const bytes of [await shop.read('request.tsq'), Buffer.from('x'), Buffer.alloc(0)]) {
      expect(() => readTimestampRequest(bytes)).toThrow('request.invalid');
    }
  });
});
