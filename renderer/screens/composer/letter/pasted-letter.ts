/**
 * What is pasted from Word, LibreOffice or a page, as the blocks of a letter. Only words and the few looks that a letter
 * has come through: elements are read, never kept, in a document that nothing runs in and nothing is loaded into.
 */
import { type LetterBlock, type LetterRun, linkTo, MAX_LETTER_DEPTH } from '../../../../contract/model/rich-letter.ts';

/** Elements whose content nobody reads. */
const unread: ReadonlySet<string> = new Set(
  ['script', 'style', 'head', 'title', 'template', 'noscript', 'svg', 'math', 'object', 'embed', 'iframe', 'audio']
    .concat(['video', 'canvas', 'select', 'textarea', 'button', 'img', 'link', 'meta', 'xml'])
    .map((name) => name.toUpperCase()),
);
/** Elements that begin a line of their own. */
const standing: ReadonlySet<string> = new Set(
  ['address', 'article', 'aside', 'blockquote', 'body', 'caption', 'dd', 'div', 'dl', 'dt', 'fieldset', 'figcaption']
    .concat(['figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'html', 'li', 'main'])
    .concat(['nav', 'ol', 'p', 'pre', 'section', 'table', 'tbody', 'tfoot', 'thead', 'tr', 'ul'])
    .map((name) => name.toUpperCase()),
);
/** Attribute under which styles are read: as `style` the page's content policy refuses them, with a complaint each. */
const STYLE = 'data-pasted-style';

/** Look of the words inside an element, and how its blanks count. */
interface Look extends Omit<LetterRun, 'text'> {
  readonly keepsBlanks?: boolean;
}

/**
 * HTML without style sheets, and with its `style` attributes under another name; read in time linear in its length. What
 * it does not recognise is refused by the page's content policy all the same.
 */
export function withoutStyles(html: string): string {
  let isSheet = false;
  return html
    .split('<')
    .flatMap((piece, index) => {
      if (isSheet && !/^\/style/i.test(piece)) return [];
      isSheet = index > 0 && /^style[\s>]/i.test(piece);
      // Not even an empty one: the page would refuse it aloud.
      if (isSheet) return [];
      if (index === 0 || !/^[a-z]/i.test(piece)) return [piece];
      const end = piece.indexOf('>');
      const tag = end === -1 ? piece : piece.slice(0, end);
      return [tag.replace(/([\s"'/])style(?=\s*=)/gi, `$1${STYLE}`) + piece.slice(tag.length)];
    })
    .join('<');
}

/** Blocks of what was pasted; none where there are no words in it. */
export function letterOfElement(root: Element): LetterBlock[] {
  return withoutBlankEnds(blocksOf(root, {}, MAX_LETTER_DEPTH));
}

function withoutBlankEnds(blocks: readonly LetterBlock[]): LetterBlock[] {
  const isWritten = (block: LetterBlock): boolean => !isBlank(block);
  return blocks.slice(Math.max(0, blocks.findIndex(isWritten)), blocks.findLastIndex(isWritten) + 1);
}

function blocksOf(parent: Element, look: Look, depth: number): LetterBlock[] {
  const pen = createPen();
  readInto(pen, parent, look, depth);
  return joinedLists(pen.end(), depth);
}

/** Gathers words into lines, and lines into blocks. */
function createPen() {
  const blocks: LetterBlock[] = [];
  let runs: LetterRun[] = [];
  const endLine = (): void => {
    const trimmed = trimmedRuns(runs);
    if (trimmed.length > 0) blocks.push({ kind: 'line', runs: trimmed });
    runs = [];
  };
  return {
    write(text: string, { keepsBlanks, ...look }: Look): void {
      if (keepsBlanks) {
        text.split('\n').forEach((line, index) => {
          if (index > 0) endLine();
          if (line !== '') runs.push({ text: line, ...look });
        });
        return;
      }
      const collapsed = text.replace(/[ \t\n\r\f]+/g, ' ');
      const atStart = runs.length === 0 || runs.at(-1)?.text.endsWith(' ');
      const written = atStart ? collapsed.replace(/^ /, '') : collapsed;
      if (written !== '') runs.push({ text: written, ...look });
    },
    endLine,
    /** The end of a line that somebody asked for: an empty one stays empty. */
    breakLine(): void {
      if (trimmedRuns(runs).length === 0) blocks.push({ kind: 'line', runs: [] });
      endLine();
    },
    add(block: LetterBlock): void {
      endLine();
      blocks.push(block);
    },
    addAll(added: readonly LetterBlock[]): void {
      endLine();
      blocks.push(...added);
    },
    /** Room above what was spaced, if there is something above. */
    space(): void {
      endLine();
      const last = blocks.at(-1);
      if (last && !isBlank(last)) blocks.push({ kind: 'line', runs: [] });
    },
    end(): LetterBlock[] {
      endLine();
      return blocks;
    },
  };
}

type Pen = ReturnType<typeof createPen>;

function readInto(pen: Pen, parent: Element, look: Look, depth: number): void {
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) pen.write(node.nodeValue ?? '', look);
    else if (node instanceof Element) readElement(pen, node, look, depth);
  }
}

function readElement(pen: Pen, element: Element, outer: Look, depth: number): void {
  const name = element.tagName.toUpperCase();
  const style = styleOf(element);
  if (unread.has(name) || /(?:^|;)\s*(?:display\s*:\s*none|mso-hide\s*:\s*all)/.test(style)) return;
  const look = lookOf(element, name, style, outer);
  if (name === 'BR') pen.breakLine();
  else if (!standing.has(name)) readInto(pen, element, look, depth);
  else if (/^H[1-6]$/.test(name)) pen.addAll(titles(blocksOf(element, withoutBold(look), depth)));
  else if (name === 'BLOCKQUOTE' && depth > 0) pen.addAll(wrapped(blocksOf(element, look, depth - 1)));
  else if ((name === 'UL' || name === 'OL') && depth > 0) pen.addAll(listOf(element, name === 'OL', look, depth - 1));
  else if (name === 'TR') readRow(pen, element, look, depth);
  else readStanding(pen, element, name, style, look, depth);
}

function readStanding(pen: Pen, element: Element, name: string, style: string, look: Look, depth: number): void {
  const mark = depth > 0 ? wordListMark(element, style) : null;
  if (mark) {
    const blocks = blocksOf(element, look, depth - 1);
    pen.add({ kind: 'list', numbered: mark.numbered, items: [itemOf(blocks)] });
    return;
  }
  const isSpaced = name === 'P' && !/margin(?:-bottom)?\s*:\s*0/.test(style) && !/\bMso/.test(element.className);
  if (isSpaced) pen.space();
  const blocks = blocksOf(element, look, depth);
  // Word and LibreOffice write an empty line as a paragraph with nothing, or one blank, in it.
  pen.addAll(blocks.length === 0 && name === 'P' ? [{ kind: 'line', runs: [] }] : blocks);
  if (isSpaced) pen.space();
}

/** A row of a table is a line, its cells parted as in the preview of documents. */
function readRow(pen: Pen, row: Element, look: Look, depth: number): void {
  pen.endLine();
  let isFirst = true;
  for (const cell of row.children) {
    const lines = blocksOf(cell, lookOf(cell, cell.tagName.toUpperCase(), styleOf(cell), look), depth);
    const runs = lines.flatMap((block, index) => (index > 0 ? [{ text: ' ' }, ...runsOf(block)] : runsOf(block)));
    if (!isFirst) pen.write(' · ', { keepsBlanks: true });
    for (const { text, ...words } of runs) pen.write(text, words);
    isFirst = false;
  }
  pen.endLine();
}

function runsOf(block: LetterBlock): readonly LetterRun[] {
  if (block.kind === 'list') return block.items.flat().flatMap(runsOf);
  return block.kind === 'quote' ? block.blocks.flatMap(runsOf) : block.runs;
}

function titles(blocks: readonly LetterBlock[]): LetterBlock[] {
  return blocks.map((block) => (block.kind === 'line' ? { ...block, kind: 'title' } : block));
}

function wrapped(blocks: readonly LetterBlock[]): LetterBlock[] {
  const written = withoutBlankEnds(blocks);
  return written.length > 0 ? [{ kind: 'quote', blocks: written }] : [];
}

/** Items of a list; programs also put lists into lists without an item between. */
function listOf(list: Element, numbered: boolean, look: Look, depth: number): LetterBlock[] {
  const items: (readonly LetterBlock[])[] = [];
  for (const child of list.children) {
    const name = child.tagName.toUpperCase();
    if (name === 'UL' || name === 'OL') {
      const inner = depth > 0 ? listOf(child, name === 'OL', look, depth - 1) : blocksOf(child, look, depth);
      const last = items.pop();
      items.push(itemOf([...(last ?? []), ...inner]));
    } else if (!unread.has(name)) {
      const blocks = blocksOf(child, lookOf(child, name, styleOf(child), look), depth);
      if (blocks.length > 0) items.push(itemOf(blocks));
    }
  }
  return items.length > 0 ? [{ kind: 'list', numbered, items }] : [];
}

/** An item begins with a line and holds lines and lists: titles and quotes in it become lines. */
function itemOf(blocks: readonly LetterBlock[]): LetterBlock[] {
  const kept = blocks
    .flatMap((block) => (block.kind === 'quote' ? block.blocks : [block]))
    .filter((block) => !isBlank(block))
    .map((block): LetterBlock => (block.kind === 'list' ? block : { kind: 'line', runs: runsOf(block) }));
  return kept[0]?.kind === 'line' ? kept : [{ kind: 'line', runs: [] }, ...kept];
}

/** Word writes lists as paragraphs with a mark of their own in front, which is taken out. */
function wordListMark(element: Element, style: string): { readonly numbered: boolean } | null {
  if (!/mso-list\s*:(?!\s*none)/.test(style)) return null;
  const mark = [...element.querySelectorAll(`[${STYLE}]`)].find((one) => /mso-list\s*:\s*ignore/.test(styleOf(one)));
  const text = mark?.textContent ?? '';
  mark?.remove();
  return { numbered: /^[\s(]*(?:\d+|[a-z]{1,4})[.)]/i.test(text) };
}

/** Lists that follow one another as Word's paragraphs do are one. */
function joinedLists(blocks: readonly LetterBlock[], depth: number): LetterBlock[] {
  if (depth === 0) return [...blocks];
  const joined: LetterBlock[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === 'list' && last?.kind === 'list' && last.numbered === block.numbered) {
      joined[joined.length - 1] = { ...last, items: [...last.items, ...block.items] };
    } else joined.push(block);
  }
  return joined;
}

function styleOf(element: Element): string {
  return (element.getAttribute(STYLE) ?? '').toLowerCase();
}

function withoutBold({ bold: _, ...look }: Look): Look {
  return look;
}

function lookOf(element: Element, name: string, style: string, outer: Look): Look {
  const { bold, italic, underline, ...look } = outer;
  const weight = /(?:^|[;\s])font-weight\s*:\s*(\w+)/.exec(style)?.[1];
  const isBold = weight === undefined ? bold || ['B', 'STRONG', 'TH'].includes(name) : /bold|[6-9]00/.test(weight);
  const slant = /(?:^|[;\s])font-style\s*:\s*(\w+)/.exec(style)?.[1];
  const isItalic = slant === undefined ? italic || ['I', 'EM', 'CITE'].includes(name) : slant === 'italic';
  const isUnderlined =
    underline || name === 'U' || /(?:^|[;\s])text-decoration(?:-line)?\s*:[^;]*underline/.test(style);
  const link = name === 'A' ? linkTo(element.getAttribute('href') ?? '') : null;
  const keepsBlanks = name === 'PRE' || /(?:^|[;\s])white-space\s*:\s*(?:pre|break-spaces)/.test(style);
  return {
    ...look,
    ...(isBold ? { bold: true as const } : {}),
    ...(isItalic ? { italic: true as const } : {}),
    // Programs underline links by themselves.
    ...(isUnderlined && link === null && look.link === undefined ? { underline: true as const } : {}),
    ...(link === null ? {} : { link }),
    ...(keepsBlanks ? { keepsBlanks } : {}),
  };
}

function isBlank(block: LetterBlock): boolean {
  return block.kind === 'line' && block.runs.every(({ text }) => text.trim() === '');
}

/** Without blanks at both ends; nothing where there are only blanks. */
function trimmedRuns(runs: readonly LetterRun[]): LetterRun[] {
  if (runs.every(({ text }) => text.trim() === '')) return [];
  const kept = runs.map((run) => ({ ...run }));
  const last = kept.at(-1);
  if (last) last.text = last.text.replace(/ +$/, '');
  return kept.filter(({ text }) => text !== '');
}
