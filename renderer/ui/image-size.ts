/** How large a picture is, from its first bytes: one that would fill the memory is not drawn. */

/** Points of a picture that is drawn: some 64 million, 256 MB once unpacked. */
export const MAX_POINTS = 64_000_000;
/** A JPEG tells its size behind what cameras and programs put before. */
const HEAD_BYTES = 1_048_576;

/** Whether the picture behind an address may be drawn; one that does not tell its size may not. */
export async function mayBeDrawn(address: string, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(address, { signal, headers: { range: `bytes=0-${HEAD_BYTES - 1}` } });
  if (!response.ok) throw new Error(`attachment answered ${response.status}`);
  const size = imageSize(new DataView(await response.arrayBuffer()));
  return size !== null && size.width * size.height <= MAX_POINTS;
}

interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** PNG, GIF, BMP, WebP and JPEG; null for anything else, or where the bytes end before they tell. */
export function imageSize(head: DataView): ImageSize | null {
  try {
    const start = head.getUint32(0);
    if (start === 0x89504e47) return { width: head.getUint32(16), height: head.getUint32(20) };
    if (start === 0x47494638) return { width: head.getUint16(6, true), height: head.getUint16(8, true) };
    if (start >>> 16 === 0x424d) {
      return { width: Math.abs(head.getInt32(18, true)), height: Math.abs(head.getInt32(22, true)) };
    }
    if (start === 0x52494646) return webpSize(head);
    return start >>> 16 === 0xffd8 ? jpegSize(head) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function webpSize(head: DataView): ImageSize | null {
  const kind = head.getUint32(12);
  const three = (at: number) => head.getUint16(at, true) + head.getUint8(at + 2) * 65_536;
  if (kind === 0x56503858) return { width: three(24) + 1, height: three(27) + 1 };
  if (kind === 0x56503820) {
    return { width: head.getUint16(26, true) & 0x3fff, height: head.getUint16(28, true) & 0x3fff };
  }
  if (kind !== 0x5650384c) return null;
  const bits = head.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Walks the segments to the first start of frame (ITU-T T.81, annex B). */
function jpegSize(head: DataView): ImageSize | null {
  for (let at = 2; ; ) {
    if (head.getUint8(at) !== 0xff) return null;
    const marker = head.getUint8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: head.getUint16(at + 7), height: head.getUint16(at + 5) };
    at += marker === 0xff ? 1 : 2 + head.getUint16(at + 2);
  }
}
