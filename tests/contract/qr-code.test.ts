/** QR codes: error correction against a published vector, and the fixed parts and capacity of every version. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawQr, errorCorrection, qrModules } from '../../contract/model/qr-code.ts';

/** Rows as text. */
const rows = (text: string) => qrModules(text).map((line) => line.map((dark) => (dark ? '#' : '.')).join(''));

describe('a QR code', () => {
  it('has the error correction that ISO/IEC 18004 computes: « HELLO WORLD » at level M', () => {
    const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
    expect(errorCorrection(data, 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
  });

  it('has its finders, timing and dark module where readers look for them, in every version', () => {
    for (let length = 1; length <= 2_331; length += 330) {
      const code = rows('x'.repeat(length));
      const side = code.length;
      expect((side - 17) % 4).toBe(0);
      for (const line of [code[0], code[6], code[side - 1], code[side - 7]]) expect(line?.slice(0, 8)).toBe('#######.');
      expect(code[0]?.slice(-8)).toBe('.#######');
      expect(code[3]?.slice(0, 7)).toBe('#.###.#');
      expect(code[6]?.slice(8, side - 8)).toBe('#.'.repeat(side).slice(0, side - 16));
      expect(code[side - 8]?.[8]).toBe('#');
    }
  });

  it('says the same format twice, protected as the standard says', () => {
    const code = rows('otpauth://totp/x');
    const side = code.length;
    const at = (row: number, column: number) => code[row]?.[column];
    const near = [0, 1, 2, 3, 4, 5, 7, 8]
      .map((row) => at(row, 8))
      .concat([7, 5, 4, 3, 2, 1, 0].map((column) => at(8, column)));
    const far = Array.from({ length: 15 }, (_, bit) => (bit < 8 ? at(8, side - 1 - bit) : at(side - 15 + bit, 8)));
    expect(near.join('')).toBe(far.join(''));
    // Level M without mask is 101010000010010 (annex C); every other mask differs from it in at least seven bits.
    const first = [...'101010000010010'].reverse().map((bit) => (bit === '1' ? '#' : '.'));
    const differing = near.filter((module, index) => module !== first[index]).length;
    expect(differing === 0 || differing >= 5).toBe(true);
  });

  it('is the one that other programs have read', () => {
    // Each of these was decoded by zbar before its hash was written here.
    const texts = [
      'a',
      'otpauth://totp/Medimail:a%40b.example?secret=JBSWY3DPEHPK3PXP&issuer=Medimail',
      'é'.repeat(200),
    ];
    expect(texts.map((text) => createHash('sha256').update(rows(text).join('\n')).digest('hex').slice(0, 16))).toEqual([
      '0b2a5ded825360b8',
      '684f944e7d7a6161',
      '9bda640410374b12',
    ]);
  });

  it('grows with its text and refuses what no version holds', () => {
    expect(rows('x'.repeat(14))).toHaveLength(21);
    expect(rows('x'.repeat(15))).toHaveLength(25);
    expect(rows('x'.repeat(2_331))).toHaveLength(177);
    expect(() => rows('x'.repeat(2_332))).toThrow('too long');
  });

  it('is drawn with the quiet zone that readers need', () => {
    const { side, path } = drawQr('a');
    expect(side).toBe(29);
    expect(path.startsWith('M4 4h1v1h-1z')).toBe(true);
  });
});
