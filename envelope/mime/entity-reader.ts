/**
 * Takes a message apart as it streams by: header blocks, leaf bodies with their places, and the exact bytes of one part
 * of the root for its signature. Knows nothing of what the parts mean. Memory: one header block and one boundary line.
 *
 * Every line end is LF with or without CR before it; the one before a boundary belongs to the boundary (RFC 2046 §5.1.1).
 */
import { AppError } from '../../contract/errors.ts';
import { asBuffer } from '../bytes.ts';
import { fieldValue, type HeaderField, parseHeaderLines } from './header.ts';
import { type ParameterizedValue, parseParameters } from './parameters.ts';

/** What a hostile message may cost. */
export interface ParseLimits {
  /** Multiparts inside one another. */
  readonly depth: number;
  readonly parts: number;
  readonly headerBytesPerPart: number;
  readonly headerLineBytes: number;
  /** Text and HTML that is kept, decoded. */
  readonly textBytes: number;
}

export const defaultLimits: ParseLimits = {
  depth: 20,
  parts: 1000,
  headerBytesPerPart: 256 * 1024,
  headerLineBytes: 16 * 1024,
  textBytes: 2 * 1024 * 1024,
};

/** Where a leaf stands in a signed message: below the part that is signed, its signature, or neither. */
export interface PartPlace {
  /** How many multiparts are around it. */
  readonly depth: number;
  /** Which child of the outermost multipart it is or is in, from one; zero when there is no multipart. */
  readonly rootChild: number;
}

/** What becomes of a leaf's body; `end` gets its place in the raw message. */
export interface LeafSink {
  data(piece: Uint8Array): void;
  end(offset: number, length: number): void;
}

export interface EntityHandler {
  /** The header block of every part, leaf or not, the root's first. */
  headers(fields: readonly HeaderField[], type: ParameterizedValue, place: PartPlace): void;
  /** A leaf begins; null lets its body pass. */
  leaf(fields: readonly HeaderField[], type: ParameterizedValue, place: PartPlace): LeafSink | null;
  /** Bytes of the root's first child, exactly as signed; called only where the root is a multipart. */
  firstChildBytes(piece: Uint8Array): void;
}

/** Longest boundary that we accept; RFC 2046 §5.1.1 allows 70. */
const MAX_BOUNDARY = 200;
/** A boundary line with the blanks that relays may add. */
const MAX_BOUNDARY_LINE = 1024;
const LF = 10;
const CR = 13;
const DASH = 45;
const delimiterStart = Buffer.from('\n--', 'latin1');
const plainText: ParameterizedValue = parseParameters('text/plain; charset=us-ascii');

const malformed = (reason: string): AppError => new AppError('envelope.malformed', { reason });

interface Frame {
  readonly boundary: string;
  children: number;
}

/** Fed with the raw message piece by piece; `end` closes what is open. Anything over a limit is `envelope.malformed`. */
export class EntityReader {
  readonly #limits: ParseLimits;
  readonly #handler: EntityHandler;
  /** Open multiparts, outermost first. */
  readonly #frames: Frame[] = [];
  #held: Buffer = Buffer.alloc(0);
  /** Offset of `#held` in the raw message. */
  #offset = 0;
  #state: 'headers' | 'body' = 'headers';
  #headerLines: Buffer[] = [];
  #headerBytes = 0;
  #parts = 1;
  #leaf: LeafSink | null = null;
  #bodyStart = 0;
  #bodyEnd = 0;
  /** The body has not passed its first line, which may be a boundary without a line end of its own before it. */
  #atLineStart = false;
  #inFirstChild = false;

  constructor(limits: ParseLimits, handler: EntityHandler) {
    this.#limits = limits;
    this.#handler = handler;
  }

  write(piece: Uint8Array): void {
    const buffer = this.#held.length === 0 ? asBuffer(piece) : Buffer.concat([this.#held, piece]);
    const used = this.#advance(buffer, false);
    // The caller may reuse its memory, so what is kept is a copy.
    this.#held = Buffer.from(buffer.subarray(used));
    this.#offset += used;
  }

  end(): void {
    const used = this.#advance(this.#held, true);
    this.#held = this.#held.subarray(used);
    this.#offset += used;
    if (this.#state === 'headers') this.#endHeaders(this.#offset);
    this.#endLeaf();
  }

  /** Reads on; answers how many bytes are done with. */
  #advance(buffer: Buffer, isEnd: boolean): number {
    let at = 0;
    for (;;) {
      const next =
        this.#state === 'headers' ? this.#readHeaderLine(buffer, at, isEnd) : this.#readBody(buffer, at, isEnd);
      if (next.more) return next.at;
      at = next.at;
    }
  }

  #readHeaderLine(buffer: Buffer, at: number, isEnd: boolean): { at: number; more: boolean } {
    const lineEnd = buffer.indexOf(LF, at);
    const rawEnd = lineEnd < 0 ? buffer.length : lineEnd;
    if (rawEnd - at > this.#limits.headerLineBytes) throw malformed('header-line');
    if (lineEnd < 0 && !(isEnd && at < buffer.length)) return { at, more: true };
    const next = lineEnd < 0 ? buffer.length : lineEnd + 1;
    const delimiter = this.#matchDelimiter(buffer, at, rawEnd);
    if (delimiter !== null) {
      this.#endHeaders(this.#offset + at);
      return { at: this.#passDelimiter(buffer, at, at, next, delimiter), more: false };
    }
    this.#tap(buffer, at, next);
    const textEnd = endOfText(buffer, at, next);
    if (textEnd === at) {
      this.#endHeaders(this.#offset + next);
      return { at: next, more: false };
    }
    this.#headerBytes += next - at;
    if (this.#headerBytes > this.#limits.headerBytesPerPart) throw malformed('header-size');
    this.#headerLines.push(Buffer.from(buffer.subarray(at, textEnd)));
    return { at: next, more: false };
  }

  #endHeaders(bodyStart: number): void {
    const fields = parseHeaderLines(this.#headerLines);
    this.#headerLines = [];
    this.#headerBytes = 0;
    const rawType = fieldValue(fields, 'content-type');
    const type = rawType === null ? plainText : parseParameters(rawType);
    const place: PartPlace = { depth: this.#frames.length, rootChild: this.#frames[0]?.children ?? 0 };
    this.#handler.headers(fields, type, place);
    this.#state = 'body';
    this.#atLineStart = true;
    this.#bodyStart = bodyStart;
    this.#bodyEnd = bodyStart;
    if (type.value.startsWith('multipart/')) this.#openMultipart(fields, type);
    else this.#leaf = this.#handler.leaf(fields, type, place);
  }

  #openMultipart(fields: readonly HeaderField[], type: ParameterizedValue): void {
    const boundary = type.parameters.get('boundary') ?? '';
    // Blanks or `--` at the end would make its lines look like another boundary's.
    if (
      boundary === '' ||
      boundary.length > MAX_BOUNDARY ||
      !/^[\x20-\x7e]*[\x21-\x7e]$/.test(boundary) ||
      boundary.endsWith('--')
    ) {
      throw malformed('boundary');
    }
    if (this.#frames.some((frame) => frame.boundary === boundary)) throw malformed('boundary');
    if (this.#frames.length >= this.#limits.depth) throw malformed('depth');
    const encoding = (fieldValue(fields, 'content-transfer-encoding') ?? '7bit').trim().toLowerCase();
    if (!/^(?:7bit|8bit|binary)$/.test(encoding)) throw malformed('multipart-encoding');
    this.#frames.push({ boundary, children: 0 });
  }

  #readBody(buffer: Buffer, at: number, isEnd: boolean): { at: number; more: boolean } {
    if (this.#frames.length === 0) {
      this.#pass(buffer, at, buffer.length);
      return { at: buffer.length, more: true };
    }
    if (this.#atLineStart) {
      const first = this.#findDelimiter(buffer, at, isEnd);
      if (first === 'more') return { at, more: true };
      this.#atLineStart = false;
      if (first !== null) return { at: this.#passDelimiter(buffer, at, at, first.next, first.match), more: false };
    }
    for (let search = at; ; ) {
      const found = buffer.indexOf(delimiterStart, search);
      if (found < 0) {
        // CR LF - may be the beginning of a delimiter whose rest has not come yet.
        const safe = isEnd ? buffer.length : Math.max(at, buffer.length - 3);
        this.#pass(buffer, at, safe);
        return { at: safe, more: true };
      }
      const bodyEnd = found > at && buffer[found - 1] === CR ? found - 1 : found;
      const delimiter = this.#findDelimiter(buffer, found + 1, isEnd);
      if (delimiter === 'more') {
        this.#pass(buffer, at, bodyEnd);
        return { at: bodyEnd, more: true };
      }
      if (delimiter !== null) {
        this.#pass(buffer, at, bodyEnd);
        return { at: this.#passDelimiter(buffer, bodyEnd, found + 1, delimiter.next, delimiter.match), more: false };
      }
      search = found + delimiterStart.length;
    }
  }

  /** The delimiter that the line at `start` is, `null` when it is none, `'more'` when the line has not come whole. */
  #findDelimiter(
    buffer: Buffer,
    start: number,
    isEnd: boolean,
  ): { next: number; match: DelimiterMatch } | 'more' | null {
    for (let i = 0; i < 2; i += 1) {
      if (start + i >= buffer.length) return isEnd ? null : 'more';
      if (buffer[start + i] !== DASH) return null;
    }
    const window = buffer.subarray(start, start + MAX_BOUNDARY_LINE);
    const newline = window.indexOf(LF);
    if (newline < 0 && !isEnd) return window.length < MAX_BOUNDARY_LINE ? 'more' : null;
    if (newline < 0 && window.length === MAX_BOUNDARY_LINE) return null;
    const lineEnd = newline < 0 ? start + window.length : start + newline;
    const match = this.#matchDelimiter(buffer, start, lineEnd);
    return match === null ? null : { next: newline < 0 ? lineEnd : lineEnd + 1, match };
  }

  #matchDelimiter(buffer: Buffer, start: number, lineEnd: number): DelimiterMatch | null {
    if (buffer[start] !== DASH || buffer[start + 1] !== DASH || this.#frames.length === 0) return null;
    if (lineEnd - start > MAX_BOUNDARY_LINE) return null;
    const line = buffer.toString('latin1', start + 2, lineEnd).trimEnd();
    const isClose = line.endsWith('--');
    const name = isClose ? line.slice(0, -2) : line;
    for (let index = this.#frames.length - 1; index >= 0; index -= 1) {
      if (this.#frames[index]?.boundary === name) return { index, isClose };
    }
    return null;
  }

  /** Passes a delimiter line: the parts inside end, the next one or the epilogue begins. */
  #passDelimiter(buffer: Buffer, bodyEnd: number, lineStart: number, next: number, match: DelimiterMatch): number {
    this.#endLeaf();
    if (match.index === 0) this.#inFirstChild = false;
    this.#tap(buffer, bodyEnd, lineStart);
    if (match.isClose) {
      // The line end after it stays: it may belong to the delimiter of the multipart around.
      const textEnd = endOfText(buffer, lineStart, next);
      this.#tap(buffer, lineStart, textEnd);
      this.#frames.length = match.index;
      this.#state = 'body';
      this.#atLineStart = false;
      return textEnd;
    }
    this.#tap(buffer, lineStart, next);
    this.#frames.length = match.index + 1;
    const frame = this.#frames[match.index] as Frame;
    frame.children += 1;
    this.#parts += 1;
    if (this.#parts > this.#limits.parts) throw malformed('parts');
    if (match.index === 0 && frame.children === 1) this.#inFirstChild = true;
    this.#state = 'headers';
    return next;
  }

  #pass(buffer: Buffer, from: number, to: number): void {
    if (to <= from) return;
    const piece = buffer.subarray(from, to);
    this.#tap(buffer, from, to);
    this.#bodyEnd = this.#offset + to;
    this.#leaf?.data(piece);
  }

  #tap(buffer: Buffer, from: number, to: number): void {
    if (this.#inFirstChild && to > from) this.#handler.firstChildBytes(buffer.subarray(from, to));
  }

  #endLeaf(): void {
    this.#leaf?.end(this.#bodyStart, this.#bodyEnd - this.#bodyStart);
    this.#leaf = null;
  }
}

/** Where the text of a line ends, its line end excluded. */
function endOfText(buffer: Buffer, start: number, next: number): number {
  if (next <= start || buffer[next - 1] !== LF) return next;
  return next - 1 > start && buffer[next - 2] === CR ? next - 2 : next - 1;
}

interface DelimiterMatch {
  readonly index: number;
  readonly isClose: boolean;
}
