/** Turns what SQLite throws into named failures, at the edge of each store. */
import { storeFailure } from './failures.ts';

type Methods<T> = { [K in keyof T]: (...input: never[]) => unknown };

/** The same store, whose methods fail with `store.corrupt` or `store.disk-full` where that is what happened. */
export function guardStore<T extends Methods<T>>(store: T, recover?: (error: unknown) => T | null): T {
  let current = store;
  const guarded: Record<string, unknown> = {};
  for (const name of Object.keys(store) as (keyof T & string)[]) {
    const run = (target: T, input: never[]) => target[name](...input);
    guarded[name] = (...input: never[]) => {
      try {
        return run(current, input);
      } catch (error) {
        const replacement = recover?.(error) ?? null;
        if (replacement === null) throw storeFailure(error);
        current = replacement;
        return run(current, input);
      }
    };
  }
  return guarded as T;
}
