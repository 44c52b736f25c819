/** Words outside ASCII in header fields (RFC 2047), read in any charset and written in UTF-8. */

import { decodeCharset } from './charset.ts';
import { wellFormed } from './unsafe-text.ts';

/** At most 75 characters for one encoded word; `=?UTF-8?B?` and `?=` take 12 of them. */
const WORD_BYTES = Math.floor((75 - 12) / 4) * 3;

/** Encoded words for a text, each whole in characters; to be separated by folding white space. */
export function encodeWords(text: string): string[] {
  const words: string[] = [];
  let bytes: Buffer[] = [];
  let size = 0;
  for (const character of wellFormed(text)) {
    const encoded = Buffer.from(character, 'utf8');
    if (size + encoded.length > WORD_BYTES) {
      words.push(encodedWord(Buffer.concat(bytes)));
      bytes = [];
      size = 0;
    }
    bytes.push(encoded);
    size += encoded.length;
  }
  if (size > 0) words.push(encodedWord(Buffer.concat(bytes)));
  return words;
}

function encodedWord(bytes: Buffer): string {
  return `=?UTF-8?B?${bytes.toString('base64')}?=`;
}

const encodedWordPattern = /=\?([^?\s]{1,60})\?([bqBQ])\?([^?\s]*)\?=/g;

/**
 * Reads the encoded words of an unstructured value or phrase; white space between two of them disappears. Neighbours in
 * one charset are joined before decoding, since many programs cut inside a character. Malformed words stay as they are.
 */
export function decodeWords(value: string): string {
  let out = '';
  let end = 0;
  let run: { charset: string; bytes: Buffer[] } | null = null;
  const flush = (): void => {
    if (run !== null) out += decodeCharset(Buffer.concat(run.bytes), run.charset);
    run = null;
  };
  for (const match of value.matchAll(encodedWordPattern)) {
    const between = value.slice(end, match.index);
    // RFC 2231 §5 allows a language after the charset.
    const charset = (match[1] as string).replace(/\*.*$/, '').toLowerCase();
    const bytes =
      (match[2] as string).toLowerCase() === 'b'
        ? Buffer.from(match[3] as string, 'base64')
        : decodeQ(match[3] as string);
    const joins: boolean = run !== null && between.trim() === '';
    if (!joins || run === null || run.charset !== charset) {
      flush();
      if (!joins) out += between;
      run = { charset, bytes: [] };
    }
    run.bytes.push(bytes);
    end = match.index + match[0].length;
  }
  flush();
  return out + value.slice(end);
}

/** The Q encoding (RFC 2047 §4.2): `_` is a space, `=XX` a byte. */
function decodeQ(text: string): Buffer {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
