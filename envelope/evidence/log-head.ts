/** Signed tree heads (RFC 9162 §4.10): a statement in canonical JSON under a CMS signature by the operator's seal key. */
import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { type LogHead, LogHeadStatement } from '../../contract/model/log.ts';
import { asBuffer, fromBase64, toBase64 } from '../bytes.ts';
import { canonicalJson, readCanonicalJson } from '../canonical-json.ts';
import { type CmsSigner, signDigest } from '../cms/sign.ts';
import { verifyDetached } from '../cms/verify.ts';
import { type TrustStore, validateChain } from '../x509/chain.ts';

export type LogHeadVerdict =
  | { readonly ok: true; readonly statement: LogHeadStatement }
  /** `malformed`, `signature`, or why the chain does not hold. */
  | { readonly ok: false; readonly reason: string };

/** Signs a head; a statement that does not fit its schema is a programming error. */
export async function signLogHead(statement: LogHeadStatement, sealSigner: CmsSigner): Promise<LogHead> {
  const bytes = canonicalJson(LogHeadStatement.parse(statement));
  const signature = await signDigest(sha256(bytes), sealSigner, new Date(statement.timestamp));
  return { statement: asBuffer(bytes).toString('utf8'), signature: toBase64(signature) };
}

/** Reads what a head states, without checking who says so; null unless it is the canonical form of a statement. */
export function readLogHead(head: LogHead): LogHeadStatement | null {
  return readCanonicalJson(LogHeadStatement, head.statement);
}

/** Checks signature and chain as of the instant stated; that the key is an operator's seal is part of it. */
export async function verifyLogHead(head: LogHead, trust: TrustStore): Promise<LogHeadVerdict> {
  const statement = readLogHead(head);
  const signature = fromBase64(head.signature);
  if (statement === null || signature === null) return { ok: false, reason: 'malformed' };
  try {
    const { signer, certificates } = await verifyDetached(signature, sha256(Buffer.from(head.statement, 'utf8')));
    const chain = await validateChain(signer, certificates, trust, {
      at: new Date(statement.timestamp),
      purpose: 'seal',
      revocation: 'if-known',
    });
    return chain.ok ? { ok: true, statement } : { ok: false, reason: chain.code };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, reason: 'signature' };
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
