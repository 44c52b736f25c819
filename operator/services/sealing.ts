/** The operator's own seal and timestamps (protocol.md §5). */
import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { Seal, SealStatement } from '../../contract/model/seal.ts';
import { toBase64 } from '../../envelope/bytes.ts';
import type { CmsSigner } from '../../envelope/cms/sign.ts';
import { makeSeal } from '../../envelope/seal/seal.ts';
import { issueToken } from '../../envelope/timestamp/authority.ts';
import { validateChain } from '../../envelope/x509/chain.ts';
import type { Clock } from '../clock.ts';
import { validationObjects } from './inspect-message.ts';
import type { ValidationObject } from './ports/envelopes.ts';
import type { Trust } from './trust.ts';

export interface Sealing {
  /** Seals a statement; `signatureValue` is what the sender's signature comes down to, to be timestamped too (CAdES-T). */
  seal(statement: SealStatement, signatureValue: Uint8Array | null): Promise<Seal>;
  /** Chains and CRLs of the seal and of the timestamp authority; `operator.unavailable` when one of them does not hold. */
  validation(at: Date): Promise<ValidationObject[]>;
}

interface Parts {
  readonly sealSigner: CmsSigner;
  readonly timestampSigner: CmsSigner;
  /** Object identifier under which the embedded authority issues. */
  readonly timestampPolicy: string;
  readonly trust: Trust;
  readonly clock: Clock;
}

export function createSealing(parts: Parts): Sealing {
  const { sealSigner, timestampSigner, trust } = parts;
  const timestamp = (digest: Uint8Array) =>
    issueToken({
      digest,
      at: parts.clock(),
      serial: serialNumber(),
      policy: parts.timestampPolicy,
      signer: timestampSigner,
    });
  return {
    async seal(statement, signatureValue) {
      const [seal, token] = await Promise.all([
        makeSeal(statement, sealSigner, timestamp),
        signatureValue && timestamp(createHash('sha256').update(signatureValue).digest()),
      ]);
      return token === null ? seal : { ...seal, signatureTimestamp: toBase64(token) };
    },
    async validation(at) {
      const verdicts = await Promise.all([
        validateChain(sealSigner.certificate, [...sealSigner.chain], trust.current(), {
          at,
          purpose: 'seal',
          revocation: 'if-known',
        }),
        validateChain(timestampSigner.certificate, [...timestampSigner.chain], trust.current(), {
          at,
          purpose: 'timestamping',
          revocation: 'if-known',
        }),
      ]);
      return verdicts.flatMap((verdict) => {
        // A seal or a timestamp that nobody could verify proves nothing: better none, until the operator is set right.
        if (!verdict.ok) throw new AppError('operator.unavailable', new Error(`${verdict.code} ${verdict.detail}`));
        return validationObjects(verdict);
      });
    },
  };
}

/** Unique without a counter to keep: 128 random bits, positive. */
function serialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
