/** Server-sent events (WHATWG HTML §9.2) that say only "there is something": each one wakes, whatever it holds. */
import type { ByteStream } from '../core/bytes.ts';

/** Yields once for each complete event that has data; comments are signs of life. */
export async function* readWakeUps(body: ByteStream): AsyncIterable<void> {
  const decoder = new TextDecoder();
  let line = '';
  let hasData = false;
  for await (const piece of body) {
    for (const letter of decoder.decode(piece, { stream: true })) {
      if (letter !== '\n') {
        // A line that long is no event of ours; only its beginning matters.
        if (letter !== '\r' && line.length < 1_024) line += letter;
        continue;
      }
      if (line.startsWith('data')) hasData = true;
      if (line === '' && hasData) {
        hasData = false;
        yield;
      }
      line = '';
    }
  }
}
