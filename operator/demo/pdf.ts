/** Writes small PDF documents (ISO 32000-1): pages of text in Helvetica, enough for a believable letter. */

/** A document: a heading, and lines of text; long lines are broken, pages are added. */
export interface DocumentText {
  readonly title: string;
  readonly lines: readonly string[];
}

const LINE_LENGTH = 92;
const LINES_A_PAGE = 46;

/** The document's bytes; the same text gives the same bytes. */
export function writePdf(document: DocumentText): Uint8Array {
  const lines = document.lines.flatMap(breakLine);
  const pageCount = Math.max(1, Math.ceil(lines.length / LINES_A_PAGE));
  const pageIds = Array.from({ length: pageCount }, (_, page) => 5 + 2 * page);
  const font = (name: string) => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (fr) >>',
    `<< /Type /Pages /Count ${pageCount} /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
  ];
  for (const [page, id] of pageIds.entries()) {
    const resources = '<< /Font << /F1 3 0 R /F2 4 0 R >> >>';
    const size = '[0 0 595 842]';
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox ${size} /Resources ${resources} /Contents ${id + 1} 0 R >>`,
      stream(drawPage(document.title, lines.slice(page * LINES_A_PAGE, (page + 1) * LINES_A_PAGE), page)),
    );
  }
  return assemble(objects);
}

function drawPage(title: string, lines: readonly string[], page: number): string {
  const heading = page === 0 ? `/F2 15 Tf 56 780 Td ${literal(title)} Tj 0 -34 Td` : '56 780 Td';
  const body = lines.map((line) => `${literal(line)} Tj T*`).join('\n');
  return `BT\n${heading}\n/F1 10.5 Tf 15 TL\n${body}\nET`;
}

function stream(content: string): string {
  return `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/** Numbered objects, cross-reference table and trailer; every character is one byte from here on. */
function assemble(objects: readonly string[]): Uint8Array {
  let text = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** Characters that WinAnsi (code page 1252) has where Latin-1 has none. */
const winAnsi: Readonly<Record<string, string>> = {
  '’': '\x92',
  '—': '\x97',
  '–': '\x96',
  œ: '\x9c',
  '€': '\x80',
  '…': '\x85',
};

function literal(text: string): string {
  const encoded = [...text].map((character) => winAnsi[character] ?? (character <= '\xff' ? character : '?')).join('');
  return `(${encoded.replace(/[\\()]/g, '\\$&')})`;
}

function breakLine(line: string): string[] {
  const broken: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + word.length + 1 > LINE_LENGTH) {
      broken.push(current);
      current = '';
    }
    current = current === '' ? word : `${current} ${word}`;
  }
  return [...broken, current];
}
