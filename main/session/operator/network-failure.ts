/** Names what went wrong between here and the operator. */
import { AppError } from '../../../contract/errors.ts';

/** OpenSSL's and Node's names for a certificate that does not hold. */
const untrusted = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const tooSlow = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
]);

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if ('code' in current && typeof current.code === 'string') codes.push(current.code);
    if (current instanceof AggregateError) codes.push(...current.errors.flatMap(codesOf));
  }
  return codes;
}

/**
 * `operator.untrusted` for a certificate that does not hold, `operator.timeout` when too slow, `operator.protocol` for
 * an answer that is not HTTP over TLS, `app.cancelled` when we hung up, else `operator.offline`.
 */
export function networkFailure(error: unknown, signal?: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  if (signal?.aborted) return new AppError('app.cancelled', error);
  const codes = codesOf(error);
  if (codes.some((code) => untrusted.has(code))) return new AppError('operator.untrusted', error);
  if (codes.some((code) => tooSlow.has(code))) return new AppError('operator.timeout', error);
  const senseless = (code: string) =>
    code.startsWith('HPE_') || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' || code.startsWith('ERR_SSL_');
  if (codes.some(senseless)) return new AppError('operator.protocol', error);
  return new AppError('operator.offline', error);
}
