/** What a PDF says, read by pdf.js: its pages as text, their size, its title. */
import { readFileSync } from 'node:fs';

export interface ReadPdf {
  /** One text a page, blanks as one. */
  readonly pages: readonly string[];
  /** Of the first page, in points. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

export async function readPdf(file: string): Promise<ReadPdf> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const task = getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 });
  const pdf = await task.promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const { info } = await pdf.getMetadata();
  await task.destroy();
  const title = (info as { Title?: string }).Title ?? '';
  return { pages: pages.map((text) => text.replace(/\s+/g, ' ')), width, height, title };
}
