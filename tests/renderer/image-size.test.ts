import { describe, expect, it } from 'vitest';
import { shownName } from '../../renderer/ui/format/file-name.ts';
import { imageSize } from '../../renderer/ui/image-size.ts';

const view = (bytes: readonly number[]) => new DataView(Uint8Array.from([...bytes, ...new Array(40).fill(0)]).buffer);
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

describe('the size of a picture', () => {
  it('is read from the first bytes of every kind that is drawn', () => {
    const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, ...ascii('IHDR'), 0, 0, 4, 0, 0, 0, 3, 0];
    expect(imageSize(view(png))).toEqual({ width: 1_024, height: 768 });
    expect(imageSize(view([...ascii('GIF89a'), 0x40, 1, 0xf0, 0]))).toEqual({ width: 320, height: 240 });
    // A height below zero says that the rows go from top to bottom.
    const bmp = [...ascii('BM'), ...new Array(16).fill(0), 0x80, 2, 0, 0, 0x20, 0xfe, 0xff, 0xff];
    expect(imageSize(view(bmp))).toEqual({ width: 640, height: 480 });
    const webp = (kind: string) => [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBP'), ...ascii(kind), 0, 0, 0, 0];
    expect(imageSize(view([...webp('VP8X'), 0, 0, 0, 0, 0xff, 3, 0, 0xff, 2, 0]))).toEqual({
      width: 1_024,
      height: 768,
    });
    expect(imageSize(view([...webp('VP8 '), 0, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0]))).toEqual({
      width: 320,
      height: 240,
    });
    expect(imageSize(view([...webp('VP8L'), 0x2f, 0x3f, 0xc1, 0x3b, 0]))).toEqual({ width: 320, height: 240 });
    const application = [0xff, 0xe1, 0, 6, 1, 2, 3, 4];
    const jpeg = [0xff, 0xd8, ...application, 0xff, 0xc2, 0, 11, 8, 3, 0, 4, 0];
    expect(imageSize(view(jpeg))).toEqual({ width: 1_024, height: 768 });
  });

  it('is not known where the bytes end before they tell, or are no picture', () => {
    expect(imageSize(new DataView(new ArrayBuffer(0)))).toBeNull();
    expect(imageSize(new DataView(Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]).buffer))).toBeNull();
    expect(imageSize(view([0xff, 0xd8, 0, 0]))).toBeNull();
    expect(imageSize(view(ascii('<svg width="9">')))).toBeNull();
  });
});

describe('the name of a file, shown', () => {
  it('keeps the ending that counts last, and signs that hide or reorder visible', () => {
    expect(shownName('CR\u202Efdp.exe')).toBe('CR\ufffdfdp.exe');
    expect(shownName('a\u200bb\nc\u2066d.pdf')).toBe('a\ufffdb\ufffdc\ufffdd.pdf');
    expect(shownName('Échographie d’effort.pdf')).toBe('Échographie d’effort.pdf');
  });
});
