/** What a workstation keeps, what that weighs, and giving it back: over the real stores, with the operator at a port. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { OfflineRule } from '../../contract/ipc/storage.contract.ts';
import type { EnvelopeRecord } from '../../contract/model/envelope.ts';
import { DraftId } from '../../contract/model/ids.ts';
import type { DocumentReader } from '../../main/session/core/document-port.ts';
import type { GrantedFiles } from '../../main/session/core/files-port.ts';
import { type CopiedEnvelope, createCopies } from '../../main/session/core/keeping/copies.ts';
import type { OperatorApi } from '../../main/session/core/operator-port.ts';
import { EXPIRING_MS } from '../../main/session/core/policy.ts';
import { createReading } from '../../main/session/core/reading.ts';
import { createSearch } from '../../main/session/core/search/search.ts';
import { createKeptOffline } from '../../main/session/core/storage/kept-offline.ts';
import { createStorage, type Storage } from '../../main/session/core/storage/storage.ts';
import { createMessageFetcher, type MessageFetcher } from '../../main/session/core/sync/message-fetcher.ts';
import { createMessageReader } from '../../main/session/message/message-reader.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { eventually } from '../support/session-driver.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { archivingOver } from './support/archiving.ts';
import { envelopeChange, envelopeIdOf, ownAccount, recordOf } from './support/records.ts';

const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
const noTrust = () => ({ anchors: [], intermediates: [], crls: [] });
const DAY_MINUTES = 1_440;

/** A letter with one attachment of so many bytes. */
function letterOf(rank: number, attachmentBytes: number): Buffer {
  const lines = [
    'From: paul.leroy@demo.medimail.example',
    'To: claire.martin@demo.medimail.example',
    `Subject: CR consultation ${rank}`,
    'Date: Thu, 01 Jan 2026 10:00:00 +0000',
    `Message-ID: <${envelopeIdOf(rank)}@medimail.invalid>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    `Bonjour, le mot est rare${rank}.`,
    '--b',
    'Content-Type: application/pdf; name=CR.pdf',
    'Content-Disposition: attachment; filename=CR.pdf',
    'Content-Transfer-Encoding: base64',
    '',
    randomBytes(attachmentBytes)
      .toString('base64')
      .replace(/(.{76})/g, '$1\r\n'),
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

async function* streamOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield new Uint8Array(bytes);
}

/** Bytes of all files below a folder. */
function bytesBelow(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

describe('what a workstation keeps', () => {
  const dataKey = randomBytes(32);
  let folder: string;
  let stores: AccountStores;
  let letters: Map<string, Buffer>;
  let now: number;
  let isOnline: boolean;
  /** The network gives no more than this of a letter, and waits. */
  let stallsAfter: number;
  let downloads: string[];
  let replaced: number;
  let fetcher: MessageFetcher;
  let storage: Storage;

  const clock = {
    now: () => now,
    wait: (_ms: number) => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  const operator: Pick<OperatorApi, 'download'> = {
    async download(_name, id, from, signal) {
      if (!isOnline) throw new AppError('operator.offline');
      downloads.push(id);
      const whole = letters.get(id);
      if (!whole) throw new AppError('envelope.not-found');
      const bytes = async function* () {
        for (let at = from; at < whole.length; at += 65_536) {
          if (signal?.aborted) throw new AppError('app.cancelled');
          yield new Uint8Array(whole.subarray(at, at + 65_536));
          while (at >= stallsAfter && !signal?.aborted) await clock.wait(0);
          await clock.wait(0);
        }
      };
      return { start: from, bytes: bytes() };
    },
  };

  const reader = { ...createMessageReader({ cards: noTrust, operator: noTrust }), sealNames: () => true };

  function begin(mostDays: number | null = null): void {
    const keptOffline = createKeptOffline({ journal: stores.journal, clock, mostDays });
    fetcher = createMessageFetcher({
      prefetches: true,
      operator: operator as OperatorApi,
      ...stores,
      reader,
      clock,
      random: () => 0.5,
      isOutgoing: () => false,
      keptFrom: () => keptOffline.keptFrom(),
      onBytes: () => undefined,
      onProgress: () => undefined,
      onStored: () => undefined,
      onBug: (error) => {
        throw error;
      },
    });
    storage = createStorage({
      ...stores,
      keptOffline,
      fetcher,
      archiving: archivingOver(stores, clock),
      clock,
      isOnline: () => isOnline,
      async pull() {
        if (!isOnline) throw new AppError('operator.offline');
        receive([...known.values()]);
      },
      onReplaced: () => {
        replaced += 1;
      },
      onReleased: () => undefined,
      onState: () => undefined,
      onExpectable: (error) => {
        throw error;
      },
    });
  }

  let known: Map<number, EnvelopeRecord>;
  /** The operator tells of these; what they weigh is there to be fetched. */
  function receive(records: readonly EnvelopeRecord[]): void {
    const changes = records.map((record) => envelopeChange(record));
    stores.cache.applyPage({ changes, cursor: `c${Math.random()}`, complete: true }, context);
  }
  function arrive(rank: number, attachmentBytes: number): EnvelopeRecord {
    const raw = letterOf(rank, attachmentBytes);
    const message = { sha256: createHash('sha256').update(raw).digest('hex'), sizeBytes: raw.length };
    const attachments = [{ index: 0, name: 'CR.pdf', mediaType: 'application/pdf', sizeBytes: attachmentBytes }];
    const record = recordOf(rank, { message, content: { subject: `CR ${rank}`, attachments, inReplyTo: null } });
    letters.set(record.id, raw);
    known.set(rank, record);
    receive([record]);
    return record;
  }
  const fetchAll = async () => {
    fetcher.start();
    await eventually(async () => (fetcher.pendingBytes() === 0 && !fetcher.isFetching() ? true : null));
  };
  const setRule = async (rule: OfflineRule) => {
    storage.setRule(rule);
    await fetchAll();
    await eventually(async () => (storage.state().freeing === null ? true : null));
  };
  const isHere = (rank: number) => stores.cache.messageBytes(envelopeIdOf(rank)) !== null;
  const cacheFile = () => statSync(join(folder, 'cache.db')).size;
  const searched = (word: string) =>
    createSearch({ cache: stores.cache, folders: () => [], reader: ownAccount, clock })(word, 0, 10).total;

  beforeEach(async () => {
    folder = await makeAccountFolder();
    stores = await openAccountStores(folder, dataKey, () => undefined);
    letters = new Map();
    known = new Map();
    downloads = [];
    replaced = 0;
    isOnline = true;
    stallsAfter = Number.POSITIVE_INFINITY;
    now = Date.parse(recordOf(60 * DAY_MINUTES).sealedAt);
    begin();
  });
  afterEach(() => {
    fetcher.stop();
    storage.stop();
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** One of today and one of forty days ago, of which one is a file and the other within the database. */
  const twoLetters = () => {
    arrive(20 * DAY_MINUTES, 400_000);
    arrive(59 * DAY_MINUTES, 90_000);
    arrive(19 * DAY_MINUTES, 90_000);
  };

  it('is everything, until somebody says otherwise', async () => {
    twoLetters();
    await fetchAll();
    expect([19, 20, 59].map((day) => isHere(day * DAY_MINUTES))).toEqual([true, true, true]);
    expect(storage.state().rule).toEqual({ mode: 'all' });
  });

  it('is the attachments of the last days, and the text of all: beyond it, a large letter is only begun', async () => {
    stores.journal.setSetting('kept-offline', JSON.stringify({ mode: 'days', days: 30 }));
    twoLetters();
    await fetchAll();
    expect([19, 20, 59].map((day) => isHere(day * DAY_MINUTES))).toEqual([false, false, true]);
    // Verified and small: its text is a letter that can be read. Large, and only begun: it is searched.
    expect(stores.cache.message(envelopeIdOf(19 * DAY_MINUTES))?.text).toContain('rare');
    expect(stores.cache.message(envelopeIdOf(20 * DAY_MINUTES))).toBeNull();
    expect(searched(`rare${20 * DAY_MINUTES}`)).toBe(1);
    expect(stores.cache.missingCount()).toBe(0);
    expect(downloads).toHaveLength(3);
    await fetchAll();
    expect(downloads).toHaveLength(3);
  });

  it('follows a rule that is changed at once, both ways, and says before what that fetches and frees', async () => {
    twoLetters();
    await fetchAll();
    const preview = storage.previewRule({ mode: 'days', days: 30 });
    expect(preview.free.count).toBe(2);
    await setRule({ mode: 'days', days: 30 });
    expect([19, 20, 59].map((day) => isHere(day * DAY_MINUTES))).toEqual([false, false, true]);
    // What was verified once stays readable and searched.
    expect(stores.cache.message(envelopeIdOf(20 * DAY_MINUTES))?.attachments).toHaveLength(1);
    expect(readdirSync(join(folder, 'blobs'))).toEqual([]);
    expect(storage.previewRule({ mode: 'all' }).fetch).toEqual(preview.free);
    await setRule({ mode: 'all' });
    expect([19, 20, 59].map((day) => isHere(day * DAY_MINUTES))).toEqual([true, true, true]);
    await setRule({ mode: 'on-demand' });
    expect([19, 20, 59].map((day) => isHere(day * DAY_MINUTES))).toEqual([false, false, false]);
    await fetcher.fetch(envelopeIdOf(20 * DAY_MINUTES));
    expect(isHere(20 * DAY_MINUTES)).toBe(true);
  });

  it('is bounded by the administrator, whatever was chosen before', () => {
    storage.setRule({ mode: 'days', days: 200 });
    begin(30);
    expect(storage.state()).toMatchObject({ rule: { mode: 'days', days: 30 }, mostDays: 30 });
    expect(() => storage.setRule({ mode: 'all' })).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    begin(0);
    expect(storage.state().rule).toEqual({ mode: 'on-demand' });
  });

  it('waits while it is paused, and somebody who opens an envelope does not', async () => {
    storage.pause(true);
    twoLetters();
    fetcher.start();
    await clock.wait(0);
    expect(downloads).toEqual([]);
    await fetcher.fetch(envelopeIdOf(20 * DAY_MINUTES));
    expect(isHere(20 * DAY_MINUTES)).toBe(true);
    storage.pause(false);
    await fetchAll();
    expect(isHere(59 * DAY_MINUTES)).toBe(true);
  });

  it('begins a letter once for all who open it while only its text was coming, and not for who gave up meanwhile', async () => {
    await setRule({ mode: 'on-demand' });
    const large = arrive(30 * DAY_MINUTES, 600_000);
    fetcher.start();
    await eventually(async () => (downloads.length === 1 ? true : null));
    const given = fetcher.fetch(large.id);
    fetcher.cancel(large.id);
    await expect(given).rejects.toMatchObject({ code: 'app.cancelled' });
    await eventually(async () => (fetcher.isFetching() ? null : true));
    const before = downloads.length;
    await Promise.all([fetcher.fetch(large.id), fetcher.fetch(large.id)]);
    expect(downloads.length).toBe(before + 1);
    expect(isHere(30 * DAY_MINUTES)).toBe(true);
  });

  it('keeps what had arrived when somebody stops waiting', async () => {
    storage.pause(true);
    arrive(20 * DAY_MINUTES, 600_000);
    const id = envelopeIdOf(20 * DAY_MINUTES);
    stallsAfter = 131_072;
    const opening = fetcher.fetch(id);
    await eventually(
      async () => (existsSync(join(folder, 'blobs')) && bytesBelow(join(folder, 'blobs')) > 65_536) || null,
    );
    fetcher.cancel(id);
    await expect(opening).rejects.toMatchObject({ code: 'app.cancelled' });
    expect(stores.cache.partialBlob(id)).not.toBeNull();
    stallsAfter = Number.POSITIVE_INFINITY;
    await fetcher.fetch(id);
    expect(isHere(20 * DAY_MINUTES)).toBe(true);
  });

  it('weighs what the files weigh, to the byte', async () => {
    twoLetters();
    await fetchAll();
    stores.journal.putDraft(
      DraftId.parse(envelopeIdOf(7)),
      { recipients: [], subject: 'A', text: 'B', inReplyTo: null, remindAfterDays: null },
      1,
    );
    const usage = await storage.usage();
    expect(usage.totalBytes).toBe(bytesBelow(folder));
    const sizeOf = (part: string) => usage.parts.find((one) => one.part === part)?.sizeBytes ?? 0;
    expect(sizeOf('attachments')).toBeGreaterThan(700_000);
    expect(sizeOf('words')).toBeGreaterThan(0);
    expect(sizeOf('journal')).toBeGreaterThan(4_096);
    expect(usage.largest[0]).toMatchObject({ row: { id: envelopeIdOf(20 * DAY_MINUTES) } });
    expect(usage.ages.map(({ count }) => count)).toEqual([1, 0, 2, 0]);
    expect(usage.places).toEqual([{ place: null, box: 'received', count: 3, sizeBytes: expect.any(Number) }]);
    expect(usage.freeDiskBytes).toBeGreaterThan(0);
  });

  it('gives the disk back what is freed, and does not fetch it again by itself', async () => {
    for (let rank = 1; rank <= 12; rank += 1) arrive(rank * DAY_MINUTES, 150_000);
    arrive(20 * DAY_MINUTES, 400_000);
    await fetchAll();
    stores.disk.checkpoint();
    const before = { file: cacheFile(), all: bytesBelow(folder) };
    const [weight] = storage.previewFreeing([{ olderThanDays: 30 }]);
    const { freedBytes, cancelled } = await storage.free({ olderThanDays: 30 });
    expect({ freedBytes, cancelled }).toEqual({ freedBytes: weight?.sizeBytes, cancelled: false });
    expect(before.file - cacheFile()).toBeGreaterThan(12 * 150_000);
    expect(before.all - bytesBelow(folder)).toBeGreaterThan(freedBytes * 0.95);
    expect(statSync(join(folder, 'cache.db-wal')).size).toBe(0);
    await fetchAll();
    expect(isHere(DAY_MINUTES)).toBe(false);
    // A rule that is said again brings it back.
    await setRule({ mode: 'all' });
    expect(isHere(DAY_MINUTES)).toBe(true);
  });

  it('stops freeing when it is told to, with nothing half gone', async () => {
    for (let rank = 1; rank <= 25; rank += 1) arrive(rank * DAY_MINUTES, 300_000);
    await fetchAll();
    const freeing = storage.free({ olderThanDays: 0 });
    storage.cancelFreeing();
    expect(await freeing).toMatchObject({ cancelled: true });
    const here = Array.from({ length: 25 }, (_, i) => isHere((i + 1) * DAY_MINUTES)).filter(Boolean).length;
    expect(here).toBe(15);
    expect(readdirSync(join(folder, 'blobs'))).toHaveLength(15);
  });

  it('never frees what exists here alone: drafts, departures, the archive, and what the operator is about to erase', async () => {
    twoLetters();
    const soon = arrive(3 * DAY_MINUTES, 300_000);
    await fetchAll();
    const file = async (name: string) => {
      const blobId = stores.blobs.newId();
      await stores.blobs.write(
        blobId,
        (async function* () {
          yield Buffer.from(name);
        })(),
      );
      return blobId;
    };
    const draftId = DraftId.parse(envelopeIdOf(7));
    const content = { recipients: [], subject: 'Brouillon', text: 'à finir', inReplyTo: null, remindAfterDays: null };
    stores.journal.putDraft(draftId, content, 1);
    const attached = await file('draft');
    const attachment = { attachmentId: envelopeIdOf(8), name: 'a', mediaType: 'a/b', sizeBytes: 5, blobId: attached };
    stores.journal.addAttachment(draftId, attachment as never);
    // Within the archive's delay the operator may erase it any day.
    now = Date.parse(soon.expiresAt) - EXPIRING_MS / 2;
    expect(storage.previewFreeing([{ olderThanDays: 0 }])[0]?.count).toBe(3);
    await storage.free({ olderThanDays: 0 });
    await storage.free({ envelopeIds: [soon.id] });
    expect(isHere(3 * DAY_MINUTES)).toBe(true);
    archivingOver(stores, clock).moveExpiring();
    await storage.rebuild();
    await storage.free({ olderThanDays: 0 });
    expect(stores.archive.has(soon.id)).toBe(true);
    const archived = stores.archive.messageBytes(soon.id);
    const names = readdirSync(join(folder, 'blobs'));
    expect(names).toContain(archived?.kind === 'blob' ? archived.blobId : '');
    expect(names).toContain(attached);
    expect(stores.journal.draft(draftId)?.attachments).toHaveLength(1);
  });

  it('fetches what is taken out of it whole, where the rule kept its text alone', async () => {
    await setRule({ mode: 'on-demand' });
    const { id } = arrive(30 * DAY_MINUTES, 90_000);
    await fetchAll();
    expect([stores.cache.message(id) !== null, isHere(30 * DAY_MINUTES)]).toEqual([true, false]);
    const reading = createReading({ ...stores, fetcher, reader, documents: {} as DocumentReader, clock });
    isOnline = false;
    await expect(reading.original(id)).rejects.toMatchObject({ code: 'envelope.not-available-offline' });
    isOnline = true;
    const pieces: Uint8Array[] = [];
    for await (const piece of (await reading.original(id)).bytes()) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(letters.get(id) ?? Buffer.alloc(0))).toBe(true);
  });

  it('does not take a file that was let go while it was read for a damaged one', async () => {
    const { id } = arrive(30 * DAY_MINUTES, 400_000);
    await fetchAll();
    const reading = createReading({ ...stores, fetcher, reader, documents: {} as DocumentReader, clock });
    const [attachment] = await reading.attachments(id);
    await storage.free({ envelopeIds: [id] });
    const read = async () => {
      for await (const _piece of attachment?.bytes() ?? []);
    };
    await expect(read()).rejects.toMatchObject({ code: 'envelope.not-available-offline' });
    await fetchAll();
    // The letter is still read, and what was let go by hand does not come back by itself.
    expect([stores.cache.message(id)?.text, isHere(30 * DAY_MINUTES)]).toEqual([
      expect.stringContaining(`rare${30 * DAY_MINUTES}`),
      false,
    ]);
  });

  it('takes from a copy of the archive what it has the text of alone, and leaves out of a copy what is damaged', async () => {
    const [here, gone] = [arrive(29 * DAY_MINUTES, 400_000), arrive(30 * DAY_MINUTES, 90_000)];
    await setRule({ mode: 'on-demand' });
    await fetcher.fetch(here.id);
    const keptOf = ({ id }: EnvelopeRecord): CopiedEnvelope => {
      const [envelope, message] = [stores.cache.envelope(id), stores.cache.message(id)];
      const bytes = letters.get(id);
      if (!envelope || !message || !bytes) throw new Error('it has no text');
      return { kept: { envelope, events: [], message, archivedAt: now }, bytes: streamOf(bytes) };
    };
    const copied = [here, gone].map(keptOf);
    const written: string[] = [];
    const told: string[] = [];
    const copies = createCopies({
      ...stores,
      reader,
      files: {
        source: async () => ({ name: 'copie', sizeBytes: 1, open: () => streamOf(Buffer.alloc(0)) }),
        async save(_grant: string, bytes: AsyncIterable<Uint8Array>) {
          for await (const _piece of bytes);
          return 1;
        },
      } as unknown as GrantedFiles,
      format: {
        async *read() {
          yield* copied;
        },
        async *write(envelopes) {
          for await (const { kept } of envelopes) written.push(kept.envelope.record.id);
          yield* [];
        },
      },
      clock,
      context: () => context,
      keepHere: archivingOver(stores, clock).keepHere,
      isAllowed: true,
      onProgress: () => undefined,
      onChanged: (ids) => told.push(...ids),
    });
    expect(await copies.restore('grant', null)).toEqual({ restored: 1, alreadyHere: 1 });
    // What was here is in another place now: that shows, too.
    expect(told.splice(0).toSorted()).toEqual([here.id, gone.id].toSorted());
    expect(await copies.restore('grant', null)).toEqual({ restored: 0, alreadyHere: 2 });
    expect(told).toEqual([]);
    expect(stores.archive.ids().toSorted()).toEqual([here.id, gone.id].toSorted());
    await fetchAll();
    expect(stores.cache.messageBytes(gone.id)).toBeNull();

    const bytes = stores.archive.messageBytes(here.id);
    if (bytes?.kind !== 'blob') throw new Error('it is no file');
    const path = join(folder, 'blobs', bytes.blobId);
    const damaged = readFileSync(path);
    damaged.fill(0, 1_000, 1_100);
    writeFileSync(path, damaged);
    expect(await copies.backUp('grant')).toMatchObject({ envelopes: 1, damaged: 1 });
    expect(written).toEqual([gone.id]);
  });

  it('fetches for the archive what the rule left at the operator, before it is erased there', async () => {
    await setRule({ mode: 'on-demand' });
    const soon = arrive(3 * DAY_MINUTES, 300_000);
    arrive(59 * DAY_MINUTES, 300_000);
    await fetchAll();
    expect(isHere(3 * DAY_MINUTES)).toBe(false);
    now = Date.parse(soon.expiresAt) - EXPIRING_MS / 2;
    const archiving = archivingOver(stores, clock, true, fetcher.fetch);
    isOnline = false;
    await archiving.fetchExpiring();
    expect(stores.archive.has(soon.id)).toBe(false);
    isOnline = true;
    await archiving.fetchExpiring();
    expect(stores.archive.ids()).toEqual([soon.id]);
    // Asked again at once, nothing is looked for; and nothing that was let go comes back.
    downloads = [];
    await archiving.fetchExpiring();
    expect(downloads).toEqual([]);
  });

  it('frees nothing without the operator, whose word says what can be fetched again', async () => {
    twoLetters();
    await fetchAll();
    isOnline = false;
    await expect(storage.free({ olderThanDays: 0 })).rejects.toMatchObject({ code: 'operator.offline' });
    storage.setRule({ mode: 'on-demand' });
    expect(isHere(20 * DAY_MINUTES)).toBe(true);
    // It is freed after the next pull.
    isOnline = true;
    storage.pulled();
    await eventually(async () => (isHere(20 * DAY_MINUTES) ? null : true));
  });

  it('makes the cache anew from the operator, archives before what is about to go there, and says what was kept', async () => {
    twoLetters();
    const soon = arrive(1, 300_000);
    await fetchAll();
    now = Date.parse(soon.expiresAt) - 1_000;
    await storage.rebuild();
    expect(replaced).toBe(1);
    expect(storage.state().loss).toMatchObject({ reason: 'asked', archived: expect.any(Number) });
    expect(stores.archive.has(soon.id)).toBe(true);
    expect(stores.cache.counts().envelopes).toBe(4);
    await fetchAll();
    expect(isHere(59 * DAY_MINUTES)).toBe(true);
    expect(storage.dismissLoss().loss).toBeNull();
  });

  it('touches nothing when the operator cannot be reached', async () => {
    twoLetters();
    await fetchAll();
    isOnline = false;
    await expect(storage.rebuild()).rejects.toMatchObject({ code: 'operator.offline' });
    expect(isHere(20 * DAY_MINUTES)).toBe(true);
    expect(storage.state()).toMatchObject({ rebuilding: null, loss: null });
  });

  it('notices that its file was removed while it was in use, and begins a new one', async () => {
    twoLetters();
    await fetchAll();
    rmSync(join(folder, 'cache.db'));
    storage.pulled();
    await eventually(async () => (replaced === 1 ? true : null));
    expect(storage.state().loss).toMatchObject({ reason: 'removed' });
    expect(existsSync(join(folder, 'cache.db'))).toBe(true);
    receive([...known.values()]);
    await fetchAll();
    expect(isHere(20 * DAY_MINUTES)).toBe(true);
  });

  it('says at the next opening that the cache was removed, or unreadable, and not at the first', async () => {
    expect(stores.disk.lossAtOpening).toBeNull();
    const openAgain = async () => {
      stores = await openAccountStores(folder, dataKey, () => undefined);
      return stores.disk.lossAtOpening;
    };
    stores.close();
    expect(await openAgain()).toBeNull();
    stores.close();
    rmSync(join(folder, 'cache.db'));
    expect(await openAgain()).toBe('removed');
    stores.close();
    writeFileSync(join(folder, 'cache.db'), randomBytes(8_192));
    expect(await openAgain()).toBe('damaged');
  });

  it('does not take a page that was asked from a cache that is gone', () => {
    const page = { changes: [envelopeChange(recordOf(1))], cursor: 'later', complete: true };
    stores.cache.applyPage({ changes: [], cursor: 'before', complete: true }, context);
    stores.disk.replaceCache();
    expect(stores.cache.applyPage({ ...page, from: 'before' }, context).changed).toEqual([]);
    expect(stores.cache.cursor()).toBeNull();
    expect(stores.cache.applyPage({ ...page, from: null }, context).changed).toHaveLength(1);
    expect(searched('consultation')).toBe(1);
  });
});
