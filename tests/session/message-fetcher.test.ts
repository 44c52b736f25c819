/** Downloads that a kill interrupted, over the real cache and the real encrypted files. */
import { createHash, randomBytes } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { OperatorApi } from '../../main/session/core/operator-port.ts';
import { createMessageFetcher } from '../../main/session/core/sync/message-fetcher.ts';
import { createMessageReader } from '../../main/session/message/message-reader.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { envelopeChange, envelopeIdOf, ownAccount, recordOf } from './support/records.ts';

const headers = [
  'From: paul.leroy@demo.medimail.example',
  'To: claire.martin@demo.medimail.example',
  'Subject: Imagerie',
  'Date: Thu, 01 Jan 2026 10:00:00 +0000',
  `Message-ID: <${envelopeIdOf(1)}@medimail.invalid>`,
  'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=us-ascii',
];
const raw = Buffer.from([...headers, '', randomBytes(200_000).toString('hex'), ''].join('\r\n'), 'latin1');
const message = { sha256: createHash('sha256').update(raw).digest('hex'), sizeBytes: raw.length };
const noTrust = () => ({ anchors: [], intermediates: [], crls: [] });
const record = recordOf(1, { message });

describe('a download that a kill interrupted', () => {
  let folder: string;
  let stores: AccountStores;
  beforeEach(async () => {
    folder = await makeAccountFolder();
    stores = await openAccountStores(folder, randomBytes(32), () => undefined);
    const page = { changes: [envelopeChange(record)], cursor: 'c', complete: true };
    stores.cache.applyPage(page, { accountId: ownAccount, openedHere: new Set(), pendingItems: new Map() });
  });
  afterEach(() => {
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Leaves what a kill leaves: these bytes in a file that has not got its name yet. Answers where downloads began. */
  async function fetchAfter(kept: Uint8Array): Promise<number[]> {
    const blobId = stores.blobs.newId();
    stores.cache.beginDownload(record.id, blobId);
    const bytes = async function* () {
      yield kept;
    };
    await stores.blobs.write(blobId, bytes());
    renameSync(join(folder, 'blobs', blobId), join(folder, 'blobs', `${blobId}.part`));
    const asked: number[] = [];
    const operator: Pick<OperatorApi, 'download'> = {
      async download(_name, _id, from) {
        asked.push(from);
        // RFC 9110 §14.4: there is no range that begins where the content ends.
        if (from >= raw.length) throw new AppError('request.invalid', { field: 'range' });
        const rest = async function* () {
          yield new Uint8Array(raw.subarray(from));
        };
        return { start: from, bytes: rest() };
      },
    };
    const fetcher = createMessageFetcher({
      prefetches: true,
      operator: operator as OperatorApi,
      cache: stores.cache,
      blobs: stores.blobs,
      // The seal of a made-up record; that it names the message is tested where seals are.
      reader: { ...createMessageReader({ cards: noTrust, operator: noTrust }), sealNames: () => true },
      clock: { now: () => Date.now(), wait: () => Promise.resolve() },
      random: () => 0.5,
      isOutgoing: () => false,
      keptFrom: () => Number.NEGATIVE_INFINITY,
      onProgress: () => undefined,
      onBytes: () => undefined,
      onStored: () => undefined,
      onBug: () => undefined,
    });
    await fetcher.fetch(record.id);
    return asked;
  }

  async function storedBytes(): Promise<Buffer> {
    const bytes = stores.cache.messageBytes(record.id);
    if (bytes?.kind !== 'blob') throw new Error('not stored in a file');
    const pieces: Uint8Array[] = [];
    for await (const piece of stores.blobs.read(bytes.blobId)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  it('asks only for the rest', async () => {
    const [from = 0] = await fetchAfter(raw.subarray(0, 150_000));
    expect(from).toBeGreaterThan(65_536);
    expect(from).toBeLessThanOrEqual(150_000);
    expect(raw.equals(await storedBytes())).toBe(true);
  });

  it('asks for nothing where every byte had come', async () => {
    expect(await fetchAfter(raw)).toEqual([]);
    expect(raw.equals(await storedBytes())).toBe(true);
  });
});
