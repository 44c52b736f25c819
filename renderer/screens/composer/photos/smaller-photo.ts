/**
 * A smaller copy of a photograph, drawn anew by the browser in this sandboxed page: turned as its notes say, and without
 * any note, of place, person or camera. Nothing else reads the picture, and the file itself is not touched.
 */
import { imageSize, MAX_POINTS } from '../../../ui/image-size.ts';
import { isMoving, type PhotoKind, photoKind, tellsPlace } from './photo-location.ts';

/** From this on a photograph is offered to be made smaller. */
const LARGE_BYTES = 1_000_000;
/** Longest side of the copy, in points: a page of A4 at 200 dots an inch. */
const MAX_SIDE = 2_400;
const JPEG_QUALITY = 0.82;
/** A copy that saves less is not worth a question. */
const WORTHWHILE = 0.8;
/** Enough to know the kind of any file. */
const KIND_BYTES = 16;

export interface SmallerPhoto {
  readonly name: string;
  readonly bytes: Blob;
}

/** What was seen in an attachment. */
export interface PhotoFindings {
  readonly kind: PhotoKind;
  readonly tellsPlace: boolean;
  /** Null where it is small already, or cannot be made so. */
  readonly smaller: SmallerPhoto | null;
  /** Why a large one cannot be made smaller here; it leaves as it is. */
  readonly problem: 'too-many-points' | 'unreadable' | null;
}

/** Looks into the file at `url`; null where it is no photograph. Rejects when the file cannot be had. */
export async function lookAtPhoto(url: string, name: string, signal: AbortSignal): Promise<PhotoFindings | null> {
  const head = await bytesOf(url, signal, { range: `bytes=0-${KIND_BYTES - 1}` });
  const kind = photoKind(head);
  if (kind === null) return null;
  const bytes = await bytesOf(url, signal, {});
  if (isMoving(bytes, kind)) return null;
  const found = { kind, tellsPlace: tellsPlace(bytes, kind) };
  const size = imageSize(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));
  const longest = size ? Math.max(size.width, size.height) : 0;
  if (size && bytes.length <= LARGE_BYTES && longest <= MAX_SIDE) return { ...found, smaller: null, problem: null };
  if (!size) return { ...found, smaller: null, problem: 'unreadable' };
  if (size.width * size.height > MAX_POINTS) return { ...found, smaller: null, problem: 'too-many-points' };
  try {
    const smaller = await drawnSmaller(bytes, name, kind);
    const isWorthwhile = smaller.bytes.size <= bytes.length * WORTHWHILE;
    return { ...found, smaller: isWorthwhile ? smaller : null, problem: null };
  } catch (error) {
    // The browser's decoder refuses what is cut or malformed.
    if (error instanceof DOMException) return { ...found, smaller: null, problem: 'unreadable' };
    throw error;
  }
}

/** The file's bytes. */
export async function bytesOf(
  url: string,
  signal: AbortSignal,
  headers: Record<string, string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, { signal, headers });
  if (!response.ok) throw new Error(`attachment answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function drawnSmaller(bytes: Uint8Array<ArrayBuffer>, name: string, kind: PhotoKind): Promise<SmallerPhoto> {
  const type = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }[kind];
  const picture = await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: 'from-image' });
  try {
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
    const width = Math.max(1, Math.round(picture.width * scale));
    const height = Math.max(1, Math.round(picture.height * scale));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (!context) throw new DOMException('no canvas', 'InvalidStateError');
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, width, height);
    const seeThrough = kind !== 'jpeg' && isSeeThrough(context.getImageData(0, 0, width, height).data);
    const drawn = await canvas.convertToBlob(
      seeThrough ? { type: 'image/png' } : { type: 'image/jpeg', quality: JPEG_QUALITY },
    );
    return { name: renamed(name, seeThrough ? 'png' : 'jpg'), bytes: drawn };
  } finally {
    picture.close();
  }
}

function isSeeThrough(points: Uint8ClampedArray): boolean {
  for (let at = 3; at < points.length; at += 4) if (points[at] !== 255) return true;
  return false;
}

/** The name with the ending of what it is now; one that is right already stays. */
function renamed(name: string, extension: 'jpg' | 'png'): string {
  if (extension === 'jpg' ? /\.jpe?g$/i.test(name) : /\.png$/i.test(name)) return name;
  return `${name.replace(/\.[^.]{1,5}$/, '').slice(0, 250)}.${extension}`;
}
