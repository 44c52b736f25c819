/** What certificates are checked against, as the services see it. */
import type { TrustStore } from '../../envelope/x509/chain.ts';

export interface Trust {
  /** Anchors, intermediates and the last good CRLs. */
  current(): TrustStore;
  /** When the CRLs were last read. */
  readAt(): Date;
  /** How long past their nextUpdate CRLs still count. */
  readonly graceMs: number;
}
