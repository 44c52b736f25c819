/** The text of a Word file (ECMA-376, WordprocessingML). */
import { type DocumentPart, inOneLine } from './part.ts';
import { xmlTokens } from './xml.ts';
import type { ZipParts } from './zip-parts.ts';

const partNames = /^word\/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$/;

/** The letter itself first, then what stands around it. */
export async function* readWord(zip: ZipParts): AsyncGenerator<DocumentPart> {
  const names = zip.names.filter((name) => partNames.test(name)).sort();
  for (const name of names) yield* wordParts((await zip.text(name)) ?? '');
}

interface Paragraph {
  text: string;
  heading: number | null;
  item: number | null;
}

function* wordParts(xml: string): Generator<DocumentPart> {
  let paragraph: Paragraph = emptyParagraph();
  let tables = 0;
  let cells: string[] = [];
  let cell = '';
  let isText = false;
  for (const token of xmlTokens(xml)) {
    if (token.type === 'text') {
      if (isText) paragraph.text += token.text;
    } else if (token.type === 'open') {
      isText = token.name === 't';
      if (token.name === 'tbl') tables += 1;
      else if (token.name === 'tr' && tables === 1) cells = [];
      else if (token.name === 'tc' && tables === 1) cell = '';
      else noteProperty(paragraph, token.name, token.attributes.get('val') ?? '');
    } else {
      isText = false;
      if (token.name === 'p') {
        if (tables > 0) cell += ` ${paragraph.text}`;
        else yield* blockOf(paragraph);
        paragraph = emptyParagraph();
      } else if (token.name === 'tc' && tables === 1) cells.push(inOneLine(cell));
      else if (token.name === 'tr' && tables === 1) yield { kind: 'row', heads: false, cells: cells.slice(0, 256) };
      else if (token.name === 'tbl') tables -= 1;
    }
  }
}

function emptyParagraph(): Paragraph {
  return { text: '', heading: null, item: null };
}

function noteProperty(paragraph: Paragraph, name: string, value: string): void {
  if (name === 'tab') paragraph.text += '\t';
  else if (name === 'br' || name === 'cr') paragraph.text += '\n';
  else if (name === 'noBreakHyphen') paragraph.text += '-';
  else if (name === 'ilvl') paragraph.item = Math.min(9, 1 + Math.max(0, Number(value) || 0));
  else if (name === 'pStyle') {
    // The built-in styles keep their names in the language of the program that wrote the file.
    const level = /^(?:heading|titre|berschrift)\s?([1-6])$/i.exec(value)?.[1];
    if (level) paragraph.heading = Number(level);
    else if (/^(?:title|titre)$/i.test(value)) paragraph.heading = 1;
  }
}

function* blockOf({ text, heading, item }: Paragraph): Generator<DocumentPart> {
  if (text.trim() === '') return;
  if (heading !== null) yield { kind: 'heading', level: heading, text: inOneLine(text) };
  else if (item !== null) yield { kind: 'item', depth: item, text };
  else yield { kind: 'paragraph', text };
}
