/** Writing and reading the files of editions: compressed lines, measured on their way, and an edition compared with the one before. */
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createBrotliDecompress } from 'node:zlib';
import type { DirectoryEntry } from '../../contract/model/directory.ts';
import { toDirectoryLine } from '../../contract/model/directory-file.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { BlobStore } from './ports/contents.ts';
import type { DirectoryEditionStore } from './ports/directory-editions.ts';

/** Entries read in one go: a few milliseconds of an operator that serves requests meanwhile. */
const PAGE = 500;
/** Text handed to the compressor at once. */
const PIECE_CHARACTERS = 65_536;
/** A file is kept in parts of this size, the last one shorter: what one object of a bucket may be. */
const PART_BYTES = 2_097_152;
/** Compresses 600,000 entries within seconds, to within a tenth of the best. */
const QUALITY = 5;

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** One entry of an edition: its address, and its line without the end. */
export interface EditionLine {
  readonly address: string;
  readonly line: string;
}

export async function* currentLines(source: DirectoryEditionStore): AsyncGenerator<EditionLine> {
  for (let after = ''; ; ) {
    const page = await source.findable(after, PAGE);
    for (const entry of page) yield lineOf(entry);
    if (page.length < PAGE) return;
    after = page.at(-1)?.address ?? after;
    // Requests are served between two pages.
    await new Promise(setImmediate);
  }
}

const lineOf = (entry: DirectoryEntry): EditionLine => ({
  address: entry.address,
  line: toDirectoryLine(entry, sha256Hex),
});

/** The lines of an edition's snapshot, its head left out; none where there is no edition. */
export async function* linesOfSnapshot(bytes: ByteStream | null): AsyncGenerator<EditionLine> {
  if (bytes === null) return;
  const text = createBrotliDecompress();
  // A failure destroys what is read below, which throws it.
  pipeline(Readable.from(bytes, { objectMode: false }), text).catch(() => undefined);
  let rest = '';
  let isHead = true;
  for await (const piece of text.setEncoding('utf8')) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!isHead) yield { address: (JSON.parse(line) as [string])[0], line };
      isHead = false;
    }
  }
}

/** Both sides in the order of addresses; tells each difference, and gives the new lines on. */
export async function* comparing(
  before: AsyncIterator<EditionLine>,
  now: AsyncIterable<EditionLine>,
  onChange: (line: string) => void,
): AsyncGenerator<string> {
  let old = await before.next();
  const gone = ({ address }: EditionLine) => onChange(JSON.stringify(address));
  for await (const { address, line } of now) {
    for (; !old.done && old.value.address < address; old = await before.next()) gone(old.value);
    if (old.done || old.value.address !== address) onChange(line);
    else {
      if (old.value.line !== line) onChange(line);
      old = await before.next();
    }
    yield line;
  }
  for (; !old.done; old = await before.next()) gone(old.value);
}

/** A file in the store of contents; its parts are `name.0`, `name.1`… */
export interface EditionBlob {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** No content has this id, and nothing that sweeps leftovers takes it for one. */
const FOLDER = 'national-directory';

/** Compresses lines into a file of a series, under a name that nothing else has; nothing of it stays where this fails. */
export async function writeLines(
  blobs: BlobStore,
  series: string,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<EditionBlob> {
  const name = `${series}.${randomUUID()}`;
  const hash = createHash('sha256');
  const brotli = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  // A failure destroys what is read below, which throws it.
  pipeline(Readable.from(inPieces(lines), { objectMode: false }), brotli).catch(() => undefined);
  let sizeBytes = 0;
  try {
    for await (const part of inParts(brotli)) {
      await blobs.write(FOLDER, `${name}.${sizeBytes / PART_BYTES}`, one(part));
      hash.update(part);
      sizeBytes += part.length;
    }
  } catch (error) {
    await removeEditionFile(blobs, { name, sizeBytes });
    throw error;
  }
  return { name, sizeBytes, sha256: hash.digest('hex') };
}

async function* inParts(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    rest = Buffer.concat([rest, piece]);
    for (; rest.length >= PART_BYTES; rest = rest.subarray(PART_BYTES)) yield rest.subarray(0, PART_BYTES);
  }
  if (rest.length > 0) yield rest;
}

async function* one(bytes: Buffer): ByteStream {
  yield bytes;
}

async function* inPieces(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const line of lines) {
    text += `${line}\n`;
    if (text.length < PIECE_CHARACTERS) continue;
    yield text;
    text = '';
  }
  yield text;
}

/** Bytes `start` (included) to `end` (excluded) of a file. */
export async function* readEdition(blobs: BlobStore, file: EditionBlob, start: number, end: number): ByteStream {
  for (let at = start; at < end; ) {
    const part = Math.floor(at / PART_BYTES);
    const length = Math.min(end, (part + 1) * PART_BYTES) - at;
    const piece = await blobs.read(FOLDER, `${file.name}.${part}`, at - part * PART_BYTES, length);
    if (piece.length < length) throw new Error('a file of an edition is shorter than it was');
    at += length;
    yield piece;
  }
}

export async function removeEditionFile(
  blobs: BlobStore,
  { name, sizeBytes }: Pick<EditionBlob, 'name' | 'sizeBytes'>,
): Promise<void> {
  for (let at = 0; at < sizeBytes; at += PART_BYTES) await blobs.remove(FOLDER, `${name}.${at / PART_BYTES}`);
}

/** Whatever editions of other series left behind. */
export async function removeOtherSeries(blobs: BlobStore, series: string): Promise<void> {
  for await (const name of blobs.names(FOLDER)) {
    if (!name.startsWith(`${series}.`)) await blobs.remove(FOLDER, name);
  }
}
