/** Cuts a stream into lines of strict UTF-8, holding no more than one line of bounded length. */
import { isUtf8 } from 'node:buffer';
import { FileRefused } from './refusal.ts';

/** A row of 31 columns takes some 400 bytes. */
export const MAX_LINE_BYTES = 16_384;
const LINE_FEED = 10;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line that nothing ends: it may have been cut. */
  readonly ended: boolean;
}

/** Refuses (`FileRefused`, with the line) another encoding, NUL bytes, and lines above `MAX_LINE_BYTES`. */
export async function* readLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const toLine = (bytes: Buffer, ended: boolean): Line => {
    number += 1;
    if (bytes.length > MAX_LINE_BYTES) throw new FileRefused(`longer than ${MAX_LINE_BYTES} bytes`, number);
    if (!isUtf8(bytes)) throw new FileRefused('not UTF-8', number);
    if (bytes.includes(0)) throw new FileRefused('has a NUL byte', number);
    const marked = number === 1 && bytes.subarray(0, 3).equals(byteOrderMark);
    const text = bytes.toString('utf8', marked ? 3 : 0);
    return { number, ended, text: text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      lines.push(toLine(bytes.subarray(start, end), true));
      start = end + 1;
    }
    yield lines;
    rest = bytes.subarray(start);
    if (rest.length > MAX_LINE_BYTES) throw new FileRefused(`longer than ${MAX_LINE_BYTES} bytes`, number + 1);
  }
  if (rest.length > 0) yield [toLine(rest, false)];
}
