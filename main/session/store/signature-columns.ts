/** A message's signature as two columns: the CMS as bytes, the hashes of what it signs as JSON. */
import type { SignatureBytes } from '../core/message-port.ts';

/** JSON of the hashes, hexadecimal. */
export function writeDigests({ digests }: SignatureBytes): string {
  const hex = Object.entries(digests).map(([name, digest]) => [name, Buffer.from(digest).toString('hex')]);
  return JSON.stringify(Object.fromEntries(hex));
}

/** The signature of a row; null when the message has none. */
export function readSignature(cms: Uint8Array | null, digestsText: string | null): SignatureBytes | null {
  if (cms === null || digestsText === null) return null;
  const { sha256 = '', sha384, sha512 } = JSON.parse(digestsText) as Record<string, string>;
  const digests = {
    sha256: Buffer.from(sha256, 'hex'),
    ...(sha384 === undefined ? {} : { sha384: Buffer.from(sha384, 'hex') }),
    ...(sha512 === undefined ? {} : { sha512: Buffer.from(sha512, 'hex') }),
  };
  return { cms, digests };
}
