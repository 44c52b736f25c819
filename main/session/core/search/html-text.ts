/** The words of an HTML letter, for search alone: never shown as HTML, and read in time linear in its length. */

/** Elements whose content nobody reads. */
const unread: ReadonlySet<string> = new Set(['script', 'style', 'head', 'template', 'noscript', 'svg', 'title']);
/** Elements within which a word goes on: « <b>E</b>CG ». */
const inline: ReadonlySet<string> = new Set([
  'a',
  'abbr',
  'b',
  'em',
  'font',
  'i',
  'mark',
  's',
  'small',
  'span',
  'strong',
  'sub',
  'sup',
  'u',
]);

const accents: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  cedil: '\u0327',
  tilde: '\u0303',
};
const signs: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  oelig: 'œ',
  OElig: 'Œ',
  aelig: 'æ',
  AElig: 'Æ',
  rsquo: '’',
  lsquo: '‘',
  laquo: '«',
  raquo: '»',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  euro: '€',
  deg: '°',
  micro: 'µ',
};

/** Text of an HTML document: tags and what is not read left out, entities decoded. */
export function textOfHtml(html: string): string {
  const lower = html.toLowerCase();
  const pieces: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    pieces.push(html.slice(at, open === -1 ? html.length : open));
    if (open === -1) break;
    const next = afterTag(lower, open);
    if (next === null) {
      // « < » that begins no tag is a sign of the text.
      pieces.push('<');
      at = open + 1;
      continue;
    }
    if (!next.isInline) pieces.push(' ');
    at = next.end;
  }
  return decodeEntities(pieces.join(''))
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

/** Where the text goes on behind the tag, comment or unread element at `open`; null when there is none. */
function afterTag(lower: string, open: number): { readonly end: number; readonly isInline: boolean } | null {
  if (lower.startsWith('<!--', open)) return { end: behind(lower, '-->', open + 4), isInline: false };
  const name = /^<(\/?)([a-z][a-z0-9]*|[!?])/.exec(lower.slice(open, open + 24));
  if (!name?.[2]) return null;
  const element = name[2];
  const end = behind(lower, '>', open + 1);
  if (name[1] === '' && unread.has(element)) {
    const close = lower.indexOf(`</${element}`, end);
    return { end: close === -1 ? lower.length : behind(lower, '>', close), isInline: false };
  }
  return { end, isInline: inline.has(element) };
}

/** A document that ends before the mark ends there. */
function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

function decodeEntities(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi, (_, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
    })
    .replace(/&([a-z])(acute|grave|circ|uml|cedil|tilde);/gi, (_, letter: string, accent: string) =>
      `${letter}${accents[accent.toLowerCase()] ?? ''}`.normalize('NFC'),
    )
    .replace(/&([a-z]{2,6});/gi, (entity, name: string) => signs[name] ?? entity);
}
