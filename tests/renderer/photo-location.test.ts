import { describe, expect, it } from 'vitest';
import {
  isMoving,
  photoKind,
  tellsPlace,
  withoutPlace,
} from '../../renderer/screens/composer/photos/photo-location.ts';
import { exifTiff, notedJpeg } from '../support/made-photos.ts';

const bare = Buffer.from('ffd8ffdb0004aabbffda0004ccdd1122334455ffd9', 'hex');
const xmp = '<x:xmpmeta><rdf:Description exif:GPSLatitude="43,42.5N"/></x:xmpmeta>';

function pngChunk(name: string, body: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + body.length);
  chunk.writeUInt32BE(body.length, 0);
  chunk.write(name, 4, 'latin1');
  body.copy(chunk, 8);
  return chunk;
}
const png = (...chunks: Buffer[]) =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', Buffer.alloc(13)),
    ...chunks,
    pngChunk('IEND', Buffer.alloc(0)),
  ]);

function webp(flags: number, ...parts: (readonly [string, Buffer])[]): Buffer {
  const head = Buffer.alloc(10);
  head[0] = flags;
  const body = [['VP8X', head] as const, ...parts].map(([name, bytes]) => {
    const size = Buffer.alloc(8);
    size.write(name, 0, 'latin1');
    size.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([size, bytes, Buffer.alloc(bytes.length % 2)]);
  });
  const riff = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP', 'latin1'), ...body]);
  riff.writeUInt32LE(riff.length - 8, 4);
  return riff;
}

describe('a photograph', () => {
  it.each([true, false])('loses the place from its Exif alone, how it is turned stays (little: %s)', (little) => {
    const noted = notedJpeg(bare, exifTiff({ little, place: true }));
    expect(tellsPlace(noted, 'jpeg')).toBe(true);
    const freed = withoutPlace(noted, 'jpeg');
    expect(freed && tellsPlace(freed, 'jpeg')).toBe(false);
    const after = Buffer.from(freed ?? []);
    expect(after).toHaveLength(noted.length);
    // The place stood from byte 80 of the notes on; before, two entries are left as they were.
    const tiff = after.subarray(12);
    expect(tiff.subarray(80, 160).equals(Buffer.alloc(80))).toBe(true);
    const without = exifTiff({ little, place: false });
    expect(tiff.subarray(0, 38).equals(without.subarray(0, 38))).toBe(true);
    expect(tiff.subarray(60, 66).toString('latin1')).toBe('camera');
    expect(after.subarray(-17).equals(bare.subarray(-17))).toBe(true);
  });

  it('loses what XMP says of the place, whole', () => {
    const noted = notedJpeg(bare, exifTiff({ little: true, place: false }), xmp);
    expect(tellsPlace(noted, 'jpeg')).toBe(true);
    const freed = Buffer.from(withoutPlace(noted, 'jpeg') ?? []);
    expect(freed.equals(notedJpeg(bare, exifTiff({ little: true, place: false })))).toBe(true);
    expect(withoutPlace(freed, 'jpeg')).toBeNull();
  });

  it('loses the notes with the place where it is a PNG or a WebP', () => {
    const place = exifTiff({ little: true, place: true });
    const other = pngChunk('tEXt', Buffer.from('Comment\0bonjour', 'latin1'));
    const noted = png(
      pngChunk('eXIf', place),
      other,
      pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0${xmp}`, 'latin1')),
    );
    expect(Buffer.from(withoutPlace(noted, 'png') ?? []).equals(png(other))).toBe(true);
    expect(withoutPlace(png(other), 'png')).toBeNull();
    const picture = ['VP8 ', Buffer.from('abc')] as const;
    const noted2 = webp(0x0c, picture, ['EXIF', place], ['XMP ', Buffer.from(xmp)]);
    expect(Buffer.from(withoutPlace(noted2, 'webp') ?? []).equals(webp(0, picture))).toBe(true);
  });

  it('is told by its first bytes; a medical picture is none, and one that moves is left alone', () => {
    const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]);
    expect([bare, png(), webp(0), dicom, Buffer.from('GIF89a')].map((bytes) => photoKind(bytes))).toEqual([
      'jpeg',
      'png',
      'webp',
      null,
      null,
    ]);
    expect(isMoving(png(pngChunk('acTL', Buffer.alloc(8))), 'png')).toBe(true);
    expect(isMoving(webp(2, ['ANIM', Buffer.alloc(6)]), 'webp')).toBe(true);
    expect(isMoving(png(), 'png')).toBe(false);
  });

  it('that is cut, or whose notes lead anywhere, does no harm', () => {
    const noted = notedJpeg(bare, exifTiff({ little: true, place: true }), xmp);
    for (let length = 0; length < noted.length; length += 1) {
      const freed = withoutPlace(noted.subarray(0, length), 'jpeg');
      if (freed) expect(tellsPlace(freed, 'jpeg')).toBe(false);
    }
    for (let at = 0; at < noted.length; at += 1) {
      const broken = Buffer.from(noted);
      broken[at] = 0xff;
      const before = Buffer.from(broken);
      withoutPlace(broken, 'jpeg');
      expect(broken.equals(before)).toBe(true);
    }
  });
});
