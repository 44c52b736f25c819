/**
 * A reader of XML for what others send: no DTD, so no entity but the five of XML and numbers; nothing loaded; bounded
 * depth; time linear in the length. Names come without their prefix, which is enough for the formats that we read.
 */
import { DocumentRefused } from './refusal.ts';

/** Elements within elements; clinical documents and Office files stay below thirty. */
export const MAX_DEPTH = 100;
const MAX_ATTRIBUTES = 256;
/** Characters of one tag. */
const MAX_TAG = 262_144;

export type XmlToken =
  | { readonly type: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly type: 'close'; readonly name: string }
  | { readonly type: 'text'; readonly text: string };

/** Whether a text begins like XML, past its mark, declaration and comments. */
export function rootName(text: string): string | null {
  for (const token of tokensUnlessRefused(text)) if (token.type === 'open') return token.name;
  return null;
}

function* tokensUnlessRefused(text: string): Generator<XmlToken> {
  try {
    yield* xmlTokens(text);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
  }
}

/** The document's tokens; `damaged` where it is not well formed, `unsafe` for a DTD or more depth than allowed. */
export function* xmlTokens(text: string): Generator<XmlToken> {
  const open: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    const until = tag === -1 ? text.length : tag;
    if (until > at && open.length > 0) yield { type: 'text', text: decodeEntities(text.slice(at, until)) };
    if (tag === -1) break;
    if (text.startsWith('<!--', tag)) at = behind(text, '-->', tag + 4);
    else if (text.startsWith('<![CDATA[', tag)) {
      at = behind(text, ']]>', tag + 9);
      if (open.length > 0) yield { type: 'text', text: text.slice(tag + 9, at - 3) };
    } else if (text.startsWith('<?', tag)) at = behind(text, '?>', tag + 2);
    else if (text.startsWith('<!', tag)) throw new DocumentRefused('unsafe');
    else {
      const end = tagEnd(text, tag);
      yield* element(text.slice(tag + 1, end), open);
      at = end + 1;
    }
  }
  if (open.length > 0) throw new DocumentRefused('damaged');
}

function* element(tag: string, open: string[]): Generator<XmlToken> {
  if (tag.startsWith('/')) {
    const name = localName(tag.slice(1).trimEnd());
    if (open.pop() !== name) throw new DocumentRefused('damaged');
    yield { type: 'close', name };
    return;
  }
  const isEmpty = tag.endsWith('/');
  const found = /^[^\s/<>=]+/.exec(tag)?.[0];
  if (found === undefined) throw new DocumentRefused('damaged');
  const name = localName(found);
  if (open.length >= MAX_DEPTH) throw new DocumentRefused('unsafe');
  yield { type: 'open', name, attributes: readAttributes(tag.slice(found.length, isEmpty ? -1 : undefined)) };
  if (isEmpty) yield { type: 'close', name };
  else open.push(name);
}

/** Where the tag ends: « > » within quotes does not end it. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  const last = Math.min(text.length, from + MAX_TAG);
  for (let at = from + 1; at < last; at += 1) {
    const letter = text.charAt(at);
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at;
  }
  throw new DocumentRefused(last === text.length ? 'damaged' : 'unsafe');
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  const pattern = /\s*([^\s=<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (attributes.size >= MAX_ATTRIBUTES) throw new DocumentRefused('unsafe');
    attributes.set(localName(match[1] ?? ''), decodeEntities(match[2] ?? match[3] ?? ''));
  }
  return attributes;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  if (found === -1) throw new DocumentRefused('damaged');
  return found + mark.length;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** An entity that nothing declares stays as it is written. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,4}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}
