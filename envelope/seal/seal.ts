/** The seal: the operator's signature and a timestamp over a statement about the exact bytes of an envelope. */
import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { Seal, SealStatement, SealVerdict } from '../../contract/model/seal.ts';
import { asBuffer, fromBase64, toBase64 } from '../bytes.ts';
import { type CmsSigner, signDigest } from '../cms/sign.ts';
import { signatureValue, verifyDetached } from '../cms/verify.ts';
import { verifyToken } from '../timestamp/token.ts';
import { type TrustStore, validateChain } from '../x509/chain.ts';
import { readStatement, statementBytes } from './statement.ts';

/** Asks a timestamp authority for a TimeStampResp (DER) over a SHA-256. */
export type Timestamper = (sha256: Uint8Array) => Promise<Uint8Array>;

/** The statement's time and the timestamp's may differ by the clocks' error and the time that sealing takes. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/**
 * Seals. With `senderSignature` (the CMS inside the message) its signature value is timestamped too, which makes it
 * provable after its certificate's end (CAdES-T).
 */
export async function makeSeal(
  statement: SealStatement,
  sealSigner: CmsSigner,
  timestamp: Timestamper,
  senderSignature: Uint8Array | null = null,
): Promise<Seal> {
  const bytes = statementBytes(statement);
  const digest = sha256(bytes);
  const [signature, token, signatureToken] = await Promise.all([
    signDigest(digest, sealSigner, new Date(statement.sealedAt)),
    timestamp(digest),
    senderSignature === null ? null : timestamp(sha256(signatureValue(senderSignature))),
  ]);
  return {
    statement: asBuffer(bytes).toString('utf8'),
    signature: toBase64(signature),
    timestamp: toBase64(token),
    signatureTimestamp: signatureToken === null ? null : toBase64(signatureToken),
  };
}

/**
 * Checks a seal against the bytes one holds. `altered`: the message, or the statement under the signature, is not what was
 * sealed. `unverifiable` with `malformed`, `signature`, `timestamp`, `time`, or the chain's failure.
 */
export async function verifySeal(
  seal: Seal,
  message: { readonly sha256: string; readonly sizeBytes: number },
  trust: TrustStore,
): Promise<SealVerdict> {
  const statement = readStatement(seal.statement);
  const signature = fromBase64(seal.signature);
  const timestamp = fromBase64(seal.timestamp);
  if (statement === null || signature === null || timestamp === null)
    return { state: 'unverifiable', reason: 'malformed' };
  const altered: SealVerdict = { state: 'altered', sha256: message.sha256 };
  if (statement.message.sha256 !== message.sha256 || statement.message.sizeBytes !== message.sizeBytes) return altered;
  try {
    const digest = sha256(Buffer.from(seal.statement, 'utf8'));
    const { signer, certificates } = await verifyDetached(signature, digest);
    const { genTime } = await verifyToken(timestamp, digest, trust);
    const chain = await validateChain(signer, certificates, trust, {
      at: genTime,
      purpose: 'seal',
      revocation: 'if-known',
    });
    if (!chain.ok) return { state: 'unverifiable', reason: chain.code };
    if (Math.abs(genTime.getTime() - Date.parse(statement.sealedAt)) > MAX_CLOCK_DIFFERENCE_MS) {
      return { state: 'unverifiable', reason: 'time' };
    }
    return {
      state: 'valid',
      sealedAt: statement.sealedAt,
      timestampedAt: genTime.toISOString(),
      sha256: message.sha256,
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'envelope.altered') return altered;
    const reason =
      error.is('envelope.signature-invalid') && error.details.reason === 'timestamp' ? 'timestamp' : 'signature';
    return { state: 'unverifiable', reason };
  }
}
