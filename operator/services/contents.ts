/**
 * Contents at rest: message bytes in segments, each encrypted (STREAM) under a key derived from the content's key and
 * the segment's offset. What arrives is encrypted once, and is in its final place from then on.
 */
import { hkdfSync, randomUUID } from 'node:crypto';
import { v7 as uuidv7, validate, version } from 'uuid';
import { AppError } from '../../contract/errors.ts';
import { UPLOAD_CHUNK_BYTES, WHOLE_DEPOSIT_BYTES } from '../../contract/model/limits.ts';
import { type ByteStream, collect } from '../../envelope/bytes.ts';
import { cipherSize, decryptRange, encryptStream, openBytes, sealBytes } from '../../envelope/cipher/stream.ts';
import type { BlobStore } from './ports/contents.ts';
import type { Segment } from './ports/uploads.ts';

/** Contents up to this many bytes are kept in the database, so that one commit covers them. */
export const INLINE_BYTES = WHOLE_DEPOSIT_BYTES;

/** The largest segment as it is stored: one chunk of an upload, encrypted. */
export const MAX_SEGMENT_BYTES = cipherSize(UPLOAD_CHUNK_BYTES);

/** A new content's id (UUIDv7): tells when it was made, so that what is just being made is never swept away. */
export function newContentId(at: Date): string {
  return uuidv7({ msecs: at.getTime() });
}

/** Whether a name is a content's id, and not that of something else in the same place. */
export function isContentId(name: string): boolean {
  return validate(name) && version(name) === 7;
}

/** Whether a content's id was made before an instant. */
export function madeBefore(contentId: string, instant: Date): boolean {
  return Number.parseInt(contentId.replaceAll('-', '').slice(0, 12), 16) < instant.getTime();
}

/** The place of a segment in a content. */
export interface SegmentPlace {
  readonly contentId: string;
  readonly key: Uint8Array;
  readonly index: number;
  readonly offset: number;
}

/** Encrypts and stores a segment; it belongs to the content only once the database says so. */
export async function writeSegment(
  blobs: BlobStore,
  place: SegmentPlace,
  plain: ByteStream,
  inline: boolean,
): Promise<Segment> {
  let sizeBytes = 0;
  async function* counted(): ByteStream {
    for await (const piece of plain) {
      sizeBytes += piece.length;
      yield piece;
    }
  }
  const cipher = encryptStream(segmentKey(place.key, place.offset), counted());
  const { index, offset } = place;
  if (inline) {
    const bytes = await collect(cipher, cipherSize(INLINE_BYTES));
    return { index, offset, sizeBytes, cipherBytes: bytes.length, inline: bytes, blob: null };
  }
  const blob = randomUUID();
  const cipherBytes = await blobs.write(place.contentId, blob, cipher);
  return { index, offset, sizeBytes, cipherBytes, inline: null, blob };
}

/** Stores a whole content of unknown length as segments of one chunk each; what was written is its caller's to remove when it throws. */
export async function writeContent(
  blobs: BlobStore,
  { contentId, key }: Pick<SegmentPlace, 'contentId' | 'key'>,
  plain: ByteStream,
): Promise<Segment[]> {
  const source = plain[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let isOver = false;
  async function* nextChunk(): ByteStream {
    for (let room = UPLOAD_CHUNK_BYTES; room > 0; ) {
      if (rest.length === 0) {
        const next = await source.next();
        if (next.done) {
          isOver = true;
          return;
        }
        rest = next.value;
        continue;
      }
      const piece = rest.subarray(0, room);
      rest = rest.subarray(piece.length);
      room -= piece.length;
      yield piece;
    }
  }
  const segments: Segment[] = [];
  for (let offset = 0; !isOver; offset += segments.at(-1)?.sizeBytes ?? 0) {
    const place = { contentId, key, index: segments.length, offset };
    const segment = await writeSegment(blobs, place, nextChunk(), false);
    if (segment.sizeBytes > 0) segments.push(segment);
    else if (segment.blob) await blobs.remove(contentId, segment.blob);
  }
  return segments;
}

/** Decrypts bytes `start` (included) to `end` (excluded) of a content; missing segments are `envelope.altered`. */
export async function* readContent(
  blobs: BlobStore,
  content: { readonly contentId: string; readonly key: Uint8Array; readonly segments: readonly Segment[] },
  start: number,
  end: number,
): ByteStream {
  let position = start;
  for (const segment of content.segments) {
    const segmentEnd = segment.offset + segment.sizeBytes;
    if (segmentEnd <= position) continue;
    if (position >= end) return;
    if (segment.offset > position) break;
    const readAt = async (offset: number, length: number): Promise<Uint8Array> => {
      if (segment.inline) return segment.inline.subarray(offset, offset + length);
      if (!segment.blob) throw new AppError('envelope.altered');
      return blobs.read(content.contentId, segment.blob, offset, length);
    };
    const until = Math.min(end, segmentEnd) - segment.offset;
    const key = segmentKey(content.key, segment.offset);
    yield* decryptRange(key, readAt, segment.cipherBytes, position - segment.offset, until);
    position = segment.offset + until;
  }
  if (position < end) throw new AppError('envelope.altered');
}

/** Encrypts title and attachment names under the content's key, so that they die with it. */
export function sealMetadata(key: Uint8Array, envelopeId: string, text: string): Uint8Array {
  return sealBytes(derive(key, 'metadata'), Buffer.from(text, 'utf8'), Buffer.from(envelopeId, 'utf8'));
}

/** Opens what `sealMetadata` made. */
export function openMetadata(key: Uint8Array, envelopeId: string, box: Uint8Array): string {
  return Buffer.from(openBytes(derive(key, 'metadata'), box, Buffer.from(envelopeId, 'utf8'))).toString('utf8');
}

/** Encrypts the telephone of a recipient under the content's key, bound to both. */
export function sealPhone(key: Uint8Array, envelopeId: string, address: string, text: string): Uint8Array {
  return sealBytes(derive(key, 'phone'), Buffer.from(text, 'utf8'), phoneOf(envelopeId, address));
}

/** Opens what `sealPhone` made. */
export function openPhone(key: Uint8Array, envelopeId: string, address: string, box: Uint8Array): string {
  return Buffer.from(openBytes(derive(key, 'phone'), box, phoneOf(envelopeId, address))).toString('utf8');
}

/** Where a note on an envelope stands. */
interface NotePlace {
  readonly mailboxId: string;
  readonly envelopeId: string;
  readonly id: string;
}

/** Encrypts a note about an envelope under its content's key, bound to mailbox and note. */
export function sealNote(key: Uint8Array, place: NotePlace, text: string): Uint8Array {
  return sealBytes(derive(key, 'note'), Buffer.from(text, 'utf8'), noteAt(place));
}

/** Opens what `sealNote` made. */
export function openNote(key: Uint8Array, place: NotePlace, box: Uint8Array): string {
  return Buffer.from(openBytes(derive(key, 'note'), box, noteAt(place))).toString('utf8');
}

function noteAt({ mailboxId, envelopeId, id }: NotePlace): Uint8Array {
  return Buffer.from(`${mailboxId}\n${envelopeId}\n${id}`, 'utf8');
}

function phoneOf(envelopeId: string, address: string): Uint8Array {
  return Buffer.from(`${envelopeId}\n${address}`, 'utf8');
}

function segmentKey(key: Uint8Array, offset: number): Uint8Array {
  return derive(key, `segment:${offset}`);
}

/** HKDF-SHA-256 (RFC 5869): one key for each purpose. */
function derive(key: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), `medimail ${purpose}`, 32));
}
