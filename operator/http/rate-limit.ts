/** A bound on how often one address may call public routes. */
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import { createTokenBuckets } from '../services/token-buckets.ts';

/** Allows `perMinute` requests a minute from one address, in bursts of as many. */
export function createRateLimit(perMinute: number, clock: Clock): (request: FastifyRequest) => void {
  const buckets = createTokenBuckets(perMinute, 60_000, clock);
  return (request) => {
    const retryAfterSeconds = buckets.take(request.ip);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
  };
}
