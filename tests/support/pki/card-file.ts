/** What a test card holds: two key pairs with their certificates, PIN and PUK; plain JSON, so that a file can carry it. */
import { createHash } from 'node:crypto';
import type { Authority, Validity } from './authority.ts';
import type { KeyStore } from './key-store.ts';
import { holderName } from './names.ts';
import type { CardRequest } from './people.ts';

const clientAuth = '1.3.6.1.5.5.7.3.2';

/** One key of a card. */
export interface CardKeyFile {
  /** DER, base64. */
  readonly certificate: string;
  /** PKCS#8 PEM. */
  readonly privateKeyPem: string;
}

/** A card. */
export interface CardFile {
  readonly name: string;
  readonly kind: CardRequest['kind'];
  /** What the certificate's `CN` says: "8"+RPPS, or "3"+FINESS/employee. */
  readonly nationalId: string;
  readonly holder: { readonly familyName: string; readonly givenName: string; readonly title: string };
  readonly keyType: 'rsa' | 'ec';
  /** 16 bytes, hexadecimal; PKCS#11 shows the last 8 as the token's serial number. */
  readonly guid: string;
  readonly pin: string;
  readonly puk: string;
  readonly maxTries: number;
  /** digitalSignature and clientAuth; PIV slot 9A. */
  readonly authentication: CardKeyFile;
  /** nonRepudiation; PIV slot 9C, which demands the PIN for each signature. */
  readonly signature: CardKeyFile;
  /** The issuing authorities, DER base64, nearest first, without the root. */
  readonly chain: readonly string[];
}

/** Issues both certificates of a card. */
export async function issueCardFile(from: {
  readonly request: CardRequest;
  readonly keys: KeyStore;
  readonly issuer: Authority;
  readonly today: Date;
}): Promise<CardFile> {
  const { request, keys, issuer } = from;
  const keyType = request.keyType ?? 'rsa';
  const validity = request.validity ?? validityOf(request, from.today);
  const common = { subject: holderName(request), validity, cardCategory: request.kind };
  const key = async (slot: 'auth' | 'sign') => keys.privateKeyPem(`card-${request.seed}-${slot}`, keyType);
  const authentication = issuer.issue({
    ...common,
    seed: `${request.seed}-auth`,
    privateKeyPem: await key('auth'),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: { oids: [clientAuth] },
  });
  const signature = issuer.issue({
    ...common,
    seed: `${request.seed}-sign`,
    privateKeyPem: await key('sign'),
    keyUsage: ['nonRepudiation'],
  });
  const { person, structure } = request;
  return {
    name: request.seed,
    kind: request.kind,
    nationalId: structure ? `3${structure.finess}/${structure.employee}` : `8${request.rpps}`,
    holder: { familyName: person.familyName, givenName: person.givenName, title: person.title },
    keyType,
    guid: createHash('sha256').update(`guid ${request.seed}`).digest('hex').slice(0, 32),
    pin: '1234',
    puk: '12345678',
    maxTries: 3,
    authentication: toFile(authentication),
    signature: toFile(signature),
    chain: [Buffer.from(issuer.certificate).toString('base64')],
  };
}

function toFile(key: { certificate: Uint8Array; privateKeyPem: string }): CardKeyFile {
  return { certificate: Buffer.from(key.certificate).toString('base64'), privateKeyPem: key.privateKeyPem };
}

function validityOf(request: CardRequest, today: Date): Validity {
  const day = (days: number) => new Date(today.getTime() + days * 86_400_000);
  const yearStart = Date.UTC(today.getUTCFullYear(), 0, 1);
  const year = (years: number) => new Date(yearStart + years * 365 * 86_400_000);
  if (request.state === 'expired') return { notBefore: year(-4), notAfter: day(-2) };
  if (request.state === 'not-yet-valid') return { notBefore: day(30), notAfter: year(4) };
  return { notBefore: year(-1), notAfter: year(2) };
}
