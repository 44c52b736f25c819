/** Not waiting for ever for an operator without which the mailbox opens too. */
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import type { Clock } from './clock.ts';

/** With a mailbox on this workstation, the operator is not waited for longer than this. */
const PATIENCE_MS = 5_000;

/** Failures that say nothing about who signs in, only that the operator gave no sensible answer. */
const unreachable: readonly ErrorCode[] = [
  'operator.offline',
  'operator.timeout',
  'operator.untrusted',
  'operator.protocol',
  'operator.unavailable',
  'operator.too-many-requests',
  'operator.not-configured',
];

export function isUnreachable(error: unknown): boolean {
  return error instanceof AppError && unreachable.includes(error.code);
}

/** The answer, or `operator.timeout` after a few seconds. */
export async function withPatience<T>(clock: Clock, answer: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = clock.wait(PATIENCE_MS, timer.signal).then((): never => {
    // When the answer came first nobody listens here any more.
    throw new AppError('operator.timeout');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
    // Whoever lost the race is not listened to any more: its failure was told as the winner's, or does not matter.
    for (const lost of [answer, late]) lost.catch(() => undefined);
  }
}
