/** The parts of an Office file (a zip of XML), one at a time, never more of them than an honest file holds. */
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { decodeText } from './decode-text.ts';
import { DocumentRefused } from './refusal.ts';

const MAX_ENTRIES = 10_000;
/** One part, inflated. */
const MAX_PART_BYTES = 32 * 1_048_576;
/** All parts that are read of one file, inflated. */
const MAX_READ_BYTES = 96 * 1_048_576;
/** XML shrinks to a tenth or a thirtieth; what shrinks to less than this was made to grow. */
const MAX_RATIO = 250;
/** Below this the ratio says nothing. */
const RATIO_FROM_BYTES = 4 * 1_048_576;

export interface ZipParts {
  readonly names: readonly string[];
  /** Inflated and decoded; null when there is no such part. `unsafe` past the limits. */
  text(name: string): Promise<string | null>;
}

/** Opens a zip whose bytes are all here; `damaged` when it is none. */
export async function openZip(bytes: Uint8Array): Promise<ZipParts> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const zip = await refuseFailure(fromBufferPromise(buffer, { lazyEntries: true, validateEntrySizes: true }));
  if (zip.entryCount > MAX_ENTRIES) throw new DocumentRefused('unsafe');
  const entries = await entriesOf(zip);
  let readBytes = 0;
  return {
    names: [...entries.keys()],
    async text(name) {
      const entry = entries.get(name);
      if (!entry) return null;
      if (entry.isEncrypted()) throw new DocumentRefused('encrypted');
      readBytes += demandSize(entry);
      if (readBytes > MAX_READ_BYTES) throw new DocumentRefused('unsafe');
      return decodeText(await inflate(zip, entry));
    },
  };
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  await refuseFailure(
    new Promise<void>((resolve, reject) => {
      zip.on('entry', (entry: Entry) => {
        // The first of a name counts; a second one is a way to show one thing and say another.
        if (!entries.has(entry.fileName)) entries.set(entry.fileName, entry);
        zip.readEntry();
      });
      zip.on('end', resolve);
      zip.on('error', reject);
      zip.readEntry();
    }),
  );
  return entries;
}

function demandSize({ uncompressedSize, compressedSize }: Entry): number {
  const isInflated = uncompressedSize > RATIO_FROM_BYTES && uncompressedSize > Math.max(1, compressedSize) * MAX_RATIO;
  if (uncompressedSize > MAX_PART_BYTES || isInflated) throw new DocumentRefused('unsafe');
  return uncompressedSize;
}

/** A part that holds more than its entry says is stopped there by the library. */
async function inflate(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const read = async () => {
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Uint8Array);
  };
  await refuseFailure(read());
  return Buffer.concat(pieces);
}

/** The library's and zlib's own errors say one thing to us. */
async function refuseFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch {
    throw new DocumentRefused('damaged');
  }
}
