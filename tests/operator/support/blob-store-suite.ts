/** What every blob store must do, whatever is behind it. */
import { describe, expect, it } from 'vitest';
import type { BlobStore } from '../../../operator/services/ports/contents.ts';

export const contentId = '01930000-0000-7000-8000-000000000001';

export async function* pieces(...sizes: number[]) {
  for (const [index, size] of sizes.entries()) yield Buffer.alloc(size, index + 1);
}

async function namesOf(blobs: BlobStore): Promise<string[]> {
  const names: string[] = [];
  for await (const name of blobs.names(contentId)) names.push(name);
  return names;
}

/** Holds a store to the port; each store that `open` gives must be empty. */
export function describeBlobStore(name: string, open: () => BlobStore | Promise<BlobStore>): void {
  describe(`${name} as a blob store`, () => {
    it('gives back any range of what was written, and fewer bytes only at the end', async () => {
      const blobs = await open();
      expect(await blobs.write(contentId, 'a', pieces(3, 700_000, 600_000, 2))).toBe(1_300_005);
      expect([...(await blobs.read(contentId, 'a', 2, 3))]).toEqual([1, 2, 2]);
      expect([...(await blobs.read(contentId, 'a', 1_300_002, 10))]).toEqual([3, 4, 4]);
      expect(await blobs.read(contentId, 'a', 1_300_005, 10)).toHaveLength(0);
    });

    it('keeps nothing of a blob whose source failed', async () => {
      const blobs = await open();
      async function* failing() {
        yield Buffer.alloc(600_000);
        throw new Error('source');
      }
      await expect(blobs.write(contentId, 'b', failing())).rejects.toThrow('source');
      await expect(blobs.read(contentId, 'b', 0, 1)).rejects.toThrow();
    });

    it('removes one blob, or all of a content, and does not mind if they are gone', async () => {
      const blobs = await open();
      await blobs.write(contentId, 'a', pieces(1));
      await blobs.write(contentId, 'b', pieces(1));
      await blobs.remove(contentId, 'a');
      await blobs.remove(contentId, 'a');
      await expect(blobs.read(contentId, 'a', 0, 1)).rejects.toThrow();
      expect(await blobs.read(contentId, 'b', 0, 1)).toHaveLength(1);
      expect(await namesOf(blobs)).toEqual(['b']);
      await blobs.removeAll(contentId);
      await blobs.removeAll(contentId);
      const left: string[] = [];
      for await (const id of blobs.contentIds()) left.push(id);
      expect(left).toEqual([]);
      expect(await namesOf(blobs)).toEqual([]);
    });

    it('names every content that it holds', async () => {
      const blobs = await open();
      const other = '02930000-0000-7000-8000-000000000002';
      await blobs.write(contentId, 'a', pieces(1));
      await blobs.write(other, 'a', pieces(1));
      const ids: string[] = [];
      for await (const id of blobs.contentIds()) ids.push(id);
      expect(ids.sort()).toEqual([contentId, other]);
      await blobs.check();
    });

    it('knows whether it holds anything of a content', async () => {
      const blobs = await open();
      expect(await blobs.has(contentId)).toBe(false);
      await blobs.write(contentId, 'a', pieces(1));
      expect(await blobs.has(contentId)).toBe(true);
      await blobs.remove(contentId, 'a');
      await blobs.removeAll(contentId);
      expect(await blobs.has(contentId)).toBe(false);
    });
  });
}
