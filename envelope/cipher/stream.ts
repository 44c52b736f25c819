/**
 * Encryption at rest: AES-256-GCM in chunks of 64 KiB under the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár
 * 2015), so that chunks cannot be removed, reordered or added, and any of them can be read alone.
 *
 * Layout: header (4 bytes magic, 1 byte version, 7 bytes random nonce prefix), then chunks of ciphertext ‖ 16-byte tag.
 * Nonce of a chunk: prefix ‖ 32-bit counter ‖ 1 when it is the last, else 0. The header is authenticated with each chunk.
 * A key encrypts few streams (one per envelope or attachment): 7 random bytes are ample for that, not for a shared key.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { asBuffer, type ByteStream } from '../bytes.ts';

const MAGIC = Buffer.from('MMES', 'latin1');
const VERSION = 1;
const PREFIX_BYTES = 7;
const HEADER_BYTES = MAGIC.length + 1 + PREFIX_BYTES;
const TAG_BYTES = 16;
const CHUNK_BYTES = 65_536;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;
const MAX_CHUNKS = 2 ** 32;
const cipherName = 'aes-256-gcm';

/** Bytes that `plainBytes` become. */
export function cipherSize(plainBytes: number): number {
  return HEADER_BYTES + plainBytes + TAG_BYTES * Math.max(1, Math.ceil(plainBytes / CHUNK_BYTES));
}

/** Bytes that were encrypted into `cipherBytes`; `envelope.altered` when no plaintext has that size. */
export function plainSize(cipherBytes: number): number {
  const body = cipherBytes - HEADER_BYTES;
  const plain = body - TAG_BYTES * Math.ceil(body / SEALED_BYTES);
  if (body < TAG_BYTES || plain < 0 || cipherSize(plain) !== cipherBytes) throw new AppError('envelope.altered');
  return plain;
}

function nonceOf(header: Buffer, index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  header.copy(nonce, 0, HEADER_BYTES - PREFIX_BYTES, HEADER_BYTES);
  nonce.writeUInt32BE(index, PREFIX_BYTES);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function sealChunk(key: Uint8Array, header: Buffer, index: number, isLast: boolean, plain: Uint8Array): Uint8Array {
  if (index >= MAX_CHUNKS) throw new RangeError('stream too long for its counter');
  const cipher = createCipheriv(cipherName, key, nonceOf(header, index, isLast), { authTagLength: TAG_BYTES });
  cipher.setAAD(header);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(key: Uint8Array, header: Buffer, index: number, isLast: boolean, sealed: Uint8Array): Uint8Array {
  if (sealed.length < TAG_BYTES || index >= MAX_CHUNKS) throw new AppError('envelope.altered');
  const decipher = createDecipheriv(cipherName, key, nonceOf(header, index, isLast), { authTagLength: TAG_BYTES });
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
  return finish(decipher, plain);
}

/** Only what the tag confirms leaves; OpenSSL reports a wrong tag as an error of its own. */
function finish(decipher: { final(): Buffer }, plain: Uint8Array): Uint8Array {
  try {
    decipher.final();
    return plain;
  } catch (error) {
    throw new AppError('envelope.altered', error);
  }
}

function readHeader(bytes: Uint8Array): Buffer {
  const header = Buffer.from(bytes);
  if (header.length !== HEADER_BYTES || !header.subarray(0, 4).equals(MAGIC) || header[4] !== VERSION) {
    throw new AppError('envelope.altered');
  }
  return header;
}

/** Cuts a stream into chunks of exactly `size` bytes, the last one excepted and says which is the last. */
async function* chunksOf(source: ByteStream, size: number): AsyncIterable<{ chunk: Buffer; isLast: boolean }> {
  const chunk = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const piece of source) {
    for (let from = 0; from < piece.length; ) {
      // A full chunk leaves only when a byte after it proves that it is not the last.
      if (filled === size) {
        yield { chunk, isLast: false };
        filled = 0;
      }
      const taken = Math.min(size - filled, piece.length - from);
      chunk.set(piece.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
    }
  }
  yield { chunk: chunk.subarray(0, filled), isLast: true };
}

/** Encrypts a stream under a 32-byte key. */
export async function* encryptStream(key: Uint8Array, plain: ByteStream): ByteStream {
  const header = Buffer.concat([MAGIC, Uint8Array.of(VERSION), randomBytes(PREFIX_BYTES)]);
  yield header;
  let index = 0;
  for await (const { chunk, isLast } of chunksOf(plain, CHUNK_BYTES)) {
    yield sealChunk(key, header, index, isLast, chunk);
    index += 1;
  }
}

/**
 * Decrypts a stream; each piece that leaves was authenticated at its place. A wrong key or anything changed, removed,
 * moved or added is `envelope.altered`; a stream cut between chunks is found at its end, so nothing is complete before.
 */
export async function* decryptStream(key: Uint8Array, cipher: ByteStream): ByteStream {
  const source = cipher[Symbol.asyncIterator]();
  try {
    const { header, rest } = await takeHeader(source);
    let index = 0;
    for await (const { chunk, isLast } of chunksOf(resume(rest, source), SEALED_BYTES)) {
      const plain = openChunk(key, header, index, isLast, chunk);
      // A last chunk without a byte ends only an empty stream: a longer one is never cut there.
      if (plain.length > 0) yield plain;
      else if (index > 0) throw new AppError('envelope.altered');
      index += 1;
    }
  } finally {
    await source.return?.();
  }
}

async function takeHeader(source: AsyncIterator<Uint8Array>): Promise<{ header: Buffer; rest: Uint8Array }> {
  let bytes: Buffer = Buffer.alloc(0);
  while (bytes.length < HEADER_BYTES) {
    const next = await source.next();
    if (next.done) throw new AppError('envelope.altered');
    bytes = Buffer.concat([bytes, next.value]);
  }
  return { header: readHeader(bytes.subarray(0, HEADER_BYTES)), rest: bytes.subarray(HEADER_BYTES) };
}

async function* resume(first: Uint8Array, source: AsyncIterator<Uint8Array>): ByteStream {
  yield first;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

/** Chunks fetched by one read of a range. */
const READ_CHUNKS = 16;

/**
 * Decrypts bytes `start` (included) to `end` (excluded) of the plaintext, reading only the chunks that hold them.
 * `totalCipherBytes` must be the stored size: it tells which chunk is the last, and a lie about it is `envelope.altered`.
 */
export async function* decryptRange(
  key: Uint8Array,
  readAt: (offset: number, length: number) => Promise<Uint8Array>,
  totalCipherBytes: number,
  start: number,
  end: number,
): ByteStream {
  const total = plainSize(totalCipherBytes);
  if (!(start >= 0 && start <= end && end <= total)) throw new RangeError('range outside the plaintext');
  if (start === end && total > 0) return;
  const header = readHeader(await readExactly(readAt, 0, HEADER_BYTES));
  const lastIndex = Math.max(1, Math.ceil(total / CHUNK_BYTES)) - 1;
  const endIndex = Math.max(0, Math.ceil(end / CHUNK_BYTES) - 1);
  for (let first = Math.floor(start / CHUNK_BYTES); first <= endIndex; first += READ_CHUNKS) {
    const count = Math.min(READ_CHUNKS, endIndex - first + 1);
    const offset = HEADER_BYTES + first * SEALED_BYTES;
    const sealed = await readExactly(readAt, offset, Math.min(count * SEALED_BYTES, totalCipherBytes - offset));
    for (let i = 0; i < count; i += 1) {
      const index = first + i;
      const chunk = sealed.subarray(i * SEALED_BYTES, (i + 1) * SEALED_BYTES);
      const plain = openChunk(key, header, index, index === lastIndex, chunk);
      const base = index * CHUNK_BYTES;
      const wanted = plain.subarray(Math.max(0, start - base), Math.min(plain.length, end - base));
      if (wanted.length > 0) yield wanted;
    }
  }
}

async function readExactly(
  readAt: (offset: number, length: number) => Promise<Uint8Array>,
  offset: number,
  length: number,
): Promise<Buffer> {
  const bytes = await readAt(offset, length);
  if (bytes.length !== length) throw new AppError('envelope.altered');
  return asBuffer(bytes);
}

export { openBytes, sealBytes } from './box.ts';
