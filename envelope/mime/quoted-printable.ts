/** Quoted-printable (RFC 2045 §6.7): text bodies that stay readable in any mail program. */
import type { PieceDecoder } from './base64.ts';

const MAX_LINE = 76;
const hexDigits = '0123456789ABCDEF';

const CR = 13;
const LF = 10;
const EQUALS = 61;
const SPACE = 32;
const TAB = 9;

/**
 * Encodes text as UTF-8 in lines of at most 76 characters. Line ends of any kind become CRLF. A line's last blank is
 * encoded so that no relay strips it, and `From ` at a line's beginning so that no mailbox file mangles it.
 */
export function encodeQuotedPrintable(text: string): Uint8Array {
  const lines = text.split(/\r\n|\r|\n/);
  return Buffer.from(lines.map(encodeLine).join('\r\n'), 'latin1');
}

function encodeLine(line: string): string {
  const bytes = Buffer.from(line, 'utf8');
  let out = '';
  let column = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] as number;
    const isLast = i === bytes.length - 1;
    const isPlain =
      (byte > SPACE && byte < 127 && byte !== EQUALS && !(byte === 70 && i === 0 && line.startsWith('From '))) ||
      ((byte === SPACE || byte === TAB) && !isLast);
    const width = isPlain ? 1 : 3;
    // Room is kept for the `=` of a soft line break, except where the line ends here.
    if (column + width > (isLast ? MAX_LINE : MAX_LINE - 1)) {
      out += '=\r\n';
      column = 0;
    }
    out += isPlain ? String.fromCharCode(byte) : `=${hexDigits[byte >> 4]}${hexDigits[byte & 15]}`;
    column += width;
  }
  return out;
}

function hexValue(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  if (byte >= 65 && byte <= 70) return byte - 55;
  if (byte >= 97 && byte <= 102) return byte - 87;
  return -1;
}

/**
 * Decodes piece by piece. What no encoder writes is kept as it stands (RFC 2045 §6.7 note 1): `=` without two digits
 * stays. Blanks before a line end are transport padding and dropped, at most 1,000 of them.
 */
export function quotedPrintableDecoder(): PieceDecoder {
  // What has been read since the last byte that was certain: blanks of unknown meaning, or an escape not yet complete.
  let pending: number[] = [];

  const push = (piece: Uint8Array): Uint8Array => {
    const out = Buffer.allocUnsafe(piece.length + pending.length + 4);
    let at = 0;
    const release = (): void => {
      for (const byte of pending) {
        out[at] = byte;
        at += 1;
      }
      pending = [];
    };
    for (let i = 0; i < piece.length; i += 1) {
      const byte = piece[i] as number;
      if (pending.length === 0) {
        if (byte === EQUALS || byte === SPACE || byte === TAB || byte === CR) pending.push(byte);
        else {
          out[at] = byte;
          at += 1;
        }
        continue;
      }
      if (pending[0] === EQUALS) {
        const verdict = continueEscape(pending, byte);
        if (verdict === 'more') pending.push(byte);
        else if (verdict === 'soft-break') pending = [];
        else if (verdict === 'literal') {
          release();
          i -= 1;
        } else {
          out[at] = verdict;
          at += 1;
          pending = [];
        }
        continue;
      }
      if (byte === LF) {
        // Padding before the line end goes, the line end stays as it was.
        pending = pending.at(-1) === CR ? [CR] : [];
        release();
        out[at] = LF;
        at += 1;
      } else if ((byte === SPACE || byte === TAB || byte === CR) && pending.length < 1000 && pending.at(-1) !== CR) {
        pending.push(byte);
      } else {
        release();
        i -= 1;
      }
    }
    return out.subarray(0, at);
  };

  return {
    push,
    finish() {
      const rest = pending[0] === EQUALS && pending.length === 1 ? [] : pending;
      pending = [];
      return Uint8Array.from(rest);
    },
  };
}

/** What the byte after an unfinished `=…` makes of it: a byte's value, a soft break, more to read, or no escape. */
function continueEscape(pending: readonly number[], byte: number): number | 'more' | 'soft-break' | 'literal' {
  const second = pending[1];
  if (second === undefined) {
    if (byte === LF) return 'soft-break';
    return hexValue(byte) >= 0 || byte === CR || byte === SPACE || byte === TAB ? 'more' : 'literal';
  }
  if (hexValue(second) >= 0) return hexValue(byte) >= 0 ? hexValue(second) * 16 + hexValue(byte) : 'literal';
  // `=` then blanks then a line end is a soft break that a relay padded.
  if (byte === LF) return 'soft-break';
  const isBlank = byte === SPACE || byte === TAB || (byte === CR && pending.at(-1) !== CR);
  return isBlank && pending.length < 1000 ? 'more' : 'literal';
}
