/** PEM (RFC 7468), for files that `openssl` and people read. */
import { asBuffer } from '../bytes.ts';

export type PemLabel = 'CERTIFICATE' | 'X509 CRL';

/** One block, lines of 64 characters. */
export function toPem(label: PemLabel, der: Uint8Array): string {
  const lines = asBuffer(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

/** All blocks of that label in a text, DER; text around them is passed over. */
export function fromPem(label: PemLabel, text: string): Uint8Array[] {
  const pattern = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g');
  return [...text.matchAll(pattern)].map((match) => Buffer.from(match[1] as string, 'base64'));
}
