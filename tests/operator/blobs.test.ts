import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { createDirectoryBlobs } from '../../operator/blobs/directory-blobs.ts';
import { inSharedFolder } from '../../operator/blobs/shared-folder.ts';
import { contentId, describeBlobStore, pieces } from './support/blob-store-suite.ts';
import { attachment, deposit, writeLetter } from './support/letter.ts';
import { startTestOperator } from './support/test-operator.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-blobs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describeBlobStore('a directory', () => createDirectoryBlobs(join(folder, 'blobs')));

/** Whether this user may make a small file system; only an administrator may. */
function mountSmall(target: string): boolean {
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', target], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a folder that nodes share', () => {
  it('takes nothing, says nothing is gone, and is not ready once it is another one than was marked, as where a mount was lost', async () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    const kept = new Map<string, Uint8Array>();
    const vault = {
      secret: async (name: string, make: () => Uint8Array) => {
        const value = kept.get(name) ?? make();
        kept.set(name, value);
        return value;
      },
    };
    const blobs = await inSharedFolder(createDirectoryBlobs(shared), shared, vault, 'serve');
    await blobs.write(contentId, 'a', pieces(1_000));
    await blobs.check();
    rmSync(shared, { recursive: true });
    mkdirSync(shared);
    const isRefused = (error: unknown) => error instanceof AppError && error.is('operator.unavailable');
    const listed = async () => {
      for await (const _ of blobs.contentIds()) throw new Error('nothing is there');
    };
    for (const tried of [
      () => blobs.write(contentId, 'b', pieces(1_000)),
      () => blobs.check(),
      // Nothing is said to be erased that lies on the disk that is away.
      () => blobs.removeAll(contentId),
      () => blobs.remove(contentId, 'a'),
      () => blobs.has(contentId),
      () => blobs.read(contentId, 'a', 0, 10),
      listed,
    ]) {
      await expect(tried()).rejects.toSatisfy(isRefused);
    }
    expect(readdirSync(shared)).toEqual([]);
    await expect(inSharedFolder(createDirectoryBlobs(shared), shared, vault, 'serve')).rejects.toThrow('blobs.folder');
    const looking = inSharedFolder(createDirectoryBlobs(shared), shared, vault, 'look');
    await expect(looking).rejects.toThrow('blobs.folder');
  });
});

describe('a disk that is full', () => {
  it('is named so, leaves nothing half-written, and is no harm once there is room', async (context) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    if (!mountSmall(disk)) return context.skip('a small disk can only be made by an administrator');
    try {
      const blobs = createDirectoryBlobs(join(disk, 'blobs'));
      const refused = blobs.write(contentId, 'a', pieces(2_000_000, 2_000_000));
      await expect(refused).rejects.toSatisfy(
        (error: unknown) => error instanceof AppError && error.is('store.disk-full'),
      );
      const files = readdirSync(disk, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(files).toEqual([]);
      expect(await blobs.write(contentId, 'a', pieces(1_000_000))).toBe(1_000_000);
    } finally {
      execFileSync('/bin/umount', [disk]);
    }
  });

  it('refuses an upload as store.disk-full, which goes on where it was once there is room', async (context) => {
    const operator = await startTestOperator();
    const disk = join(operator.dataFolder, 'blobs');
    mkdirSync(disk, { recursive: true });
    if (!mountSmall(disk)) {
      await operator.close();
      return context.skip('a small disk can only be made by an administrator');
    }
    try {
      const claire = await operator.signedIn('claire-martin');
      const letter = await writeLetter(claire, {
        to: ['paul.leroy@demo.medimail.example'],
        attachments: [attachment('a.bin', 1_600_000)],
      });
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(1_500_000));
      const refused = await deposit(claire, letter, 1_000_000);
      expect([refused.status, refused.error.code]).toEqual([507, 'store.disk-full']);
      const path = `/v1/uploads/${letter.manifest.envelopeId}`;
      expect((await claire.call('GET', path)).json).toEqual({ state: 'receiving', offset: 1_000_000 });
      rmSync(join(disk, 'ballast'));
      expect((await deposit(claire, letter, 1_000_000)).status).toBe(200);
      await operator.stop();
    } finally {
      execFileSync('/bin/umount', ['-l', disk]);
      await operator.close();
    }
  });
});
