/** The HTML of a letter, as it is sent and as it is printed: written from its model alone, without styles, scripts, images or anything to fetch. */
import type { LetterBlock, LetterRun, RichLetter } from './rich-letter.ts';

/** A whole document, with line ends between its blocks. */
export function letterHtml({ blocks }: RichLetter): string {
  return [
    '<!DOCTYPE html>',
    '<html><head><meta charset="utf-8"></head><body>',
    ...elementsOf(blocks),
    '</body></html>',
    '',
  ].join('\n');
}

function elementsOf(blocks: readonly LetterBlock[]): string[] {
  const elements: string[] = [];
  let lines: string[] = [];
  const endParagraph = (): void => {
    if (lines.length > 0) elements.push(`<p>${lines.join('<br>\n')}</p>`);
    lines = [];
  };
  for (const block of blocks) {
    if (block.kind !== 'line') {
      endParagraph();
      elements.push(elementOf(block));
      continue;
    }
    for (const line of linesOf(block.runs)) {
      if (line !== '') lines.push(line);
      // One blank line parts paragraphs; each further one is room that somebody left.
      else if (lines.length > 0) endParagraph();
      else elements.push('<p><br></p>');
    }
  }
  endParagraph();
  return elements;
}

function elementOf(block: LetterBlock): string {
  switch (block.kind) {
    case 'quote':
      return `<blockquote>\n${elementsOf(block.blocks).join('\n')}\n</blockquote>`;
    case 'list': {
      const name = block.numbered ? 'ol' : 'ul';
      return `<${name}>\n${block.items.map((item) => `<li>${itemOf(item)}</li>`).join('\n')}\n</${name}>`;
    }
    default:
      return `<h2>${linesOf(block.runs).join('<br>\n')}</h2>`;
  }
}

/** Lines of an item stand together: paragraphs would part a list that was written tight. */
function itemOf(item: readonly LetterBlock[]): string {
  return item
    .map((block, index) => {
      if (block.kind !== 'line') return `\n${elementOf(block)}`;
      return `${item[index - 1]?.kind === 'line' ? '<br>\n' : ''}${linesOf(block.runs).join('<br>\n')}`;
    })
    .join('');
}

/** HTML of each line. */
function linesOf(runs: readonly LetterRun[]): string[] {
  const lines = [''];
  for (const run of runs) {
    run.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push('');
      if (text !== '') lines[lines.length - 1] += marked(run, text, lines.at(-1) === '');
    });
  }
  return lines;
}

/** Blanks that HTML would drop, at a line's beginning and before another blank, are written so that they stay. */
function marked({ bold, italic, underline, link }: LetterRun, text: string, beginsLine: boolean): string {
  let html = escaped(text)
    .replaceAll('\t', '&emsp;')
    .replace(beginsLine ? /^ | (?= )/g : / (?= )/g, '&nbsp;');
  if (underline) html = `<u>${html}</u>`;
  if (italic) html = `<em>${html}</em>`;
  if (bold) html = `<strong>${html}</strong>`;
  return link === undefined ? html : `<a href="${escaped(link)}">${html}</a>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters that HTML does not know have no place in it. */
function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? '').replace(/[^\t\P{Cc}]/gu, '');
}
