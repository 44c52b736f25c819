/** The words of a PDF: no script, no evaluation, no font or file from elsewhere, page after page. */
import { endSurroundings } from './pdf-surroundings.ts';
// Registers the library's own worker in this process, which has no other file to load it from.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { DocumentPart } from './part.ts';
import { DocumentRefused } from './refusal.ts';

endSurroundings();

/** Pages looked at: pages without words cost time, and a document of ten thousand has its words at the beginning too. */
const MAX_PAGES = 2_000;

/** Fonts and character maps are files: this process has none, and text needs them seldom. */
class NothingToFetch {
  fetch(): Promise<Uint8Array> {
    return Promise.reject(new Error('nothing is fetched'));
  }
}

export async function* readPdf(bytes: Uint8Array): AsyncGenerator<DocumentPart> {
  const task = getDocument({
    // The library takes the bytes over.
    data: new Uint8Array(bytes),
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    useSystemFonts: false,
    useWorkerFetch: false,
    disableFontFace: true,
    BinaryDataFactory: NothingToFetch,
    verbosity: 0,
  });
  try {
    const document = await task.promise;
    for (let number = 1; number <= Math.min(document.numPages, MAX_PAGES); number += 1) {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
      page.cleanup();
      if (text.trim() !== '') yield { kind: 'paragraph', text };
    }
    if (document.numPages > MAX_PAGES) yield { kind: 'cut' };
  } catch (error) {
    throw new DocumentRefused(error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'damaged');
  } finally {
    await task.destroy();
  }
}
