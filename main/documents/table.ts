/** A CSV file as rows (RFC 4180, and the semicolon that French programs write). */
import type { DocumentPart } from './part.ts';

const MAX_COLUMNS = 256;

export function* readTable(text: string): Generator<DocumentPart> {
  const separator = separatorOf(text);
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let isFirst = true;
  const row = (): DocumentPart => {
    cells.push(cell);
    const part: DocumentPart = { kind: 'row', heads: isFirst, cells: cells.slice(0, MAX_COLUMNS) };
    [cells, cell, isFirst] = [[], '', false];
    return part;
  };
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (isQuoted) {
      if (letter !== '"') cell += letter;
      else if (text.charAt(at + 1) === '"') {
        cell += letter;
        at += 1;
      } else isQuoted = false;
    } else if (letter === '"' && cell === '') isQuoted = true;
    else if (letter === separator) {
      // What stands past the last column that is told is not kept.
      if (cells.length < MAX_COLUMNS) cells.push(cell);
      cell = '';
    } else if (letter === '\n') yield row();
    else if (letter !== '\r') cell += letter;
  }
  if (cell !== '' || cells.length > 0) yield row();
}

/** The one that the first line holds most of. */
function separatorOf(text: string): string {
  const line = text.slice(0, 10_000).split('\n', 1)[0] ?? '';
  const count = (sign: string) => line.split(sign).length;
  return [';', ',', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
