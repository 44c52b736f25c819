/** Attachments as pictures of their pages: PDF files drawn by pdf.js, images as they are. Memory holds one page at a time. */
import type { AttachmentView } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { mailbox } from '../../bridge.ts';
import { mayBeDrawn } from '../../ui/image-size.ts';

/** One printed page of an attachment. */
export interface PrintedPage {
  /** Address of the picture, good until `releasePages`. */
  readonly address: string;
  readonly name: string;
  readonly number: number;
  readonly of: number;
}

/** More pages than this are printed from a PDF reader. */
export const MAX_PRINTED_PAGES = 200;
/** Points of a drawn page to the inch. */
const DOTS_PER_INCH = 150;
const PDF_DOTS_PER_INCH = 72;
const MAX_CANVAS_PX = 4_096;

/** Why an attachment is not printed. */
export class NotPrintable extends Error {
  readonly reason: 'encrypted' | 'damaged' | 'too-large' | 'too-long';
  readonly file: string;

  constructor(file: string, reason: NotPrintable['reason'], cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause });
    this.file = file;
    this.reason = reason;
  }
}

/** Whether paper is something for it. */
export function isPrintable({ preview, executable }: AttachmentView): boolean {
  return !executable && (preview === 'pdf' || preview === 'image');
}

/** Draws all of them; throws `NotPrintable`, and what the signal is aborted with. */
export async function drawParts(
  envelopeId: EnvelopeId,
  attachments: readonly AttachmentView[],
  signal: AbortSignal,
  onPage: (done: number, of: number) => void,
): Promise<readonly PrintedPage[]> {
  const pages: PrintedPage[] = [];
  try {
    for (const { index, name, preview } of attachments) {
      const { url } = await mailbox.attachmentUrl({ envelopeId, index });
      const draw = preview === 'pdf' ? drawPdf : drawImage;
      await draw({ url, name, signal, pages, onPage });
    }
    return pages;
  } catch (error) {
    releasePages(pages);
    throw error;
  }
}

/** Forgets the pictures. */
export function releasePages(pages: readonly PrintedPage[]): void {
  for (const { address } of pages) if (address.startsWith('blob:')) URL.revokeObjectURL(address);
}

interface Part {
  readonly url: string;
  readonly name: string;
  readonly signal: AbortSignal;
  readonly pages: PrintedPage[];
  readonly onPage: (done: number, of: number) => void;
}

async function drawImage({ url, name, signal, pages }: Part): Promise<void> {
  if (!(await mayBeDrawn(url, signal))) throw new NotPrintable(name, 'too-large');
  pages.push({ address: url, name, number: 1, of: 1 });
}

async function drawPdf({ url, name, signal, pages, onPage }: Part): Promise<void> {
  const { EncryptedPdf, openPdf } = await import('../../screens/reader/pdf-document.ts');
  const document = await openPdf(url, signal).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new NotPrintable(name, error instanceof EncryptedPdf ? 'encrypted' : 'damaged', error);
  });
  try {
    const { numPages } = document;
    if (pages.length + numPages > MAX_PRINTED_PAGES) throw new NotPrintable(name, 'too-long');
    const canvas = window.document.createElement('canvas');
    for (let number = 1; number <= numPages; number += 1) {
      signal.throwIfAborted();
      const page = await document.getPage(number);
      const whole = page.getViewport({ scale: 1 });
      const longest = Math.max(whole.width, whole.height);
      const scale = Math.min(DOTS_PER_INCH / PDF_DOTS_PER_INCH, MAX_CANVAS_PX / longest);
      const viewport = page.getViewport({ scale });
      canvas.width = Math.max(1, Math.floor(viewport.width));
      canvas.height = Math.max(1, Math.floor(viewport.height));
      await page.render({ canvas, viewport, intent: 'print' }).promise;
      pages.push({ address: await pictureOf(canvas), name, number, of: numPages });
      page.cleanup();
      onPage(number, numPages);
    }
  } finally {
    await document.loadingTask.destroy();
  }
}

function pictureOf(canvas: HTMLCanvasElement): Promise<string> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (picture) => (picture ? resolve(URL.createObjectURL(picture)) : reject(new Error('a page was not drawn'))),
      'image/jpeg',
      0.9,
    );
  });
}
