/** Values with parameters, `text/plain; charset=utf-8` (RFC 2045 §5.1), with the extensions of RFC 2231. */
import { decodeCharset } from './charset.ts';
import { decodeWords } from './encoded-word.ts';

/** A value such as a media type, in lower case, and its parameters by lower-case name. */
export interface ParameterizedValue {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const MAX_PARAMETERS = 200;
const parameterPattern = /;\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\[\s\S])*)"|([^\s;"]*))/g;

/** Reads a `Content-Type` or `Content-Disposition` value; what cannot be read is left out, never guessed. */
export function parseParameters(raw: string): ParameterizedValue {
  const semicolon = raw.indexOf(';');
  const value = (semicolon < 0 ? raw : raw.slice(0, semicolon))
    .replace(/\([^()]*\)/g, '')
    .trim()
    .toLowerCase();
  const plain = new Map<string, string>();
  const sections = new Map<string, Map<number, { text: string; extended: boolean }>>();
  let count = 0;
  if (semicolon >= 0) {
    for (const match of raw.slice(semicolon).matchAll(parameterPattern)) {
      count += 1;
      if (count > MAX_PARAMETERS) break;
      const text = match[2] === undefined ? (match[3] ?? '') : match[2].replace(/\\([\s\S])/g, '$1');
      addParameter(plain, sections, (match[1] as string).toLowerCase(), text);
    }
  }
  for (const [name, parts] of sections) {
    const joined = joinSections(parts);
    if (joined !== null) plain.set(name, joined);
  }
  return { value, parameters: plain };
}

function addParameter(
  plain: Map<string, string>,
  sections: Map<string, Map<number, { text: string; extended: boolean }>>,
  name: string,
  text: string,
): void {
  const continuation = /^([^*]+)\*(\d{1,4})?(\*)?$/.exec(name);
  if (continuation === null) {
    if (!plain.has(name)) plain.set(name, decodeWords(text));
    return;
  }
  const base = continuation[1] as string;
  // `name*` is one extended section; `name*0*`, `name*1` are several (RFC 2231 §3, §4).
  const index = continuation[2] === undefined ? 0 : Number(continuation[2]);
  const extended = continuation[2] === undefined || continuation[3] !== undefined;
  const parts = sections.get(base) ?? new Map<number, { text: string; extended: boolean }>();
  if (!parts.has(index)) parts.set(index, { text, extended });
  sections.set(base, parts);
}

function joinSections(parts: ReadonlyMap<number, { text: string; extended: boolean }>): string | null {
  const first = parts.get(0);
  if (first === undefined) return null;
  let charset = 'utf-8';
  const bytes: Buffer[] = [];
  for (let index = 0; ; index += 1) {
    const part = parts.get(index);
    if (part === undefined) break;
    let text = part.text;
    if (index === 0 && part.extended) {
      const quoted = /^([^']*)'[^']*'([\s\S]*)$/.exec(text);
      if (quoted !== null) {
        charset = quoted[1] || 'utf-8';
        text = quoted[2] as string;
      }
    }
    bytes.push(part.extended ? percentDecode(text) : Buffer.from(text, 'utf8'));
  }
  return decodeCharset(Buffer.concat(bytes), charset);
}

function percentDecode(text: string): Buffer {
  const bytes = text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** Characters of one section of an extended parameter, so that its line stays under 78. */
const SECTION_CHARACTERS = 48;

/**
 * Writes one parameter as `;\r\n name=value` pieces: a quoted string when the value is printable ASCII and short, else
 * UTF-8 in the extended form of RFC 2231, cut in sections.
 */
export function formatParameter(name: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value) && value.length <= 60) {
    return `;\r\n ${name}="${value.replace(/["\\]/g, '\\$&')}"`;
  }
  const encoded: string[] = [];
  for (const byte of Buffer.from(value, 'utf8')) {
    const character = String.fromCharCode(byte);
    encoded.push(
      /[A-Za-z0-9.!#$&+^_`{}~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    );
  }
  const sections: string[] = [];
  let section = '';
  for (const character of encoded) {
    if (section.length + character.length > SECTION_CHARACTERS) {
      sections.push(section);
      section = '';
    }
    section += character;
  }
  sections.push(section);
  if (sections.length === 1) return `;\r\n ${name}*=UTF-8''${section}`;
  return sections.map((text, index) => `;\r\n ${name}*${index}*=${index === 0 ? "UTF-8''" : ''}${text}`).join('');
}
