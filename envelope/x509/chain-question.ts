/** What is asked of a chain of certificates, and how it may fail. */
import type { CertificateExtensions } from './extensions.ts';
import type { ParsedCertificate } from './parse.ts';
import type { Purpose } from './purpose.ts';

export interface ChainQuestion {
  /** The instant at which everything must hold: now, or when it was sealed. */
  readonly at: Date;
  readonly purpose: Purpose;
  /** `required`: each link needs a list that holds at `at`. `if-known`: lists count where there are any. */
  readonly revocation: 'required' | 'if-known';
  /** How long after its `nextUpdate` a list still counts; none by default. */
  readonly graceMs?: number;
}

export type ChainFailure =
  | 'card.certificate-expired'
  | 'card.certificate-not-yet-valid'
  | 'card.certificate-revoked'
  | 'card.certificate-untrusted'
  | 'card.revocation-unknown';

/** A certificate on its way to the anchor. */
export interface Link {
  readonly parsed: ParsedCertificate;
  readonly extensions: CertificateExtensions;
}
