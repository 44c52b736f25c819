/** Byte streams: nothing of an envelope is ever whole in memory but its small parts. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** The same stream, as long as it is no longer than that: else it ends with `problem`. */
export async function* atMost(source: ByteStream, limitBytes: number, problem: () => Error): ByteStream {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > limitBytes) throw problem();
    yield chunk;
  }
}

/** The same stream until the signal, which ends it with its reason. */
export async function* until(signal: AbortSignal, source: ByteStream): ByteStream {
  for await (const chunk of source) {
    signal.throwIfAborted();
    yield chunk;
  }
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
