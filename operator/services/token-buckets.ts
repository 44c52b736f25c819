/** How often something may happen for one key: token buckets, in memory, bounded. */
import type { Clock } from '../clock.ts';

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_KEYS = 50_000;

export interface TokenBuckets {
  /** Takes one for `key`. 0 when there was one, else the seconds until there will be. */
  take(key: string): number;
}

/** `capacity` at once, filled again evenly over `periodMs`. */
export function createTokenBuckets(capacity: number, periodMs: number, clock: Clock): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  const perMs = capacity / periodMs;
  return {
    take(key) {
      const now = clock().getTime();
      const bucket = buckets.get(key) ?? { tokens: capacity, at: now };
      const tokens = Math.min(capacity, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
      // The oldest entries are the fullest buckets: forgetting them changes nothing.
      buckets.delete(key);
      if (buckets.size >= MAX_KEYS) buckets.delete(buckets.keys().next().value ?? '');
      buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      return tokens < 1 ? Math.ceil((1 - tokens) / perMs / 1000) : 0;
    },
  };
}

/** The network that a request comes from: an IPv4 address, or the /64 that one subscriber has of IPv6. */
export function networkOf(ip: string): string {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::', 2);
  const before = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros = Array<string>(tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
