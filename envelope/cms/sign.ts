/** CMS signatures (RFC 5652) with the signed attributes of CAdES-BES, made by a key that may live on a card. */
import { createHash } from 'node:crypto';
import type { ByteStream } from '../bytes.ts';
import { oid } from '../x509/oids.ts';
import type { CmsSigner } from './signer.ts';
import { writeSignedData } from './write-signed-data.ts';

export type { CmsSigner, SignatureScheme } from './signer.ts';

/** A detached signature over content that is known by its SHA-256: ContentInfo, DER. */
export function signDigest(contentSha256: Uint8Array, signer: CmsSigner, signingTime: Date): Promise<Uint8Array> {
  return writeSignedData({ contentType: oid.data, contentSha256, content: null, signer, signingTime });
}

/** Hashes an entity as it streams by and signs it, detached: what sending does besides building the message. */
export async function signEntity(
  entity: ByteStream,
  signer: CmsSigner,
  signingTime: Date = new Date(),
): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of entity) hash.update(piece);
  return signDigest(hash.digest(), signer, signingTime);
}
