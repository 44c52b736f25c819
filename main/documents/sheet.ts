/** The cells of a workbook (ECMA-376, SpreadsheetML), sheet by sheet, as they are written: nothing is calculated. */
import { type DocumentPart, inOneLine } from './part.ts';
import { xmlTokens } from './xml.ts';
import { elementsAt, elementsIn, parseXml } from './xml-tree.ts';
import type { ZipParts } from './zip-parts.ts';

const MAX_COLUMNS = 256;

export async function* readSheets(zip: ZipParts): AsyncGenerator<DocumentPart> {
  const strings = sharedStrings((await zip.text('xl/sharedStrings.xml')) ?? '');
  for (const { name, part } of await sheetsOf(zip)) {
    const xml = await zip.text(part);
    if (xml === null) continue;
    yield { kind: 'heading', level: 2, text: name };
    yield* rowsOf(xml, strings);
  }
}

/** Sheets in their order; where the workbook does not say which part is whose, the parts by number. */
async function sheetsOf(zip: ZipParts): Promise<readonly { readonly name: string; readonly part: string }[]> {
  const workbook = parseXml((await zip.text('xl/workbook.xml')) ?? '');
  const relations = await zip.text('xl/_rels/workbook.xml.rels');
  const targets = new Map(
    relations === null
      ? []
      : elementsIn(parseXml(relations), 'Relationship').map(({ attributes }) => [
          attributes.get('Id') ?? '',
          (attributes.get('Target') ?? '').replace(/^(?:\/?xl\/)?/, 'xl/'),
        ]),
  );
  return elementsAt(workbook, 'sheets', 'sheet').map(({ attributes }, index) => ({
    name: attributes.get('name') ?? String(index + 1),
    part: targets.get(attributes.get('id') ?? '') ?? `xl/worksheets/sheet${index + 1}.xml`,
  }));
}

function sharedStrings(xml: string): readonly string[] {
  const strings: string[] = [];
  let current = '';
  let isText = false;
  let phonetic = 0;
  for (const token of xml === '' ? [] : xmlTokens(xml)) {
    if (token.type === 'text') current += isText && phonetic === 0 ? token.text : '';
    else if (token.name === 't') isText = token.type === 'open';
    else if (token.name === 'rPh') phonetic += token.type === 'open' ? 1 : -1;
    else if (token.name === 'si' && token.type === 'open') current = '';
    else if (token.name === 'si') strings.push(inOneLine(current));
  }
  return strings;
}

function* rowsOf(xml: string, strings: readonly string[]): Generator<DocumentPart> {
  let cells: string[] = [];
  let column = 0;
  let type = '';
  let value = '';
  let isValue = false;
  for (const token of xmlTokens(xml)) {
    if (token.type === 'text') value += isValue ? token.text : '';
    else if (token.name === 'v' || token.name === 't') isValue = token.type === 'open';
    else if (token.name === 'row' && token.type === 'open') [cells, column] = [[], 0];
    else if (token.name === 'row') {
      if (cells.length > 0) yield { kind: 'row', heads: false, cells };
    } else if (token.name === 'c' && token.type === 'open') {
      column = columnOf(token.attributes.get('r')) ?? column;
      [type, value] = [token.attributes.get('t') ?? '', ''];
    } else if (token.name === 'c') {
      const shown = type === 's' ? (strings[Number(value)] ?? '') : inOneLine(value);
      if (shown !== '' && column < MAX_COLUMNS) {
        while (cells.length < column) cells.push('');
        cells[column] = shown;
      }
      column += 1;
    }
  }
}

/** « AB12 » is column 27, counted from 0. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return null;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
