/** The operator's statement about the exact bytes of an envelope, and the proof around it. */
import { z } from 'zod';
import { AccountId, Base64, EnvelopeId, Instant, Sha256Hex } from './ids.ts';
import { NationalId } from './person.ts';
import { RecipientKind, RecipientRole } from './recipient.ts';

/**
 * How whoever deposited an envelope was authenticated. `mailed-link`: held the link of an invitation, and has no account;
 * `mailed-link-and-phone-code`: also gave the code that went to the telephone which the sender of the invitation named.
 */
export const DepositMethod = z.enum(['card', 'code', 'mailed-link', 'mailed-link-and-phone-code']);
export type DepositMethod = z.infer<typeof DepositMethod>;

/** Whether an envelope was deposited by the link of an invitation, without account. */
export function isLinkMethod(method: DepositMethod): boolean {
  return method === 'mailed-link' || method === 'mailed-link-and-phone-code';
}

/** Signed as its RFC 8785 canonical JSON. */
export const SealStatement = z.object({
  version: z.literal(1),
  operator: z.string().max(200),
  envelopeId: EnvelopeId,
  message: z.object({ sha256: Sha256Hex, sizeBytes: z.number().int().positive() }),
  sender: z.object({
    /** Null: somebody without an account, at the address that an invitation went to. */
    accountId: AccountId.nullable(),
    address: z.string(),
    name: z.string(),
    nationalId: NationalId.nullable(),
    /** How the depositing session was authenticated; the hash is that of the kept assertion. */
    authentication: z.object({ method: DepositMethod, evidenceSha256: Sha256Hex.nullable() }),
  }),
  /** Who deposited it under a delegation, in the sender's name; the session is theirs. Absent when the sender did. */
  delegate: z
    .object({ accountId: AccountId, address: z.string(), name: z.string(), nationalId: NationalId.nullable() })
    .optional(),
  /** The signature inside the message, null when unsigned. */
  signature: z
    .object({ certificateSha256: Sha256Hex, nationalId: NationalId.nullable(), algorithm: z.string() })
    .nullable(),
  recipients: z.array(
    z.object({
      address: z.string(),
      role: RecipientRole,
      kind: RecipientKind,
      /** The sender asked that a code by telephone be given before opening: all that is told of its number. */
      phoneCode: z.object({ lastDigits: z.string().length(2) }).optional(),
    }),
  ),
  depositedAt: Instant,
  sealedAt: Instant,
});
export type SealStatement = z.infer<typeof SealStatement>;

/** The seal as it travels and is kept. */
export const Seal = z.object({
  /** The exact canonical JSON text that was signed. */
  statement: z.string(),
  /** CMS SignedData (RFC 5652), detached, by the operator's seal key. */
  signature: Base64,
  /** RFC 3161 TimeStampResp over SHA-256 of the statement. */
  timestamp: Base64,
  /** RFC 3161 TimeStampResp over SHA-256 of the sender's signature value (CAdES-T); null when unsigned. */
  signatureTimestamp: Base64.nullable(),
});
export type Seal = z.infer<typeof Seal>;

/** What a check of the seal on this workstation found. */
export const SealVerdict = z.discriminatedUnion('state', [
  z.object({ state: z.literal('valid'), sealedAt: Instant, timestampedAt: Instant, sha256: Sha256Hex }),
  z.object({ state: z.literal('altered'), sha256: Sha256Hex }),
  z.object({ state: z.literal('unverifiable'), reason: z.string() }),
]);
export type SealVerdict = z.infer<typeof SealVerdict>;
