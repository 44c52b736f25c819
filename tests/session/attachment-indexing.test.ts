/** Reading attachments for searching over the genuine cache; the process that reads is whatever each test says. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnvelopeRecord } from '../../contract/model/envelope.ts';
import type { DocumentReading } from '../../contract/model/readable-document.ts';
import type { Clock } from '../../main/session/core/clock.ts';
import type { DocumentSource } from '../../main/session/core/document-port.ts';
import type { IndexedAttachment } from '../../main/session/core/message-port.ts';
import type { OpenAttachment } from '../../main/session/core/reading.ts';
import { createAttachmentIndexing } from '../../main/session/core/search/attachment-indexing.ts';
import { createSearch } from '../../main/session/core/search/search.ts';
import { type AccountStores, openAccountStores, openLeasedStores } from '../../main/session/store/account-stores.ts';
import { readAttachments } from '../../main/session/store/cache/migrations/0080-read-attachments.ts';
import { cacheMigrations } from '../../main/session/store/cache/migrations/list.ts';
import { openEncryptedDatabase } from '../../main/session/store/encrypted-database.ts';
import { storeKey } from '../../main/session/store/keys/account-keys.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { archivingOver } from './support/archiving.ts';
import { envelopeChange, envelopeIdOf, messageOf, ownAccount, recordOf } from './support/records.ts';
import { leaveRoom, smallDisk } from './support/small-disk.ts';

const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
const clock: Clock = { now: () => Date.UTC(2026, 1, 1), wait: () => new Promise((done) => setImmediate(done)) };
const onBug = (error: unknown) => expect.fail(String(error));
const bytes = { kind: 'inline', bytes: Buffer.from('raw') } as const;
const textOf = (text: string, isCut = false): DocumentReading => ({
  ok: true,
  document: { kind: 'pdf', title: null, facts: [], blocks: [{ kind: 'paragraph', text }], isCut },
});

describe('reading attachments for searching', () => {
  let folder: string;
  let stores: AccountStores;
  const dataKey = randomBytes(32);
  const open = async () => {
    stores = await openAccountStores(folder, dataKey, () => undefined);
  };
  beforeEach(async () => {
    folder = await makeAccountFolder();
    await open();
  });
  afterEach(() => {
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const attachmentsOf = (...names: string[]): IndexedAttachment[] =>
    names.map((name, index) => ({
      index,
      name,
      mediaType: 'application/pdf',
      sizeBytes: 9,
      encoding: 'base64',
      offset: 0,
      length: 12,
      detectedType: name.endsWith('.png') ? 'image/png' : 'application/pdf',
    }));
  const withFiles = (rank: number, ...names: string[]): EnvelopeRecord =>
    recordOf(rank, {
      content: {
        subject: `Lettre ${rank}`,
        attachments: names.map((name, index) => ({ index, name, mediaType: 'application/pdf', sizeBytes: 9 })),
        inReplyTo: null,
      },
    });
  const apply = (...records: EnvelopeRecord[]) =>
    stores.cache.applyPage(
      { changes: records.map((record) => envelopeChange(record)), cursor: `c${Math.random()}`, complete: true },
      context,
    );
  const arrive = (rank: number, ...names: string[]) => {
    const record = withFiles(rank, ...names);
    apply(record);
    stores.cache.putMessage(record.id, { ...messageOf(record), attachments: attachmentsOf(...names) }, bytes);
  };
  const search = (typed: string) =>
    createSearch({ cache: stores.cache, folders: () => [], reader: ownAccount, clock })(typed, 0, 50);
  const ranks = (typed: string) => search(typed).results.map(({ row }) => Number.parseInt(row.id.slice(-12), 16));

  /** Reads everything there is; answers the names that were begun, in order. */
  async function readAll(
    read: (source: DocumentSource) => Promise<DocumentReading>,
    isFetching: () => boolean = () => false,
  ): Promise<string[]> {
    const begun: string[] = [];
    const indexing = createAttachmentIndexing({
      cache: stores.cache,
      attachmentsHere: (id) =>
        (stores.cache.message(id) ?? stores.archive.message(id))?.attachments.map(
          (attachment) => ({ attachment, bytes: () => [] }) as unknown as OpenAttachment,
        ) ?? null,
      documents: {
        prepare: () => undefined,
        show: () => Promise.reject(new Error('nobody waits')),
        search: (source) => {
          begun.push(source.name);
          return read(source);
        },
      },
      isFetching,
      clock,
      onBug,
    });
    indexing.start();
    while (stores.cache.unreadCount() > 0) await new Promise((done) => setImmediate(done));
    indexing.stop();
    return begun;
  }

  it('goes from the newest envelope to the oldest, passes over pictures, and finds what was read', async () => {
    arrive(1, 'ancien.pdf');
    arrive(2, 'photo.png', 'nouveau.pdf');
    expect(search('apixaban')).toMatchObject({ total: 0, unreadAttachments: 2 });
    expect(await readAll(async ({ name }) => textOf(`Sous apixaban, ${name}`))).toEqual(['nouveau.pdf', 'ancien.pdf']);
    expect(search('apixaban')).toMatchObject({ total: 2, unreadAttachments: 0 });
    expect(ranks('apixaban')).toEqual([2, 1]);
    expect(search('apixaban').results[0]?.excerpt).toMatchObject({ from: 'inside', file: 'nouveau.pdf' });
  });

  it('waits while messages are being fetched', async () => {
    arrive(1, 'a.pdf');
    let looks = 0;
    const isFetching = () => {
      looks += 1;
      return looks < 5;
    };
    const seen: number[] = [];
    await readAll(async () => {
      seen.push(looks);
      return textOf('x');
    }, isFetching);
    expect(seen[0]).toBeGreaterThanOrEqual(5);
  });

  it('notes a document that ends its process after a second try, and goes on with the others', async () => {
    arrive(1, 'bon.pdf');
    arrive(2, 'mortel.pdf');
    const begun = await readAll(async ({ name }) =>
      name === 'mortel.pdf' ? { ok: false, reason: 'crashed' } : textOf('apixaban'),
    );
    expect(begun).toEqual(['mortel.pdf', 'mortel.pdf', 'bon.pdf']);
    expect([...stores.cache.readOutcomes(envelopeIdOf(2))]).toEqual([[0, 'crashed']]);
    stores.close();
    await open();
    expect(await readAll(async () => textOf('x'))).toEqual([]);
  });

  it('gives up a document with which everything ended again and again', async () => {
    arrive(1, 'fatal.pdf');
    for (let death = 0; death < 5; death += 1) stores.cache.beginAttachment(envelopeIdOf(1), 0);
    expect(await readAll(async () => textOf('x'))).toEqual([]);
    expect([...stores.cache.readOutcomes(envelopeIdOf(1))]).toEqual([[0, 'crashed']]);
  });

  it('waits for room on a full disk, and gives no document up for it, however long that takes', async (test) => {
    stores.close();
    const small = join(folder, 'small');
    const disk = smallDisk(small, '8m');
    try {
      if (!disk) return test.skip('a small disk can only be made by an administrator');
      stores = await openLeasedStores(small, dataKey, () => undefined);
      arrive(1, 'long.pdf');
      const ballast = join(small, 'ballast');
      let times = 0;
      leaveRoom(ballast, 300_000);
      const begun = await readAll(async () => {
        times += 1;
        if (times === 9) rmSync(ballast);
        return textOf(`Sous apixaban, ${'mot '.repeat(250_000)}`);
      });
      expect(begun.length).toBe(9);
      expect([...stores.cache.readOutcomes(envelopeIdOf(1))]).toEqual([[0, 'whole']]);
      expect(ranks('apixaban')).toEqual([1]);
      stores.close();
    } finally {
      disk?.unmount();
      await open();
    }
  });

  it('goes on after a kill with the document that was under way', async () => {
    arrive(1, 'un.pdf', 'deux.pdf');
    stores.cache.beginAttachment(envelopeIdOf(1), 0);
    stores.cache.putAttachmentText(envelopeIdOf(1), 0, 'whole', 'apixaban');
    stores.cache.beginAttachment(envelopeIdOf(1), 1);
    stores.close();
    await open();
    expect(await readAll(async () => textOf('furosémide'))).toEqual(['deux.pdf']);
    expect(ranks('apixaban furosemide')).toEqual([1]);
  });

  it('says when the beginning alone is searched', async () => {
    arrive(1, 'long.pdf');
    await readAll(async () => textOf('début', true));
    expect([...stores.cache.readOutcomes(envelopeIdOf(1))]).toEqual([[0, 'part']]);
  });

  it('forgets with the envelope, on a workstation that keeps no archive', async () => {
    arrive(1, 'a.pdf');
    await readAll(async () => textOf('apixaban'));
    expect(ranks('apixaban')).toEqual([1]);
    apply({ ...withFiles(1, 'a.pdf'), content: null });
    expect(ranks('apixaban')).toEqual([]);
    expect(stores.cache.readOutcomes(envelopeIdOf(1)).size).toBe(0);
  });

  it('keeps what was read of an envelope that went to the archive', async () => {
    arrive(1, 'a.pdf');
    await readAll(async () => textOf('apixaban'));
    archivingOver(stores, clock).keepByRule(envelopeIdOf(1));
    apply({ ...withFiles(1, 'a.pdf'), content: null });
    expect(search('apixaban').results[0]?.excerpt).toMatchObject({ from: 'inside', file: 'a.pdf' });
    expect(stores.cache.unreadCount()).toBe(0);
  });

  it('reads again what is in the archive when the cache is made anew', async () => {
    arrive(1, 'a.pdf');
    archivingOver(stores, clock).keepByRule(envelopeIdOf(1));
    stores.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `cache.db${suffix}`), { force: true });
    await open();
    apply({ ...withFiles(1, 'a.pdf'), content: null });
    expect(await readAll(async () => textOf('apixaban'))).toEqual(['a.pdf']);
    expect(ranks('apixaban')).toEqual([1]);
  });

  it('expects what a cache from before holds', async () => {
    arrive(1, 'a.pdf');
    arrive(2);
    stores.close();
    const database = openEncryptedDatabase({
      path: join(folder, 'cache.db'),
      key: storeKey(dataKey, 'cache'),
      migrations: cacheMigrations,
      durable: false,
      backupFolder: null,
      expectedSalt: null,
    });
    database.exec('DROP TABLE attachment_texts; DROP TABLE unread_attachments;');
    readAttachments.up(database);
    database.close();
    await open();
    expect(stores.cache.unreadCount()).toBe(1);
    expect(await readAll(async () => textOf('apixaban'))).toEqual(['a.pdf']);
  });

  it('finds words wherever they are in a long text, in every spelling, and nothing in the middle of others', async () => {
    arrive(1, 'a.pdf');
    const filler = 'martin et le matin, ainsi de suite. '.repeat(5_000);
    await readAll(async () => textOf(`${filler} L’œdème s’est RÉSORBÉ. Inspection normale. ${filler}`));
    for (const typed of ['oedeme', 'œdème', 'resorb', 'inspection']) {
      const excerpt = search(typed).results[0]?.excerpt;
      expect(excerpt?.from).toBe('inside');
      expect(excerpt?.text).toContain('œdème');
      expect(excerpt?.ranges).toHaveLength(1);
    }
    expect(search('artin').total).toBe(0);
  });
});
