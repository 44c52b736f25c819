/** Keys, certificates and streams that the tests of the envelope share. */
import { constants, createPrivateKey, sign } from 'node:crypto';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { CmsSigner, SignatureScheme } from '../../envelope/cms/sign.ts';
import { type CastName, cast } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';

export const pki = await createPki();

// Issuing a revoked card puts it on the lists, which are signed once for all tests of a file.
await pki.issueCard(cast['helene-moreau']);
export const trust = pki.trustStore();

/** A signer whose key is in memory, where a card's would be. */
export function memorySigner(
  key: { readonly certificate: Uint8Array; readonly privateKeyPem: string; readonly chain?: readonly Uint8Array[] },
  scheme: SignatureScheme,
): CmsSigner {
  const privateKey = createPrivateKey(key.privateKeyPem);
  const padding =
    scheme === 'rsa-pss-sha256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : { dsaEncoding: 'der' as const };
  return {
    certificate: key.certificate,
    chain: key.chain ?? [],
    scheme,
    sign: async (toBeSigned) => sign('sha256', toBeSigned, { key: privateKey, ...padding }),
  };
}

/** The signature key of somebody's card. */
export async function cardKey(name: CastName, slot: 'signature' | 'authentication' = 'signature') {
  const card = await pki.issueCard(cast[name]);
  return {
    certificate: new Uint8Array(Buffer.from(card[slot].certificate, 'base64')),
    privateKeyPem: card[slot].privateKeyPem,
    chain: card.chain.map((der) => new Uint8Array(Buffer.from(der, 'base64'))),
    card,
  };
}

export async function cardSigner(name: CastName, scheme?: SignatureScheme): Promise<CmsSigner> {
  const key = await cardKey(name);
  return memorySigner(key, scheme ?? (key.card.keyType === 'ec' ? 'ecdsa-sha256' : 'rsa-pkcs1-sha256'));
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function seededBytes(random: () => number, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => Math.floor(random() * 256)));
}

/** The bytes in pieces of the size that `next` gives. */
export async function* inPieces(bytes: Uint8Array, next: () => number = () => 65_536): ByteStream {
  for (let at = 0; at < bytes.length; ) {
    const size = Math.max(1, next());
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export async function bytesOf(stream: ByteStream): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}
