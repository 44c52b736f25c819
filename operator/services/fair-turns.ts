/** A bound on the passwords that are being hashed for one network or device: nobody alone must fill the queue. */
import { AppError } from '../../contract/errors.ts';

const MAX_AT_ONCE = 16;
const RETRY_AFTER_SECONDS = 2;

/** Runs work for a key unless as much is under way for it already: `operator.too-many-requests`. */
export function createFairTurns(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, number>();
  return async (key, work) => {
    const others = underWay.get(key) ?? 0;
    if (others >= MAX_AT_ONCE) {
      throw new AppError('operator.too-many-requests', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    underWay.set(key, others + 1);
    try {
      return await work();
    } finally {
      const left = (underWay.get(key) ?? 1) - 1;
      if (left === 0) underWay.delete(key);
      else underWay.set(key, left);
    }
  };
}
