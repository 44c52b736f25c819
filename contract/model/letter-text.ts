/**
 * The plain text of a letter, which is what is searched, checked, quoted and kept as a model, and what a recipient reads
 * who sees no formatting; and the letter that plain text is. Pure.
 */
import { type LetterBlock, type LetterRun, MAX_LETTER_DEPTH } from './rich-letter.ts';

/** Beyond, lines share blocks: an editor draws one element a block, and nobody chose how many lines an answer quotes. */
const MAX_SINGLE_LINES = 5_000;
const LINES_OF_A_BLOCK = 200;

/** Lists with « – » or their number, quotes with « > » (RFC 3676 §4.5), links with their address behind their words. */
export function plainTextOf(blocks: readonly LetterBlock[]): string {
  return linesOf(blocks).join('\n');
}

function linesOf(blocks: readonly LetterBlock[]): string[] {
  return blocks.flatMap(linesOfBlock);
}

function linesOfBlock(block: LetterBlock): string[] {
  switch (block.kind) {
    case 'line':
    case 'title':
      return textOf(block.runs).split('\n');
    case 'quote':
      return linesOf(block.blocks).map(quoted);
    case 'list':
      return block.items.flatMap((item, index) => listed(item, block.numbered ? `${index + 1}. ` : '– '));
  }
}

/** A line of somebody else's words. */
export function quoted(line: string): string {
  return line === '' || line.startsWith('>') ? `>${line}` : `> ${line}`;
}

function listed(item: readonly LetterBlock[], mark: string): string[] {
  const indent = ' '.repeat(mark.length);
  return linesOf(item).map((line, index) => (index === 0 ? `${mark}${line}` : line === '' ? '' : `${indent}${line}`));
}

/** Words of one link may be several runs, one of them bold: its address comes once, behind the last. */
function textOf(runs: readonly LetterRun[]): string {
  let text = '';
  let linked = '';
  runs.forEach((run, index) => {
    text += run.text;
    if (run.link === undefined) return;
    linked += run.text;
    if (runs[index + 1]?.link === run.link) return;
    const address = run.link.replace(/^mailto:/i, '');
    if (![run.link, address, address.replace(/^https:\/\//i, '')].includes(linked.trim())) text += ` (${address})`;
    linked = '';
  });
  return text;
}

/**
 * The letter that `text` is: a block a line, and a quote where marked lines are exactly what a quote is written as.
 * `plainTextOf` gives the same text back, with single line ends.
 */
export function letterOfText(text: string): LetterBlock[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return blocksOf(lines, lines.length > MAX_SINGLE_LINES ? LINES_OF_A_BLOCK : 1, MAX_LETTER_DEPTH);
}

function blocksOf(lines: readonly string[], linesOfABlock: number, depth: number): LetterBlock[] {
  const blocks: LetterBlock[] = [];
  for (let at = 0; at < lines.length; ) {
    const isQuote = (index: number): boolean => depth > 0 && isQuoted(lines[index] ?? '');
    const begin = at;
    const quoting = isQuote(at);
    while (at < lines.length && isQuote(at) === quoting && (quoting || at - begin < linesOfABlock)) at += 1;
    const run = lines.slice(begin, at);
    blocks.push(
      quoting
        ? { kind: 'quote', blocks: blocksOf(run.map(unquoted), linesOfABlock, depth - 1) }
        : { kind: 'line', runs: run.length === 1 && run[0] === '' ? [] : [{ text: run.join('\n') }] },
    );
  }
  return blocks;
}

/** Marked as `quoted` marks: « >text » and « > > text » are not, and stay as they were written. */
function isQuoted(line: string): boolean {
  return line.startsWith('>') && quoted(unquoted(line)) === line;
}

function unquoted(line: string): string {
  return line.startsWith('> ') ? line.slice(2) : line.slice(1);
}
