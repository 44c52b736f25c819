import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signDigest, signEntity } from '../../envelope/cms/sign.ts';
import { verifyAttached, verifyDetached, verifyDetachedStream } from '../../envelope/cms/verify.ts';
import { childrenOf, contentBytes, elementBytes, readElement } from '../../envelope/x509/der.ts';
import { toPem } from '../../envelope/x509/pem.ts';
import { nullValue, tlv } from '../support/pki/der.ts';
import { bytesOf, cardKey, cardSigner, inPieces, memorySigner, pki } from './material.ts';
import { openWorkshop } from './openssl.ts';

const content = Buffer.from('Content-Type: text/plain\r\n\r\nBonjour\r\n');
const digest = createHash('sha256').update(content).digest();
const anchors = pki.anchors.map((der) => toPem('CERTIFICATE', der)).join('');
const signingTime = new Date();

const makers = [
  { title: 'RSA PKCS#1', name: 'claire-martin', scheme: 'rsa-pkcs1-sha256' },
  { title: 'RSA-PSS', name: 'claire-martin', scheme: 'rsa-pss-sha256' },
  { title: 'ECDSA P-256', name: 'isabelle-girard', scheme: 'ecdsa-sha256' },
] as const;

describe.each(makers)('a signature made with $title', ({ name, scheme }) => {
  it('is accepted by openssl cms -verify -cades', async () => {
    const shop = await openWorkshop();
    await shop.write('content', content);
    await shop.write('trust.pem', anchors);
    await shop.write('signature.p7s', await signDigest(digest, await cardSigner(name, scheme), signingTime));
    const said = await shop.openssl(
      ...'cms -verify -binary -cades -inform DER -in signature.p7s -content content -CAfile trust.pem -purpose any'.split(
        ' ',
      ),
      '-out',
      'verified',
    );
    expect(said).toContain('CAdES Verification successful');
    expect(await shop.read('verified')).toEqual(content);
  });

  it('is accepted by ourselves and gives its signer and time', async () => {
    const signer = await cardSigner(name, scheme);
    const verified = await verifyDetached(await signDigest(digest, signer, signingTime), digest);
    expect(Buffer.from(verified.signer)).toEqual(Buffer.from(signer.certificate));
    expect(verified.certificates).toHaveLength(2);
    expect(verified.signingTime?.getTime()).toBe(Math.floor(signingTime.getTime() / 1000) * 1000);
    expect(verified.algorithm).toBe(scheme);
  });

  it('says altered when the content is another', async () => {
    const cms = await signDigest(digest, await cardSigner(name, scheme), signingTime);
    const other = createHash('sha256').update('other').digest();
    await expect(verifyDetached(cms, other)).rejects.toMatchObject({ code: 'envelope.altered' });
  });

  it('is refused with any single byte changed, or finds another time or certificate set', async () => {
    const signer = await cardSigner(name, scheme);
    const cms = await signDigest(digest, signer, signingTime);
    for (let at = 0; at < cms.length; at += 37) {
      const changed = Buffer.from(cms);
      changed[at] = (changed[at] as number) ^ 0x41;
      // Only what no signature covers may change unnoticed: the other certificates and the algorithm's spelling.
      const outcome = await verifyDetached(changed, digest).catch((error: { code: string }) => error.code);
      if (typeof outcome === 'string') expect(outcome).toMatch(/^envelope\.(signature-invalid|altered)$/);
      else expect(Buffer.from(outcome.signer)).toEqual(Buffer.from(signer.certificate));
    }
  });
});

const digests = ['sha256', 'sha384', 'sha512'] as const;
const forms = [
  { title: 'RSA PKCS#1', name: 'claire-martin', options: [] },
  { title: 'RSA-PSS', name: 'claire-martin', options: ['-keyopt', 'rsa_padding_mode:pss'] },
  { title: 'ECDSA', name: 'isabelle-girard', options: [] },
] as const;

describe.each(forms)('what openssl cms -sign makes with $title', ({ name, options }) => {
  it.each(digests)('over %s is accepted', async (hash) => {
    const shop = await openWorkshop();
    const key = await cardKey(name);
    await shop.write('content', content);
    await shop.write('signer.pem', toPem('CERTIFICATE', key.certificate) + key.privateKeyPem);
    const sign = `cms -sign -binary -in content -signer signer.pem -md ${hash} -outform DER -out made.p7s`;
    await shop.openssl(...sign.split(' '), ...options);
    const cms = await shop.read('made.p7s');
    const verified = await verifyDetachedStream(
      cms,
      inPieces(content, () => 10),
    );
    expect(Buffer.from(verified.signer)).toEqual(Buffer.from(key.certificate));
    const all = Object.fromEntries(digests.map((one) => [one, createHash(one).update(content).digest()]));
    await expect(verifyDetached(cms, { sha256: digest, ...all })).resolves.toMatchObject({
      algorithm: verified.algorithm,
    });
    await expect(verifyDetachedStream(cms, inPieces(Buffer.from('x')))).rejects.toMatchObject({
      code: 'envelope.altered',
    });
  });

  it('with a key identifier, CAdES attributes and chain is accepted', async () => {
    const shop = await openWorkshop();
    const key = await cardKey(name);
    await shop.write('content', content);
    await shop.write('signer.pem', toPem('CERTIFICATE', key.certificate) + key.privateKeyPem);
    await shop.write('chain.pem', key.chain.map((der) => toPem('CERTIFICATE', der)).join(''));
    const sign =
      'cms -sign -binary -cades -keyid -in content -signer signer.pem -certfile chain.pem -outform DER -out made.p7s';
    await shop.openssl(...sign.split(' '), ...options);
    const verified = await verifyDetached(await shop.read('made.p7s'), digest);
    expect(verified.certificates).toHaveLength(2);
  });
});

/** The same structure with the lengths of its outer `levels` left open. */
function leftOpen(bytes: Uint8Array, levels: number): Uint8Array {
  const element = readElement(bytes, 0, bytes.length);
  if (levels === 0 || (element.tag & 0x20) === 0) return bytes;
  const children = [...childrenOf(bytes, element)].map((child) => leftOpen(elementBytes(bytes, child), levels - 1));
  return Buffer.concat([Buffer.of(element.tag, 0x80), ...children, Buffer.of(0, 0)]);
}

describe('what openssl writes as it streams, with lengths left open', () => {
  const sign = 'cms -sign -binary -stream -in content -signer signer.pem -outform DER -out made.p7s';

  async function streamed(...options: string[]): Promise<Buffer> {
    const shop = await openWorkshop();
    const key = await cardKey('claire-martin');
    // Long enough for the content to come in pieces.
    await shop.write('content', Buffer.alloc(20_000, content));
    await shop.write('signer.pem', toPem('CERTIFICATE', key.certificate) + key.privateKeyPem);
    await shop.openssl(...sign.split(' '), ...options);
    return shop.read('made.p7s');
  }

  it('is accepted when detached, as other libraries write it', async () => {
    const cms = await signDigest(digest, await cardSigner('claire-martin', 'rsa-pkcs1-sha256'), signingTime);
    const verified = await verifyDetached(leftOpen(cms, 3), digest);
    expect(verified).toEqual(await verifyDetached(cms, digest));
  });

  it('is read whole when the content is inside, in pieces', async () => {
    const { content: found } = verifyAttached(await streamed('-nodetach'), '1.2.840.113549.1.7.1');
    expect(Buffer.from(found).equals(Buffer.alloc(20_000, content))).toBe(true);
  });

  it('is refused when it breaks off anywhere, or goes on', async () => {
    const cms = await streamed();
    expect(cms[1]).toBe(0x80);
    for (let end = 0; end < cms.length; end += 61) {
      await expect(verifyDetached(cms.subarray(0, end), digest)).rejects.toMatchObject({
        details: { reason: 'malformed' },
      });
    }
    const longer = Buffer.concat([cms, Buffer.of(0, 0)]);
    await expect(verifyDetached(longer, digest)).rejects.toMatchObject({ details: { reason: 'malformed' } });
  });

  it('is refused when it nests without end', async () => {
    const nested = Buffer.from('3080'.repeat(100_000), 'hex');
    await expect(verifyDetached(nested, digest)).rejects.toMatchObject({ details: { reason: 'malformed' } });
  });
});

describe('a signature of a kind that proves nothing here', () => {
  const refused = [
    { title: 'carries its content', options: ['-nodetach'], reason: 'not-detached' },
    { title: 'has no signed attributes', options: ['-noattr'], reason: 'signed-attributes' },
    { title: 'brings no certificate', options: ['-nocerts'], reason: 'no-certificate' },
    { title: 'rests on SHA-1', options: ['-md', 'sha1'], reason: 'algorithm' },
  ];
  it.each(refused)('is refused: it $title', async ({ options, reason }) => {
    const shop = await openWorkshop();
    const key = await cardKey('claire-martin');
    await shop.write('content', content);
    await shop.write('signer.pem', toPem('CERTIFICATE', key.certificate) + key.privateKeyPem);
    await shop.openssl(
      ...'cms -sign -binary -in content -signer signer.pem -outform DER -out made.p7s'.split(' '),
      ...options,
    );
    await expect(verifyDetached(await shop.read('made.p7s'), digest)).rejects.toMatchObject({
      code: 'envelope.signature-invalid',
      details: { reason },
    });
  });

  it('is refused: two hands signed', async () => {
    const shop = await openWorkshop();
    const [one, two] = [await cardKey('claire-martin'), await cardKey('paul-leroy')];
    await shop.write('content', content);
    await shop.write('one.pem', toPem('CERTIFICATE', one.certificate) + one.privateKeyPem);
    await shop.write('two.pem', toPem('CERTIFICATE', two.certificate) + two.privateKeyPem);
    await shop.openssl(
      ...'cms -sign -binary -in content -signer one.pem -signer two.pem -outform DER -out made.p7s'.split(' '),
    );
    await expect(verifyDetached(await shop.read('made.p7s'), digest)).rejects.toMatchObject({
      details: { reason: 'signers' },
    });
  });

  it('is refused: bytes of any kind, without an error of another kind', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('hello'),
      Buffer.alloc(1000, 0x30),
      Buffer.from('3080'.repeat(500), 'hex'),
    ]) {
      await expect(verifyDetached(bytes, digest)).rejects.toMatchObject({ details: { reason: 'malformed' } });
    }
  });

  const places: { readonly title: string; readonly path: readonly number[]; readonly isAttached?: boolean }[] = [
    { title: 'beside SignedData', path: [] },
    { title: 'where SignedData is', path: [1] },
    { title: 'where the content is', path: [1, 0, 2, 1], isAttached: true },
    { title: 'in an attribute', path: [1, 0, -1, 0, 3, 0] },
    { title: 'after what may be left unsigned', path: [1, 0, -1, 0] },
  ];
  it.each(places)('is refused: something more stands $title', async ({ path, isAttached }) => {
    const shop = await openWorkshop();
    const key = await cardKey('claire-martin');
    await shop.write('content', content);
    await shop.write('signer.pem', toPem('CERTIFICATE', key.certificate) + key.privateKeyPem);
    const sign = 'cms -sign -binary -in content -signer signer.pem -outform DER -out made.p7s';
    await shop.openssl(...sign.split(' '), ...(isAttached ? ['-nodetach'] : []));
    const made = await shop.read('made.p7s');
    const judged = async (cms: Uint8Array) =>
      isAttached ? verifyAttached(cms, '1.2.840.113549.1.7.1') : await verifyDetached(cms, digest);
    await judged(made);
    await expect(judged(withMore(made, path))).rejects.toMatchObject({ details: { reason: 'malformed' } });
  });

  it('is refused: the certificate was put in place of another with the same key', async () => {
    const key = await cardKey('claire-martin');
    const auth = await cardKey('claire-martin', 'authentication');
    // Signed by the signature key, but presented under the authentication certificate.
    const signer = { ...memorySigner(key, 'rsa-pkcs1-sha256'), certificate: auth.certificate };
    await expect(verifyDetached(await signDigest(digest, signer, signingTime), digest)).rejects.toMatchObject({
      details: { reason: 'signature' },
    });
  });
});

describe('signing an entity as it streams by', () => {
  it('gives the same verdict as signing its hash', async () => {
    const signer = await cardSigner('claire-martin');
    const cms = await signEntity(
      inPieces(content, () => 3),
      signer,
      signingTime,
    );
    await expect(verifyDetached(cms, digest)).resolves.toBeDefined();
    expect(await bytesOf(inPieces(content))).toEqual(content);
  });
});

/** The element with a NULL at the end of the one that `path` leads to, by places among children (-1 is the last). */
function withMore(bytes: Uint8Array, path: readonly number[]): Uint8Array {
  const element = readElement(bytes, 0, bytes.length);
  const [place, ...rest] = path;
  if (place === undefined) return tlv(element.tag, contentBytes(bytes, element), nullValue());
  const children = [...childrenOf(bytes, element)].map((child) => elementBytes(bytes, child));
  const at = place < 0 ? children.length + place : place;
  return tlv(element.tag, ...children.map((child, index) => (index === at ? withMore(child, rest) : child)));
}
