/** What a failed exchange with the operator means for going on. */
import { AppError, type ErrorCode } from '../../../contract/errors.ts';

/** Failures of the connection, not of what was asked: the same thing may succeed in a moment. */
const connectionCodes: ReadonlySet<ErrorCode> = new Set([
  'operator.offline',
  'operator.timeout',
  'operator.untrusted',
  'operator.protocol',
  'operator.unavailable',
  'operator.too-many-requests',
  'operator.not-configured',
  'auth.required',
  'auth.session-ended',
  'auth.proof-invalid',
  'auth.challenge-expired',
  'auth.clock-skew',
  'card.removed',
  'card.no-card',
  'card.no-reader',
  'card.service-unavailable',
  'card.timeout',
  'card.module-crashed',
  'card.revocation-unknown',
  // A wrong PIN given for a signature logged the card out: the next right one logs it in again.
  'card.pin-required',
]);

/** The failure's code when the connection (or who we are there) is to blame, else null. */
export function connectionProblem(error: unknown): ErrorCode | null {
  return error instanceof AppError && connectionCodes.has(error.code) ? error.code : null;
}

/** Milliseconds that the operator asked to be left alone; 0 when it did not. */
export function askedDelayMs(error: unknown): number {
  return error instanceof AppError && error.is('operator.too-many-requests')
    ? error.details.retryAfterSeconds * 1_000
    : 0;
}
