/** A sorted list of different texts as one buffer: a hundred thousand names without a hundred thousand objects. */

export interface Texts {
  readonly count: number;
  at(place: number): string;
  /** Places of the texts that begin with this, the end excluded. */
  beginning(prefix: string): readonly [start: number, end: number];
  /** Place of exactly this; -1 where it is not there. */
  placeOf(text: string): number;
}

const LINE_FEED = 10;

/** `texts` in the order of their bytes. */
export function packTexts(texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text) => `${text}\n`).join(''));
}

/** The order of the bytes of two texts, which is SQLite's. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function openTexts(bytes: Buffer): Texts {
  const starts = lineStarts(bytes);
  const count = starts.length - 1;
  const bytesAt = (place: number) => bytes.subarray(starts[place], (starts[place + 1] ?? 1) - 1);
  /** The first place whose text does not come before. */
  const lowerBound = (wanted: Buffer): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Buffer.compare(bytesAt(middle), wanted) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const at = (place: number) => bytesAt(place).toString('utf8');
  return {
    count,
    at,
    beginning(prefix) {
      // 0xff is in no text of UTF-8: all that begin so come before it.
      return [lowerBound(Buffer.from(prefix)), lowerBound(Buffer.concat([Buffer.from(prefix), Buffer.of(0xff)]))];
    },
    placeOf(text) {
      const place = lowerBound(Buffer.from(text));
      return place < count && at(place) === text ? place : -1;
    },
  };
}

function lineStarts(bytes: Buffer): Uint32Array {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  const starts = new Uint32Array(count + 1);
  for (let line = 1, at = bytes.indexOf(LINE_FEED); at !== -1; line += 1, at = bytes.indexOf(LINE_FEED, at + 1)) {
    starts[line] = at + 1;
  }
  return starts;
}
