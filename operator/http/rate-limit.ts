/** A bound on how often one address may call public routes. */
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_ADDRESSES = 50_000;

/** Allows `perMinute` requests a minute from one address, in bursts of as many (token bucket). */
export function createRateLimit(perMinute: number, clock: Clock): (request: FastifyRequest) => void {
  const buckets = new Map<string, Bucket>();
  const perMs = perMinute / 60_000;
  return (request) => {
    const now = clock().getTime();
    const bucket = buckets.get(request.ip) ?? { tokens: perMinute, at: now };
    const tokens = Math.min(perMinute, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    // The oldest entries are the fullest buckets: forgetting them changes nothing.
    buckets.delete(request.ip);
    if (buckets.size >= MAX_ADDRESSES) buckets.delete(buckets.keys().next().value ?? '');
    buckets.set(request.ip, { tokens: Math.max(0, tokens - 1), at: now });
    if (tokens < 1) {
      throw new AppError('operator.too-many-requests', { retryAfterSeconds: Math.ceil((1 - tokens) / perMs / 1000) });
    }
  };
}
