import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { DraftId, EnvelopeId } from '../../contract/model/ids.ts';
import { MAX_ATTACHMENTS_BYTES, MAX_ZIPPED_FILE_BYTES } from '../../contract/model/limits.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { createDrafts, type DraftPorts } from '../../main/session/core/drafts.ts';
import { zippedFile } from '../../main/session/message/zipped-file.ts';
import { type AccountStores, openLeasedStores } from '../../main/session/store/account-stores.ts';

async function* repeated(piece: Uint8Array, times: number): ByteStream {
  for (let rank = 0; rank < times; rank += 1) yield piece;
}

/** The stores of an account, and the rules of drafts over them; nothing else is asked. */
describe('an attachment that is made smaller', () => {
  const key = randomBytes(32);
  const folder = mkdtempSync(join(tmpdir(), 'medimail-smaller-'));
  let stores: AccountStores;
  let drafts: ReturnType<typeof createDrafts>;
  let told = 0;
  let onZip: () => Promise<unknown> = async () => undefined;
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
      async *zipped(name: string, content: ByteStream, at: Date) {
        yield* zippedFile(name, content, at);
        await onZip();
      },
      newLetter: () => '',
      remindAfterDays: () => null,
      onAttachProgress: () => undefined,
      onCount: () => undefined,
      onWritten: () => {
        told += 1;
      },
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

  it('is zipped where that makes it smaller, as other programs unpack it, and comes back as it was', async () => {
    const { id } = await drafts.create(null, false);
    const text = Buffer.from('glycémie;1,02;g/L\n'.repeat(20_000));
    await drafts.attach(id, source('bilan: août.csv', text));
    await drafts.attach(id, source('bruit.bin', randomBytes(200_000)));
    await drafts.attach(id, source('scanner.png', Buffer.alloc(200_000)));
    const before = drafts.get(id);
    const [csv, noise, picture] = (await drafts.compress(id)).attachments;
    expect(csv).toMatchObject({
      name: 'bilan_ août.csv.zip',
      mediaType: 'application/zip',
      originalBytes: text.length,
    });
    expect(csv?.sizeBytes).toBeLessThan(text.length / 20);
    // What does not become smaller, or is a compressed picture by its type, stays the file that it was.
    expect([noise, picture]).toEqual(before.attachments.slice(1));
    expect(files()).toBe(4);
    const zip = join(folder, 'copy.zip');
    writeFileSync(zip, await contentOf(id, csv?.attachmentId ?? ''));
    expect(execFileSync('unzip', ['-Z1', zip], { env: { ...process.env, LC_ALL: 'C.UTF-8' } }).toString('utf8')).toBe(
      'bilan_ août.csv\n',
    );
    expect(execFileSync('unzip', ['-p', zip]).equals(text)).toBe(true);

    const again = await drafts.compress(id);
    expect(again.attachments[0]).toEqual(csv);
    expect(await drafts.restore(id, csv?.attachmentId ?? '')).toEqual(before);
    expect(files()).toBe(3);
  });

  it('of more than an envelope takes is attached as a zip, of which nothing is on disk but encrypted', async () => {
    const { id } = await drafts.create(null, false);
    const line = Buffer.from('glycémie;1,02;g/L;Jean DUPONT\n'.repeat(40_000));
    const pieces = Math.ceil((MAX_ATTACHMENTS_BYTES * 1.1) / line.length);
    const large = { name: 'export.csv', sizeBytes: pieces * line.length, open: () => repeated(line, pieces) };
    await expect(drafts.attach(id, large)).rejects.toThrow('attachment.too-large');
    const { attachments } = await drafts.attach(id, large, true);
    expect(attachments).toMatchObject([{ name: 'export.csv.zip', mediaType: 'application/zip' }]);
    const [{ attachmentId, sizeBytes, originalBytes } = expect.fail('no attachment')] = attachments;
    expect(sizeBytes).toBeLessThan(MAX_ATTACHMENTS_BYTES / 20);
    // What it was made from could not be sent: it is not kept.
    expect(originalBytes).toBeUndefined();
    expect(files()).toBe(1);
    const [blob = ''] = readdirSync(join(folder, 'blobs'));
    const kept = readFileSync(join(folder, 'blobs', blob));
    const zip = await contentOf(id, attachmentId);
    expect(kept.includes(zip.subarray(0, 64))).toBe(false);
    const unpacked = join(folder, 'copy.zip');
    writeFileSync(unpacked, zip);
    execFileSync('unzip', ['-tq', unpacked]);
  });

  it('that stays too large as a zip, or is no file that a zip is made of, leaves nothing', async () => {
    const { id } = await drafts.create(null, false);
    // No zip makes it smaller: the same piece comes back too late to be noticed.
    const noise = randomBytes(1_048_576);
    const stubborn = { name: 'bruit.bin', sizeBytes: 45 * noise.length, open: () => repeated(noise, 45) };
    await expect(drafts.attach(id, stubborn, true)).rejects.toMatchObject({
      code: 'attachment.too-large-zipped',
      details: { sizeBytes: stubborn.sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES },
    });
    const endless = { name: 'x.txt', sizeBytes: MAX_ZIPPED_FILE_BYTES + 1, open: () => repeated(noise, 1) };
    await expect(drafts.attach(id, endless, true)).rejects.toThrow('attachment.too-large');
    const shorter = { name: 'x.txt', sizeBytes: 3 * noise.length, open: () => repeated(noise, 2) };
    await expect(drafts.attach(id, shorter, true)).rejects.toThrow('attachment.changed');
    expect([files(), drafts.get(id).attachments]).toEqual([0, []]);
  });

  it('and is given up on the way leaves nothing, and another one can come', async () => {
    const { id } = await drafts.create(null, false);
    const text = Buffer.from('a'.repeat(1_000_000));
    let closed = 0;
    async function* slow(): ByteStream {
      try {
        for (let piece = 0; piece < 50; piece += 1) {
          if (piece === 3) drafts.stopAttaching(id);
          yield text;
        }
      } finally {
        closed += 1;
      }
    }
    const source = (sizeBytes: number, open: () => ByteStream) => ({ name: 'x.txt', sizeBytes, open });
    await expect(drafts.attach(id, source(50_000_000, slow), true)).rejects.toThrow('app.cancelled');
    await expect(drafts.attach(id, source(30_000_000, slow))).rejects.toThrow('app.cancelled');
    expect([files(), closed]).toEqual([0, 2]);
    expect(
      (
        await drafts.attach(
          id,
          source(2_000_000, () => repeated(text, 2)),
          true,
        )
      ).attachments,
    ).toHaveLength(1);
    drafts.stopAttaching(id);
  });

  it('that fails to be zipped leaves the others as they are by then, zipped or not, and says so to the other workstations', async () => {
    const { id } = await drafts.create(null, false);
    const text = Buffer.from('a'.repeat(300_000));
    for (const name of ['un.txt', 'deux.txt', 'trois.txt']) await drafts.attach(id, source(name, text));
    told = 0;
    onZip = async () => {
      onZip = () => Promise.reject(new AppError('store.disk-full'));
    };
    await expect(drafts.compress(id)).rejects.toThrow('store.disk-full');
    onZip = async () => undefined;
    expect(drafts.get(id).attachments.map(({ name }) => name)).toEqual(['un.txt.zip', 'deux.txt', 'trois.txt']);
    expect(told).toBe(1);
    expect(files()).toBe(4);
    expect((await drafts.compress(id)).attachments.map(({ name }) => name)).toEqual([
      ...['un.txt.zip', 'deux.txt.zip', 'trois.txt.zip'],
    ]);
    await drafts.discard(id);
  });

  it('that is taken away while it is zipped stays away, and its zip with it', async () => {
    const { id } = await drafts.create(null, false);
    const text = Buffer.from('a'.repeat(300_000));
    const [first] = (await drafts.attach(id, source('un.txt', text))).attachments;
    await drafts.attach(id, source('deux.txt', text));
    onZip = async () => {
      onZip = async () => undefined;
      await drafts.detach(id, first?.attachmentId ?? '');
    };
    expect((await drafts.compress(id)).attachments.map(({ name }) => name)).toEqual(['deux.txt.zip']);
    expect(files()).toBe(2);
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
