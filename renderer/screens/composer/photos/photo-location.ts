/**
 * Where a photograph was taken, as cameras note it (Exif 2.32 §4.6.6, XMP), and the same file without it: no point of
 * the picture is touched. JPEG, PNG and WebP. Pure.
 */

/** Kinds of pictures that are looked into. */
export type PhotoKind = 'jpeg' | 'png' | 'webp';

/** A stretch of a file; what it is about when it may hold a place. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** Where TIFF begins in a stretch of Exif. */
  readonly tiff?: number;
  readonly isXmp?: boolean;
}

const GPS_POINTER = 0x8825;
const PNG_HEAD = 8;
const RIFF_HEAD = 12;

/** By its first bytes; null for what is no photograph, medical pictures (DICOM) among it. */
export function photoKind(head: Uint8Array): PhotoKind | null {
  const begins = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  if (begins(0xff, 0xd8, 0xff)) return 'jpeg';
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  return begins(0x52, 0x49, 0x46, 0x46) && ascii(head, 8, 12) === 'WEBP' ? 'webp' : null;
}

/** Whether the file says where it was taken. What is cut or malformed says nothing. */
export function tellsPlace(bytes: Uint8Array, kind: PhotoKind): boolean {
  return segmentsOf(bytes, kind).some((segment) => segmentTellsPlace(bytes, segment));
}

/** A picture of several moments is no photograph: it would lose all but the first. */
export function isMoving(bytes: Uint8Array, kind: PhotoKind): boolean {
  if (kind === 'jpeg') return false;
  const names = kind === 'png' ? ['acTL'] : ['ANIM'];
  return segmentsOf(bytes, kind).some(({ start }) =>
    names.includes(ascii(bytes, nameAt(start, kind), nameAt(start, kind) + 4)),
  );
}

/** The same picture that no longer says where it was taken; null where nothing was to be taken out. */
export function withoutPlace(bytes: Uint8Array, kind: PhotoKind): Uint8Array | null {
  const telling = segmentsOf(bytes, kind).filter((segment) => segmentTellsPlace(bytes, segment));
  if (telling.length === 0) return null;
  const copy = bytes.slice();
  // A JPEG's Exif also says how the picture is turned: the place alone is taken out of it. Other notes go whole.
  const dropped = telling.filter(({ tiff }) => kind !== 'jpeg' || tiff === undefined);
  for (const { tiff, end } of telling) if (kind === 'jpeg' && tiff !== undefined) forgetPlace(copy, tiff, end);
  const kept = withoutSegments(copy, dropped);
  if (kind === 'webp')
    noteWebpParts(
      kept,
      dropped.map(({ isXmp }) => (isXmp ? 0x04 : 0x08)),
    );
  return kept;
}

function segmentsOf(bytes: Uint8Array, kind: PhotoKind): Segment[] {
  if (kind === 'jpeg') return jpegSegments(bytes);
  const view = viewOf(bytes);
  const segments: Segment[] = [];
  for (let start = kind === 'png' ? PNG_HEAD : RIFF_HEAD; start + 8 <= bytes.length; ) {
    const size = kind === 'png' ? view.getUint32(start) + 12 : paired(view.getUint32(start + 4, true)) + 8;
    const end = start + size;
    if (end > bytes.length) break;
    const name = ascii(bytes, nameAt(start, kind), nameAt(start, kind) + 4);
    const body = start + 8;
    if (name === 'eXIf' || name === 'EXIF') {
      segments.push({ start, end, tiff: body + (ascii(bytes, body, body + 4) === 'Exif' ? 6 : 0) });
    } else segments.push({ start, end, isXmp: name === 'XMP ' || isPngNote(bytes, name, body) });
    start = end;
  }
  return segments;
}

function nameAt(start: number, kind: PhotoKind): number {
  return kind === 'png' ? start + 4 : start;
}

/** Programs also hide Exif and XMP in texts, packed: those are taken to say a place, since they cannot be read here. */
function isPngNote(bytes: Uint8Array, name: string, body: number): boolean {
  return (
    ['iTXt', 'tEXt', 'zTXt'].includes(name) &&
    /^(?:XML:com\.adobe\.xmp|Raw profile type)/.test(ascii(bytes, body, body + 30))
  );
}

/** Segments before the picture itself (ITU-T T.81, annex B). */
function jpegSegments(bytes: Uint8Array): Segment[] {
  const view = viewOf(bytes);
  const segments: Segment[] = [];
  for (let start = 2; start + 4 <= bytes.length && bytes[start] === 0xff; ) {
    const marker = view.getUint8(start + 1);
    if (marker === 0xda) break;
    const end = marker === 0xff ? start + 1 : start + 2 + view.getUint16(start + 2);
    if (end > bytes.length) break;
    const body = start + 4;
    if (marker === 0xe1 && ascii(bytes, body, body + 6) === 'Exif\0\0') segments.push({ start, end, tiff: body + 6 });
    else if (marker === 0xe1) segments.push({ start, end, isXmp: true });
    start = end;
  }
  return segments;
}

function segmentTellsPlace(bytes: Uint8Array, { start, end, tiff, isXmp }: Segment): boolean {
  if (tiff !== undefined) return placeOf(bytes, tiff, end) !== null;
  if (!isXmp) return false;
  const text = ascii(bytes, start, end);
  return /GPS/.test(text) || /^.{4}(?:zTXt|.{0,8}Raw profile)/s.test(text);
}

/** The entry of the first directory that leads to the place; null where there is none. */
function placeOf(bytes: Uint8Array, tiff: number, end: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + tiff, end - tiff);
  try {
    const little = view.getUint16(0) === 0x4949;
    const directory = view.getUint32(4, little);
    const count = view.getUint16(directory, little);
    for (let index = 0; index < count; index += 1) {
      const entry = directory + 2 + index * 12;
      if (view.getUint16(entry, little) === GPS_POINTER) {
        return { view, little, directory, count, entry, place: view.getUint32(entry + 8, little) };
      }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

/** Bytes of a value of each type (TIFF 6.0 §2). */
const typeBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

/** Blanks the place, and takes its entry out of the directory: what stands behind moves up, no offset changes. */
function forgetPlace(bytes: Uint8Array, tiff: number, end: number): void {
  const found = placeOf(bytes, tiff, end);
  if (!found) return;
  const { view, little, directory, count, entry, place } = found;
  const blank = (from: number, size: number): void => {
    const begin = tiff + Math.max(0, from);
    bytes.fill(0, Math.min(begin, end), Math.min(begin + size, end));
  };
  try {
    const values = view.getUint16(place, little);
    for (let index = 0; index < values; index += 1) {
      const at = place + 2 + index * 12;
      const size = (typeBytes[view.getUint16(at + 2, little)] ?? 0) * view.getUint32(at + 4, little);
      if (size > 4) blank(view.getUint32(at + 8, little), size);
      blank(at, 12);
    }
    blank(place, 2);
  } catch (error) {
    // It leads out of the notes: nothing is there to blank.
    if (!(error instanceof RangeError)) throw error;
  }
  const last = directory + 2 + count * 12 + 4;
  bytes.copyWithin(tiff + entry, tiff + entry + 12, Math.min(tiff + last, end));
  view.setUint16(directory, count - 1, little);
  blank(last - 12, 12);
}

function withoutSegments(bytes: Uint8Array, dropped: readonly Segment[]): Uint8Array {
  let kept = 0;
  let from = 0;
  for (const { start, end } of dropped) {
    bytes.copyWithin(kept, from, start);
    kept += start - from;
    from = end;
  }
  bytes.copyWithin(kept, from);
  return bytes.slice(0, kept + bytes.length - from);
}

/** A WebP says its length, and which notes it has. */
function noteWebpParts(bytes: Uint8Array, taken: readonly number[]): void {
  viewOf(bytes).setUint32(4, bytes.length - 8, true);
  if (ascii(bytes, RIFF_HEAD, RIFF_HEAD + 4) === 'VP8X') {
    bytes[RIFF_HEAD + 8] = taken.reduce((flags, flag) => flags & ~flag, bytes[RIFF_HEAD + 8] ?? 0);
  }
}

function paired(size: number): number {
  return size + (size % 2);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < Math.min(to, bytes.length); at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
