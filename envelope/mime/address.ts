/** Mailboxes in header fields (RFC 5322 §3.4), written strictly and read from anyone. */
import { AppError } from '../../contract/errors.ts';
import { decodeWords, encodeWords } from './encoded-word.ts';
import type { Mailbox } from './model.ts';
import { cleanLine } from './unsafe-text.ts';

/** What we write as an address: printable ASCII without the characters that structure a header. */
const writableAddress = /^[^\s<>()[\]\\,;:"@\x7f-\uffff]{1,64}@[A-Za-z0-9.-]{1,255}$/;
/** Letters, digits and signs of an atom, with blanks between: a name that needs no quotes. */
const plainPhrase = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;

/** The words of one mailbox, to be folded between. An address that could break out of the field is refused. */
export function mailboxWords(mailbox: Mailbox): string[] {
  if (!writableAddress.test(mailbox.address)) throw new AppError('envelope.malformed', { reason: 'address' });
  const name = cleanLine(mailbox.name).trim();
  if (name === '') return [mailbox.address];
  return [...phraseWords(name), `<${mailbox.address}>`];
}

function phraseWords(name: string): string[] {
  if (plainPhrase.test(name) && !name.includes('=?')) return name.split(' ');
  if (/^[\x20-\x7e]+$/.test(name) && !name.includes('=?') && name.length <= 60) {
    return [`"${name.replace(/["\\]/g, '\\$&')}"`];
  }
  return encodeWords(name);
}

/**
 * Reads a list of mailboxes, groups flattened. Entries without an address are left out. Encoded words are decoded only
 * after the list was cut, so that a decoded comma or bracket never makes an address.
 */
export function parseMailboxes(value: string): Mailbox[] {
  const mailboxes: Mailbox[] = [];
  let phrase = '';
  let angle: string | null = null;
  const flush = (): void => {
    const address = readAddress(angle ?? phrase);
    if (address !== '')
      mailboxes.push({ name: angle === null ? '' : cleanLine(decodeWords(phrase.trim())).trim(), address });
    phrase = '';
    angle = null;
  };
  let i = 0;
  while (i < value.length) {
    const character = value[i] as string;
    if (character === '"') {
      const quoted = readQuoted(value, i);
      phrase += quoted.text;
      i = quoted.end;
    } else if (character === '(') {
      i = skipComment(value, i);
      phrase += ' ';
    } else if (character === '<') {
      const close = value.indexOf('>', i);
      const end = close < 0 ? value.length : close;
      angle ??= value.slice(i + 1, end);
      i = end + 1;
    } else {
      if (character === ',' || character === ';') flush();
      else if (character === ':' && angle === null) phrase = '';
      else if (angle === null) phrase += character;
      i += 1;
    }
  }
  flush();
  return mailboxes;
}

/** The address itself: an obsolete route before it is dropped; whatever has no `@` is none. */
function readAddress(raw: string): string {
  const address = cleanLine(raw.replace(/^\s*@[^:]*:/, '')).replace(/\s+/g, '');
  return /^[^@<>()[\]\\,;:"]+@[^@<>()[\]\\,;:"]+$/.test(address) && address.length <= 320 ? address : '';
}

function readQuoted(value: string, start: number): { text: string; end: number } {
  let text = '';
  let i = start + 1;
  while (i < value.length && value[i] !== '"') {
    if (value[i] === '\\' && i + 1 < value.length) i += 1;
    text += value[i];
    i += 1;
  }
  return { text, end: i + 1 };
}

function skipComment(value: string, start: number): number {
  let depth = 0;
  for (let i = start; i < value.length; i += 1) {
    if (value[i] === '\\') i += 1;
    else if (value[i] === '(') depth += 1;
    else if (value[i] === ')') {
      depth -= 1;
      if (depth === 0) return i + 1;
    }
  }
  return value.length;
}
