/** Byte streams, and splitting one between two readers. */

export type ByteStream = AsyncIterable<Uint8Array>;

interface Branch {
  waiting: ((chunk: IteratorResult<Uint8Array>) => void) | null;
  failing: ((error: unknown) => void) | null;
  closed: boolean;
}

/**
 * Gives the same bytes to two readers in lockstep, so that nothing piles up in memory: the source is read again only
 * when each reader that is still there has asked for more. A reader that leaves early does not stop the other.
 */
export function splitStream(source: ByteStream): readonly [ByteStream, ByteStream] {
  const iterator = source[Symbol.asyncIterator]();
  const branches: readonly [Branch, Branch] = [
    { waiting: null, failing: null, closed: false },
    { waiting: null, failing: null, closed: false },
  ];
  let reading = false;
  let ended: IteratorResult<Uint8Array> | null = null;
  let failure: { readonly error: unknown } | null = null;

  const deliver = (act: (branch: Branch) => void) => {
    for (const branch of branches) {
      if (branch.waiting) act(branch);
    }
  };
  const settle = (branch: Branch, result: IteratorResult<Uint8Array>) => {
    const waiting = branch.waiting;
    branch.waiting = null;
    branch.failing = null;
    waiting?.(result);
  };
  const fail = (branch: Branch, error: unknown) => {
    const failing = branch.failing;
    branch.waiting = null;
    branch.failing = null;
    failing?.(error);
  };
  const advance = () => {
    if (reading || !branches.every((branch) => branch.closed || branch.waiting)) return;
    reading = true;
    iterator.next().then(
      (result) => {
        reading = false;
        if (result.done) ended = result;
        deliver((branch) => settle(branch, result));
        advanceLater();
      },
      (error: unknown) => {
        reading = false;
        failure = { error };
        deliver((branch) => fail(branch, error));
      },
    );
  };
  const advanceLater = () => {
    if (branches.some((branch) => branch.waiting)) advance();
  };
  const reader = (branch: Branch): ByteStream => ({
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve, reject) => {
          if (failure) reject(failure.error);
          else if (ended) resolve(ended);
          else {
            branch.waiting = resolve;
            branch.failing = reject;
            advance();
          }
        }),
      return: async () => {
        branch.closed = true;
        if (branches.every((other) => other.closed)) await iterator.return?.();
        else advanceLater();
        return { done: true, value: undefined };
      },
    }),
  });
  return [reader(branches[0]), reader(branches[1])];
}

/** The same stream, telling how many bytes have passed so far. */
export async function* counted(source: ByteStream, onBytes: (total: number) => void): ByteStream {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    onBytes(total);
    yield chunk;
  }
}
