/** Opens the national extraction: a text file, or a zip with one text file in it, never read further than allowed. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { FileRefused } from './refusal.ts';

/** Three times what 600,000 rows take; a larger file is not what it says it is. */
export const MAX_EXTRACTION_BYTES = 768 * 1_048_576;
const PIECE_BYTES = 1_048_576;
const zipSignature = Buffer.from('PK\u0003\u0004', 'latin1');

/**
 * The bytes of the text, in pieces. Refuses (`FileRefused`) a zip that is cut, encrypted, damaged, or holds anything but
 * one text file, and whatever is larger than `MAX_EXTRACTION_BYTES`, by what it declares and by what it really is.
 */
export async function* readExtraction(file: string): AsyncGenerator<Buffer> {
  yield* bounded((await isZip(file)) ? readZip(file) : readText(file));
}

async function isZip(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(zipSignature.length), 0, zipSignature.length, 0);
    return bytesRead === zipSignature.length && buffer.equals(zipSignature);
  } finally {
    await handle.close();
  }
}

async function* readText(file: string): AsyncGenerator<Buffer> {
  demandSize((await stat(file)).size);
  for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES })) yield piece as Buffer;
}

async function* readZip(file: string): AsyncGenerator<Buffer> {
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch {
    throw new FileRefused('the zip is cut or damaged');
  }
  try {
    const entry = await onlyText(zip);
    demandSize(entry.uncompressedSize);
    let sum = 0;
    for await (const piece of await zip.openReadStreamPromise(entry)) {
      sum = crc32(piece as Buffer, sum);
      yield piece as Buffer;
    }
    if (sum !== entry.crc32) throw new FileRefused('the zip is damaged');
  } catch (error) {
    // yauzl's and zlib's own words hold the name of the file in the zip.
    throw error instanceof FileRefused ? error : new FileRefused('the zip is cut or damaged');
  } finally {
    zip.close();
  }
}

async function onlyText(zip: ZipFile): Promise<Entry> {
  let text: Entry | null = null;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    if (text || !entry.fileName.toLowerCase().endsWith('.txt')) {
      throw new FileRefused('the zip holds something else than one text file');
    }
    text = entry;
  }
  if (!text) throw new FileRefused('the zip holds no text file');
  if (text.isEncrypted()) throw new FileRefused('the zip is encrypted');
  return text;
}

async function* bounded(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    demandSize(size);
    yield piece;
  }
}

function demandSize(bytes: number): void {
  if (bytes > MAX_EXTRACTION_BYTES) throw new FileRefused(`larger than ${MAX_EXTRACTION_BYTES} bytes`);
}
