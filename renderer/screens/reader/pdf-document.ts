/** Opens PDF files with pdf.js: worker and fonts from our own files, no script of the document, no evaluation. */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = workerAddress;

const fontAddresses = import.meta.glob('../../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** Fonts that every PDF reader is expected to have, by file name. */
const fontByName = new Map(
  Object.entries(fontAddresses).map(([path, address]) => [path.slice(path.lastIndexOf('/') + 1), address]),
);

/** Gives pdf.js the standard fonts of this bundle, and nothing else. */
class BundledFonts {
  async fetch({ kind, filename }: { readonly kind: string; readonly filename: string }): Promise<Uint8Array> {
    const address = kind === 'standardFontDataUrl' ? fontByName.get(filename) : undefined;
    if (!address) throw new Error(`no bundled ${kind}`);
    const response = await fetch(address);
    return new Uint8Array(await response.arrayBuffer());
  }
}

/** The document asks for a password: it is saved and opened elsewhere. */
export class EncryptedPdf extends Error {}

/** Reads and opens the PDF behind an address of the app's own protocol. */
export async function openPdf(address: string, signal: AbortSignal): Promise<PDFDocumentProxy> {
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`attachment answered ${response.status}`);
  const data = new Uint8Array(await response.arrayBuffer());
  const task = getDocument({
    data,
    isEvalSupported: false,
    enableXfa: false,
    useWasm: false,
    useSystemFonts: false,
    useWorkerFetch: false,
    BinaryDataFactory: BundledFonts,
    verbosity: 0,
  });
  signal.addEventListener('abort', () => void task.destroy());
  try {
    return await task.promise;
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') throw new EncryptedPdf();
    throw error;
  }
}
