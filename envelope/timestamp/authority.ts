/** A timestamp authority (RFC 3161): the embedded operator carries one; its clock and key are passed in. */
import { createHash } from 'node:crypto';
import type { CmsSigner } from '../cms/sign.ts';
import { writeSignedData } from '../cms/write-signed-data.ts';
import { der, derGeneralizedTime, derInteger, derOid, tag } from '../x509/der.ts';
import { oid } from '../x509/oids.ts';
import { messageImprint } from './request.ts';

export interface TokenInput {
  /** SHA-256 that is to be timestamped. */
  readonly digest: Uint8Array;
  readonly at: Date;
  /** Unique for each token of the authority; big-endian magnitude, at most 20 bytes. */
  readonly serial: Uint8Array;
  /** OID of the policy under which the authority works. */
  readonly policy: string;
  /** The authority's key; its certificate must be for `timeStamping` alone. Not RSA-PSS: `openssl ts` cannot verify it. */
  readonly signer: CmsSigner;
  /** Given back as it was asked. */
  readonly nonce?: Uint8Array | null;
}

/** TimeStampResp, DER, granted. Time to the millisecond. */
export async function issueToken(input: TokenInput): Promise<Uint8Array> {
  const info = der(
    tag.sequence,
    derInteger(Uint8Array.of(1)),
    derOid(input.policy),
    messageImprint(input.digest),
    derInteger(input.serial),
    derGeneralizedTime(input.at, true),
    ...(input.nonce ? [derInteger(input.nonce)] : []),
  );
  const token = await writeSignedData({
    contentType: oid.tstInfo,
    contentSha256: createHash('sha256').update(info).digest(),
    content: info,
    signer: input.signer,
    signingTime: input.at,
  });
  const granted = der(tag.sequence, derInteger(Uint8Array.of(0)));
  return der(tag.sequence, granted, token);
}
