import { describe, expect, it } from 'vitest';
import { drawSeal } from '../../renderer/ui/seal/seal-drawing.ts';
import reference from './reference/seal.json' with { type: 'json' };

/** All numbers of a path, in order. */
function numbers(path: string | null | undefined): number[] {
  return (path ?? '').match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
}

/** The largest distance between two paths of the same shape. */
function distance(ours: string | null | undefined, theirs: string): number {
  const [a, b] = [numbers(ours), numbers(theirs)];
  expect(a).toHaveLength(b.length);
  return Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))));
}

describe('the seal drawn from a SHA-256', () => {
  it('has the edge of the reference drawing, to the last digit', () => {
    expect(drawSeal(reference.sha256, 248).edge).toBe(reference.edge);
  });

  it('has the engraving and the 64 rays of the reference drawing', () => {
    const drawing = drawSeal(reference.sha256, 248);
    expect(drawing.engraving).toHaveLength(24);
    for (const [layer, path] of reference.engraving.entries()) {
      expect(distance(drawing.engraving[layer * 6], path)).toBeLessThanOrEqual(0.11);
    }
    expect(distance(drawing.rays, reference.rays)).toBeLessThanOrEqual(0.11);
    expect(drawing.rays?.match(/M/g)).toHaveLength(64);
  });

  it('is the same picture each time', () => {
    expect(drawSeal(reference.sha256, 52)).toEqual(drawSeal(reference.sha256, 52));
  });

  it('is another picture when one bit of the digest differs', () => {
    const other = `${reference.sha256.slice(0, -1)}1`;
    expect(drawSeal(other, 52).edge).not.toBe(drawSeal(reference.sha256, 52).edge);
    const first = `e${reference.sha256.slice(1)}`;
    expect(drawSeal(first, 248).engraving).not.toEqual(drawSeal(reference.sha256, 248).engraving);
  });

  it('draws less when it is small, and no ray under 120 pixels', () => {
    expect(drawSeal(reference.sha256, 119).rays).toBeNull();
    expect(drawSeal(reference.sha256, 72).engraving).toHaveLength(6);
    expect(drawSeal(reference.sha256, 32).engraving).toHaveLength(2);
  });

  it('stays inside its box of 200 by 200 whatever the digest', () => {
    for (const digest of ['0'.repeat(64), 'f'.repeat(64), '0f'.repeat(32), reference.sha256]) {
      const drawing = drawSeal(digest, 248);
      for (const path of [drawing.edge, ...drawing.engraving, drawing.rays ?? '']) {
        for (const value of numbers(path)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(200);
        }
      }
    }
  });
});
