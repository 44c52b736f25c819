import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DraftId, EnvelopeId } from '../../contract/model/ids.ts';
import { createDrafts, type DraftPorts } from '../../main/session/core/drafts.ts';
import { type AccountStores, openLeasedStores } from '../../main/session/store/account-stores.ts';

/** The stores of an account, and the rules of drafts over them; nothing else is asked. */
describe('an attachment that is made smaller', () => {
  const key = randomBytes(32);
  const folder = mkdtempSync(join(tmpdir(), 'medimail-smaller-'));
  let stores: AccountStores;
  let drafts: ReturnType<typeof createDrafts>;
  const start = async (): Promise<void> => {
    stores = await openLeasedStores(folder, key, () => undefined);
    const { journal, cache, blobs } = stores;
    drafts = createDrafts({
      journal,
      cache,
      blobs,
      clock: { now: () => Date.now() },
      newEnvelopeId: () => '019a0000-0000-7000-8000-000000000001' as EnvelopeId,
      newAttachmentId: randomUUID,
      newLetter: () => '',
      remindAfterDays: () => null,
      onAttachProgress: () => undefined,
      onCount: () => undefined,
      onWritten: () => undefined,
    } as unknown as DraftPorts);
  };
  beforeEach(start);
  afterEach(async () => {
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const files = (): number => readdirSync(join(folder, 'blobs')).length;
  const source = (name: string, bytes: Uint8Array, after: () => Promise<unknown> = async () => undefined) => ({
    name,
    sizeBytes: bytes.length,
    async *open() {
      yield bytes;
      await after();
    },
  });
  const contentOf = async (draftId: DraftId, attachmentId: string): Promise<Buffer> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of drafts.content(draftId, attachmentId).open()) pieces.push(piece);
    return Buffer.concat(pieces);
  };

  it('comes back whole, after a restart too, and leaves nothing behind', async () => {
    const { id } = await drafts.create(null, false);
    const bytes = randomBytes(300_000);
    const [attached] = (await drafts.attach(id, source('photo.png', bytes))).attachments;
    const attachmentId = attached?.attachmentId ?? '';
    const whole = { attachmentId, name: 'photo.png', mediaType: 'image/png', sizeBytes: 300_000 };
    const smaller = {
      attachmentId,
      name: 'photo.jpg',
      mediaType: 'image/jpeg',
      sizeBytes: 90_000,
      originalBytes: 300_000,
    };
    expect(attached).toEqual(whole);

    // Of copies of a copy only the first file and the last are kept.
    await drafts.replace(id, attachmentId, source('photo.png', bytes.subarray(1)));
    const shrunk = await drafts.replace(id, attachmentId, source('photo.jpg', bytes.subarray(0, 90_000)));
    expect(shrunk).toMatchObject({ attachments: [smaller], attachmentsBytes: 90_000 });
    expect(files()).toBe(2);
    await expect(drafts.replace(id, attachmentId, source('photo.jpg', bytes))).rejects.toThrow('attachment.changed');

    await stores.close();
    await start();
    expect(drafts.get(id).attachments).toEqual([smaller]);
    expect((await contentOf(id, attachmentId)).equals(bytes.subarray(0, 90_000))).toBe(true);
    expect((await drafts.restore(id, attachmentId)).attachments).toEqual([whole]);
    expect((await contentOf(id, attachmentId)).equals(bytes)).toBe(true);
    expect(files()).toBe(1);
    await expect(drafts.restore(id, attachmentId)).rejects.toThrow('attachment.not-found');

    await drafts.replace(id, attachmentId, source('photo.jpg', bytes.subarray(0, 10)));
    await drafts.discard(id);
    expect(files()).toBe(0);
  });

  it('that is taken away while its copy comes stays away, and the copy with it', async () => {
    const { id } = await drafts.create(null, false);
    const [attached] = (await drafts.attach(id, source('photo.png', randomBytes(1_000)))).attachments;
    const attachmentId = attached?.attachmentId ?? '';
    const late = source('photo.jpg', randomBytes(500), () => drafts.detach(id, attachmentId));
    await expect(drafts.replace(id, attachmentId, late)).rejects.toThrow('attachment.not-found');
    expect(drafts.get(id).attachments).toEqual([]);
    expect(files()).toBe(0);
  });
});
