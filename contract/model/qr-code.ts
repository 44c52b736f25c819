/**
 * QR codes (ISO/IEC 18004), as much of them as showing a text needs: byte mode, error correction level M (15 %), versions
 * 1 to 40. Pure; whoever draws adds the quiet zone of four modules.
 */

/** Rows of modules; true is dark. */
export type QrModules = readonly (readonly boolean[])[];

/** Error correction codewords of each block, and number of blocks, at level M, by version from 1 (table 9). */
const ecPerBlock = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
] as const;
const blockCounts = [
  1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35,
  37, 38, 40, 43, 45, 47, 49,
] as const;
const MAX_VERSION = 40;
/** Byte mode (table 2). */
const BYTE_MODE = 0b0100;
/** Level M (table 12). */
const LEVEL_M = 0b00;

/** A code as one SVG path, one unit a module, with its quiet zone. */
export interface QrDrawing {
  /** Width and height of the whole. */
  readonly side: number;
  readonly path: string;
}

const QUIET = 4;

/** Draws the code of a text. */
export function drawQr(text: string): QrDrawing {
  const modules = qrModules(text);
  const path = modules.flatMap((line, row) =>
    line.flatMap((dark, column) => (dark ? [`M${column + QUIET} ${row + QUIET}h1v1h-1z`] : [])),
  );
  return { side: modules.length + 2 * QUIET, path: path.join('') };
}

/** The code of a text, in the smallest version that holds it. Throws where none does: 2,331 bytes. */
export function qrModules(text: string): QrModules {
  const bytes = utf8(text);
  const version = smallestVersion(bytes.length);
  const codewords = interleave(dataCodewords(bytes, version), version);
  const frame = functionPatterns(version);
  const placed = placeCodewords(frame, codewords);
  const masked = masks.map((isInverted, mask) => applyMask(frame, placed, isInverted, mask));
  return masked.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}

/** The text's bytes in UTF-8, of what every runtime has. */
function utf8(text: string): readonly number[] {
  const pieces = encodeURIComponent(text).match(/%[0-9A-F]{2}|./g) ?? [];
  return pieces.map((piece) => (piece.length === 3 ? Number.parseInt(piece.slice(1), 16) : piece.charCodeAt(0)));
}

// --- bits ---------------------------------------------------------------------------------------------------------

/** Modules that hold data and error correction: all but the function patterns. */
function moduleCapacity(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const alignment = aligned === 0 ? 0 : (aligned * aligned - 3) * 25 - (aligned - 2) * 10;
  const versionBits = version >= 7 ? 36 : 0;
  const side = sideOf(version);
  // Three finders with separators and format bits around them, one dark module, two timing patterns between finders.
  return side * side - 3 * 64 - 31 - 2 * (side - 16) - alignment - versionBits;
}

function dataCapacity(version: number): number {
  const blocks = blockCounts[version - 1] ?? 0;
  return Math.floor(moduleCapacity(version) / 8) - blocks * (ecPerBlock[version - 1] ?? 0);
}

function smallestVersion(length: number): number {
  for (let version = 1; version <= MAX_VERSION; version += 1) {
    if (4 + lengthBits(version) + length * 8 <= dataCapacity(version) * 8) return version;
  }
  throw new Error('too long for a QR code');
}

const lengthBits = (version: number): number => (version < 10 ? 8 : 16);
const sideOf = (version: number): number => 17 + 4 * version;

/** Mode, length, bytes, terminator and padding (§7.4). */
function dataCodewords(bytes: readonly number[], version: number): number[] {
  const bits: number[] = [];
  const push = (value: number, width: number): void => {
    for (let bit = width - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  push(BYTE_MODE, 4);
  push(bytes.length, lengthBits(version));
  for (const byte of bytes) push(byte, 8);
  const capacity = dataCapacity(version);
  push(0, Math.min(4, capacity * 8 - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  const words: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    words.push(bits.slice(at, at + 8).reduce((word, bit) => (word << 1) | bit, 0));
  }
  for (let pad = 0; words.length < capacity; pad += 1) words.push(pad % 2 === 0 ? 0xec : 0x11);
  return words;
}

/** Blocks with their error correction, taken by turns (§7.6): the last blocks may hold one data codeword more. */
function interleave(data: readonly number[], version: number): number[] {
  const count = blockCounts[version - 1] ?? 1;
  const ecLength = ecPerBlock[version - 1] ?? 0;
  const short = Math.floor(data.length / count);
  const shortBlocks = count - (data.length % count);
  const blocks: number[][] = [];
  for (let block = 0, at = 0; block < count; block += 1) {
    const length = short + (block < shortBlocks ? 0 : 1);
    blocks.push(data.slice(at, at + length));
    at += length;
  }
  const corrections = blocks.map((block) => errorCorrection(block, ecLength));
  const byTurns = (lists: readonly number[][]): number[] =>
    Array.from({ length: Math.max(...lists.map((list) => list.length)) }).flatMap((_, index) =>
      lists.flatMap((list) => (index < list.length ? [list[index] ?? 0] : [])),
    );
  return [...byTurns(blocks), ...byTurns(corrections)];
}

/** Product in GF(2^8) over x^8 + x^4 + x^3 + x^2 + 1 (§7.5.2). */
function multiply(one: number, other: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ (product & 0x80 ? 0x11d : 0);
    if ((other >> bit) & 1) product ^= one;
  }
  return product;
}

/** Reed-Solomon: the remainder of the data by the generator polynomial of that degree (§7.5.2). */
export function errorCorrection(data: readonly number[], length: number): number[] {
  // Coefficients of (x - 1)(x - 2)…(x - 2^(length-1)) below the highest, highest first.
  const generator = new Array<number>(length).fill(0);
  generator[length - 1] = 1;
  for (let degree = 0, root = 1; degree < length; degree += 1, root = multiply(root, 2)) {
    for (let at = 0; at < length; at += 1) {
      generator[at] = multiply(generator[at] ?? 0, root) ^ (generator[at + 1] ?? 0);
    }
  }
  const remainder = new Array<number>(length).fill(0);
  for (const word of data) {
    const factor = word ^ (remainder.shift() ?? 0);
    remainder.push(0);
    for (let at = 0; at < length; at += 1) remainder[at] = (remainder[at] ?? 0) ^ multiply(generator[at] ?? 0, factor);
  }
  return remainder;
}

// --- modules ------------------------------------------------------------------------------------------------------

/** A module that is fixed, or null where data goes. */
type Frame = (boolean | null)[][];

/** Finders, timing, alignment and version; format modules are reserved as light (§6.3). */
function functionPatterns(version: number): Frame {
  const side = sideOf(version);
  const frame: Frame = Array.from({ length: side }, () => new Array<boolean | null>(side).fill(null));
  const set = (row: number, column: number, dark: boolean): void => {
    const line = frame[row];
    if (line && column >= 0 && column < side) line[column] = dark;
  };
  for (let at = 8; at < side - 8; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [top, left] of [
    [0, 0],
    [0, side - 7],
    [side - 7, 0],
  ] as const) {
    for (let row = -1; row <= 7; row += 1) {
      for (let column = -1; column <= 7; column += 1) {
        const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3));
        set(top + row, left + column, ring !== 2 && ring !== 4);
      }
    }
  }
  for (const [row, column] of alignmentCentres(version)) {
    for (let dy = -2; dy <= 2; dy += 1) {
      for (let dx = -2; dx <= 2; dx += 1) set(row + dy, column + dx, Math.max(Math.abs(dy), Math.abs(dx)) !== 1);
    }
  }
  for (const [row, column] of formatPlaces(side).flat()) set(row, column, false);
  set(side - 8, 8, true);
  if (version >= 7) {
    const bits = withCheckBits(version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit += 1) {
      const [far, near] = [side - 11 + (bit % 3), Math.floor(bit / 3)];
      set(far, near, ((bits >> bit) & 1) === 1);
      set(near, far, ((bits >> bit) & 1) === 1);
    }
  }
  return frame;
}

/** Centres of alignment patterns: evenly spaced back from the far edge, none on a finder (annex E). */
function alignmentCentres(version: number): (readonly [number, number])[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const last = sideOf(version) - 7;
  // Even steps, rounded up; version 32 is the one that the table rounds otherwise.
  const step = version === 32 ? 26 : Math.ceil((last - 6) / (count - 1) / 2) * 2;
  const places = [6, ...Array.from({ length: count - 1 }, (_, index) => last - step * (count - 2 - index))];
  return places.flatMap((row) =>
    places
      .filter((column) => !(row === 6 && (column === 6 || column === last)) && !(row === last && column === 6))
      .map((column) => [row, column] as const),
  );
}

/** Where bit 0 to bit 14 of the format stand, both times (§7.9). */
function formatPlaces(side: number): (readonly [number, number])[][] {
  return Array.from({ length: 15 }, (_, bit) => {
    const near: readonly [number, number] =
      bit < 6 ? [bit, 8] : bit < 8 ? [bit + 1, 8] : bit === 8 ? [8, 7] : [8, 14 - bit];
    const far: readonly [number, number] = bit < 8 ? [8, side - 1 - bit] : [side - 15 + bit, 8];
    return [near, far];
  });
}

/** A value followed by the remainder of its division by a generator of that degree (annexes C and D). */
function withCheckBits(value: number, degree: number, generator: number): number {
  let remainder = value;
  for (let step = 0; step < degree; step += 1) {
    remainder = (remainder << 1) ^ ((remainder >> (degree - 1)) & 1 ? generator : 0);
  }
  return (value << degree) | remainder;
}

/** Codewords, upwards and downwards in columns of two from the right, around what is fixed (§7.7.3). */
function placeCodewords(frame: Frame, codewords: readonly number[]): boolean[][] {
  const side = frame.length;
  const modules = frame.map((line) => line.map((module) => module ?? false));
  let at = 0;
  for (let right = side - 1, upwards = true; right > 0; right -= 2, upwards = !upwards) {
    // The column of the vertical timing pattern is none.
    if (right === 6) right = 5;
    for (let step = 0; step < side; step += 1) {
      const row = upwards ? side - 1 - step : step;
      for (const column of [right, right - 1]) {
        const line = modules[row];
        if (!line || frame[row]?.[column] !== null) continue;
        line[column] = (((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
        at += 1;
      }
    }
  }
  return modules;
}

/** Which modules each mask inverts (table 10). */
const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
];

function applyMask(
  frame: Frame,
  placed: readonly (readonly boolean[])[],
  isInverted: (row: number, column: number) => boolean,
  mask: number,
): boolean[][] {
  const modules = placed.map((line, row) =>
    line.map((dark, column) => dark !== (frame[row]?.[column] === null && isInverted(row, column))),
  );
  const bits = withCheckBits((LEVEL_M << 3) | mask, 10, 0x537) ^ 0x5412;
  for (const [bit, places] of formatPlaces(frame.length).entries()) {
    for (const [row, column] of places) {
      const line = modules[row];
      if (line) line[column] = ((bits >> bit) & 1) === 1;
    }
  }
  return modules;
}

/** How hard a masked code is to read (§7.8.3.1): the mask with the least is taken. */
function penalty(modules: QrModules): number {
  const side = modules.length;
  const columns = modules.map((_, column) => modules.map((line) => line[column] ?? false));
  let points = 0;
  for (const line of [...modules, ...columns]) {
    const text = line.map((dark) => (dark ? '1' : '0')).join('');
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
    points += 40 * (text.match(/(?=10111010000|00001011101)/g)?.length ?? 0);
  }
  for (let row = 1; row < side; row += 1) {
    for (let column = 1; column < side; column += 1) {
      const square = [modules[row - 1]?.[column - 1], modules[row - 1]?.[column], modules[row]?.[column - 1]];
      if (square.every((dark) => dark === modules[row]?.[column])) points += 3;
    }
  }
  const dark = modules.flat().filter(Boolean).length;
  return points + 10 * Math.floor(Math.abs((dark * 20) / (side * side) - 10));
}
