/** Byte streams: nothing of an envelope is ever whole in memory but its small parts. */
export type ByteStream = AsyncIterable<Uint8Array>;

/** The same stream, telling how many bytes have passed so far. */
export async function* counted(source: ByteStream, onBytes: (total: number) => void): ByteStream {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    onBytes(total);
    yield chunk;
  }
}
