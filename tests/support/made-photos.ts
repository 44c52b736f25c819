/** Photographs as cameras write them: Exif that says how they are turned and, where asked, where they were taken. */

/** One stretch of a JPEG: marker, length, body. */
function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** TIFF with an orientation, a camera, and the place; numbers in either order. */
export function exifTiff({ little, place }: { readonly little: boolean; readonly place: boolean }): Buffer {
  const tiff = Buffer.alloc(place ? 160 : 80);
  const u16 = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  const u32 = (value: number, at: number) => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at));
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    u16(tag, at);
    u16(type, at + 2);
    u32(count, at + 4);
    if (type === 3) u16(value, at + 8);
    else u32(value, at + 8);
  };
  tiff.write(little ? 'II' : 'MM', 0, 'latin1');
  u16(42, 2);
  u32(8, 4);
  u16(place ? 3 : 2, 8);
  entry(10, 0x0112, 3, 1, 6);
  if (place) entry(22, 0x8825, 4, 1, 80);
  entry(place ? 34 : 22, 0x9c9b, 1, 6, 60);
  u32(0, place ? 46 : 34);
  tiff.write('camera', 60, 'latin1');
  if (place) {
    u16(2, 80);
    entry(82, 0x0001, 2, 2, 0);
    tiff.write('N', 90, 'latin1');
    entry(94, 0x0002, 5, 3, 120);
    for (const [index, value] of [43, 1, 42, 1, 987654, 10000].entries()) u32(value, 120 + index * 4);
  }
  return tiff;
}

/** A JPEG with these notes before its picture. */
export function notedJpeg(jpeg: Buffer, tiff: Buffer, xmp = ''): Buffer {
  const notes = [segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]))];
  if (xmp !== '') notes.push(segment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`, 'latin1')));
  return Buffer.concat([jpeg.subarray(0, 2), ...notes, jpeg.subarray(2)]);
}
