/** One thing under way at a time: whether it runs and how it failed. What it was given is not kept (a PIN must not be). */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { WireError } from '../../contract/errors.ts';
import { wireOf } from './wire-error.ts';

export interface Task {
  readonly pending: boolean;
  readonly error: WireError | null;
  /** Runs and answers true when it succeeded; a failure is kept in `error` until the next run. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

export function useTask(): Task {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);
  const run = useCallback(async (work: () => Promise<unknown>) => {
    setPending(true);
    setError(null);
    try {
      await work();
      return true;
    } catch (failure) {
      if (mounted.current) setError(wireOf(failure));
      return false;
    } finally {
      if (mounted.current) setPending(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { pending, error, run, clear };
}
