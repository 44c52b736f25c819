/** Turns what SQLite throws into named failures, at the edge of each store. */
import { storeFailure } from './failures.ts';

type Methods<T> = { [K in keyof T]: (...input: never[]) => unknown };

/** Where a store is held that may be replaced while it is in use. */
export interface StorePlace<T> {
  store: T;
}

/**
 * The same store, whose methods fail with `store.corrupt` or `store.disk-full` where that is what happened. `recover` says
 * whether another store stands in its place now, of which the same is asked again.
 */
export function guardStore<T extends Methods<T>>(place: StorePlace<T>, recover?: (error: unknown) => boolean): T {
  const guarded: Record<string, unknown> = {};
  for (const name of Object.keys(place.store) as (keyof T & string)[]) {
    const run = (input: never[]) => place.store[name](...input);
    guarded[name] = (...input: never[]) => {
      try {
        return run(input);
      } catch (error) {
        if (!recover?.(error)) throw storeFailure(error);
        return run(input);
      }
    };
  }
  return guarded as T;
}
