/**
 * The test PKI, shaped like IGC-Santé: two roots, the intermediates that issue cards and organisation certificates,
 * their CRLs, and a foreign authority that nobody trusts.
 *
 * Everything but the keys is computed afresh and comes out the same in every process on the same day, so processes
 * share a PKI by sharing the key folder alone.
 */
import { X509Certificate } from 'node:crypto';
import { type Authority, type CertifiedKey, type CrlValidity, createRoot, type Validity } from './authority.ts';
import { type CardFile, issueCardFile } from './card-file.ts';
import { type KeyStore, type KeyType, openKeyStore } from './key-store.ts';
import { authorityName, serviceName } from './names.ts';
import type { CardRequest } from './people.ts';

const dayMs = 86_400_000;

/** Trust anchors, intermediates and CRLs, all DER. */
export interface TrustStore {
  readonly anchors: Uint8Array[];
  readonly intermediates: Uint8Array[];
  readonly crls: Uint8Array[];
}

/** A certificate with its key and the intermediates up to, and without, the root. */
export interface IssuedService extends CertifiedKey {
  readonly chain: readonly Uint8Array[];
  /** Certificate and intermediates, PEM, as TLS servers want it. */
  readonly certificateChainPem: string;
}

/** Policy that marks a certificate as an operator's seal (a UUID-based OID: nobody else's). */
export const sealPolicyOid = '2.25.188713105893264';

const serverAuth = '1.3.6.1.5.5.7.3.1';
const timeStamping = '1.3.6.1.5.5.7.3.8';

/** The whole PKI. */
export interface Pki {
  /** Root and intermediate that issue professionals' cards. */
  readonly persons: Authority;
  /** Intermediate that issues seals and timestamp certificates. */
  readonly organisations: Authority;
  /** Intermediate that issues TLS certificates. */
  readonly servers: Authority;
  /** An authority outside the trust space, same shape. */
  readonly foreign: Authority;
  /** Certificates of the roots that one should trust, DER. */
  readonly anchors: readonly Uint8Array[];
  readonly intermediates: readonly Uint8Array[];
  /** Issues a card: authentication and signature key, certificates, PIN `1234`, PUK `12345678`. */
  issueCard(request: CardRequest): Promise<CardFile>;
  /** TLS server certificate for host names and IP addresses. */
  issueServer(hosts: readonly string[], options?: { seed?: string; validity?: Validity }): Promise<IssuedService>;
  /** P-256 certificate with which an operator seals. */
  issueSeal(options?: { seed?: string; validity?: Validity }): Promise<IssuedService>;
  /** Timestamp authority: critical extended key usage `timeStamping` and no other (RFC 3161 §2.3). */
  issueTimestamp(options?: { seed?: string; keyType?: KeyType; validity?: Validity }): Promise<IssuedService>;
  /** Revokes any certificate issued by one of the authorities; the next CRLs list it. */
  revoke(certificate: Uint8Array, at?: Date): void;
  /** CRLs of every trusted authority, listing what was revoked up to this call. Valid from yesterday for a week. */
  crls(validity?: CrlValidity): Uint8Array[];
  /** What a relying party is given: anchors, intermediates and fresh CRLs. */
  trustStore(): TrustStore;
}

/** Start of the UTC day, so that certificates come out the same all day long. */
export function dayStart(date: Date): Date {
  return new Date(Math.floor(date.getTime() / dayMs) * dayMs);
}

/** `days` after (before, when negative) a date. */
export function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * dayMs);
}

/** Builds the PKI as it stands at `now`; the keys are kept in `keyDirectory` (default: shared by this user's runs). */
export async function createPki(options: { keyDirectory?: string; now?: Date } = {}): Promise<Pki> {
  const keys = openKeyStore(options.keyDirectory);
  const today = dayStart(options.now ?? new Date());
  const yearStart = new Date(Date.UTC(today.getUTCFullYear(), 0, 1));
  const authorities = await createAuthorities(keys, yearStart);
  const { persons, organisations, servers, foreign, roots, intermediates } = authorities;
  const usual: Validity = { notBefore: addDays(yearStart, -365), notAfter: addDays(yearStart, 3 * 365) };

  async function service(
    issuer: Authority,
    keyType: KeyType,
    request: Omit<Parameters<Authority['issue']>[0], 'privateKeyPem' | 'validity'> & {
      validity?: Validity | undefined;
    },
  ): Promise<IssuedService> {
    const issued = issuer.issue({
      ...request,
      privateKeyPem: await keys.privateKeyPem(request.seed, keyType),
      validity: request.validity ?? usual,
    });
    return {
      ...issued,
      chain: [issuer.certificate],
      certificateChainPem: certificatePem(issued.certificate) + certificatePem(issuer.certificate),
    };
  }

  const pki: Pki = {
    persons,
    organisations,
    servers,
    foreign,
    anchors: roots.map((root) => root.certificate),
    intermediates: intermediates.map((authority) => authority.certificate),
    async issueCard(request) {
      const card = await issueCardFile({
        request,
        keys,
        today,
        issuer: request.state === 'foreign' ? foreign : persons,
      });
      if (request.state === 'revoked') {
        for (const key of [card.authentication, card.signature]) {
          persons.revoke(Buffer.from(key.certificate, 'base64'), addDays(today, -10));
        }
      }
      return card;
    },
    issueServer: (hosts, { seed = `server-${hosts.join('-')}`, validity } = {}) =>
      service(servers, 'ec', {
        seed,
        validity,
        subject: serviceName(hosts[0] ?? 'localhost'),
        keyUsage: ['digitalSignature'],
        extendedKeyUsage: { oids: [serverAuth] },
        hosts,
      }),
    issueSeal: ({ seed = 'operator-seal', validity } = {}) =>
      service(organisations, 'ec', {
        seed,
        validity,
        subject: serviceName('MEDIMAIL SCELLEMENT TEST'),
        keyUsage: ['digitalSignature', 'nonRepudiation'],
        policies: [sealPolicyOid],
      }),
    issueTimestamp: ({ seed = 'operator-tsa', keyType = 'rsa', validity } = {}) =>
      service(organisations, keyType, {
        seed,
        validity,
        subject: serviceName('MEDIMAIL HORODATAGE TEST'),
        keyUsage: ['digitalSignature'],
        extendedKeyUsage: { oids: [timeStamping], critical: true },
      }),
    revoke(certificate, at = addDays(today, -1)) {
      const subject = new X509Certificate(certificate);
      const issuer = [...roots, ...intermediates, foreign].find((one) =>
        subject.checkIssued(new X509Certificate(one.certificate)),
      );
      if (!issuer) throw new Error('issued by no authority of this PKI');
      issuer.revoke(certificate, at);
    },
    crls(validity = { thisUpdate: addDays(today, -1), nextUpdate: addDays(today, 7) }) {
      return [...roots, ...intermediates].map((authority) => authority.crl(validity));
    },
    trustStore() {
      return { anchors: [...pki.anchors], intermediates: [...pki.intermediates], crls: pki.crls() };
    },
  };
  return pki;
}

async function createAuthorities(keys: KeyStore, yearStart: Date) {
  const long: Validity = { notBefore: addDays(yearStart, -6 * 365), notAfter: addDays(yearStart, 14 * 365) };
  const medium: Validity = { notBefore: addDays(yearStart, -5 * 365), notAfter: addDays(yearStart, 9 * 365) };
  const root = async (seed: string, commonName: string) =>
    createRoot({
      name: authorityName(commonName),
      privateKeyPem: await keys.privateKeyPem(seed, 'rsa'),
      validity: long,
      seed,
    });
  const below = async (parent: Authority, seed: string, commonName: string) =>
    parent.subordinate({
      name: authorityName(commonName),
      privateKeyPem: await keys.privateKeyPem(seed, 'rsa'),
      validity: medium,
      seed,
    });
  const [strong, elementary, stranger] = await Promise.all([
    root('root-fort', 'TEST AC RACINE IGC-SANTE FORT'),
    root('root-elementaire', 'TEST AC RACINE IGC-SANTE ELEMENTAIRE'),
    root('root-foreign', 'TEST AC RACINE ETRANGERE'),
  ]);
  const [persons, organisations, servers, foreign] = await Promise.all([
    below(strong, 'ca-fort-personnes', 'TEST AC IGC-SANTE FORT PERSONNES'),
    below(strong, 'ca-fort-organisations', 'TEST AC IGC-SANTE FORT ORGANISATIONS'),
    below(elementary, 'ca-elementaire-organisations', 'TEST AC IGC-SANTE ELEMENTAIRE ORGANISATIONS'),
    below(stranger, 'ca-foreign', 'TEST AC ETRANGERE PERSONNES'),
  ]);
  return {
    persons,
    organisations,
    servers,
    foreign,
    roots: [strong, elementary],
    intermediates: [persons, organisations, servers],
  };
}

/** PEM of a DER certificate. */
export function certificatePem(der: Uint8Array): string {
  return pem('CERTIFICATE', der);
}

/** PEM of a DER CRL. */
export function crlPem(der: Uint8Array): string {
  return pem('X509 CRL', der);
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
