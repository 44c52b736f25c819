import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SearchAnswer } from '../../contract/ipc/mailbox.contract.ts';
import { FolderId } from '../../contract/model/account-item.ts';
import type { EnvelopeRecord } from '../../contract/model/envelope.ts';
import { type HandlingEntry, HandlingEntryId, type HandlingKind, type Holder } from '../../contract/model/handling.ts';
import { AccountId } from '../../contract/model/ids.ts';
import type { Clock } from '../../main/session/core/clock.ts';
import { createIndexing } from '../../main/session/core/search/indexing.ts';
import { createSearch } from '../../main/session/core/search/search.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { createSearch as searchMigration } from '../../main/session/store/cache/migrations/0040-create-search.ts';
import { searchFolders } from '../../main/session/store/cache/migrations/0099-search-folders.ts';
import { searchHandling } from '../../main/session/store/cache/migrations/0104-search-handling.ts';
import { cacheMigrations } from '../../main/session/store/cache/migrations/list.ts';
import { openEncryptedDatabase } from '../../main/session/store/encrypted-database.ts';
import { storeKey } from '../../main/session/store/keys/account-keys.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { archivingOver } from './support/archiving.ts';
import { envelopeChange, envelopeIdOf, messageOf, ownAccount, recordOf } from './support/records.ts';

const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
const clock: Clock = { now: () => Date.UTC(2026, 10, 17), wait: () => Promise.resolve() };
const onBug = (error: unknown) => expect.fail(String(error));
const bytes = { kind: 'inline', bytes: Buffer.from('raw') } as const;

const [advice, cardiology, other] = [1, 2, 3].map((number) =>
  FolderId.parse(`00000000-0000-4000-8000-00000000000${number}`),
) as [FolderId, FolderId, FolderId];
const folders = [
  { id: advice, name: 'Avis demandés', parentId: null },
  { id: cardiology, name: 'Cardiologie', parentId: advice },
  { id: other, name: 'Réseau de cardiologie', parentId: null },
];

describe('search', () => {
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

  const apply = (records: readonly EnvelopeRecord[], complete = true) =>
    stores.cache.applyPage(
      { changes: records.map((record) => envelopeChange(record)), cursor: `c${Math.random()}`, complete },
      context,
    );
  const arrive = (record: EnvelopeRecord, text?: string, html: string | null = null) => {
    apply([record]);
    if (text !== undefined) stores.cache.putMessage(record.id, { ...messageOf(record, text), html }, bytes);
  };
  const titled = (rank: number, subject: string, ...files: string[]): EnvelopeRecord =>
    recordOf(rank, {
      content: {
        subject,
        attachments: files.map((name, index) => ({ index, name, mediaType: 'application/pdf', sizeBytes: 9 })),
        inReplyTo: null,
      },
    });
  const search = (typed: string, offset = 0, limit = 50) => {
    const answer = createSearch({ cache: stores.cache, folders: () => folders, reader: ownAccount, clock })(
      typed,
      offset,
      limit,
    );
    return SearchAnswer.parse({ ...answer, tookMs: 0 });
  };
  /** Ranks of the envelopes that answer, in order. */
  const ranks = (typed: string) => search(typed).results.map(({ row }) => Number.parseInt(row.id.slice(-12), 16));

  it('finds by title, people, attachment names and text, whatever the accents, as soon as they are here', () => {
    arrive(titled(1, 'CR consultation — Mme AUBRY Élodie', 'Échographie_2026.pdf'));
    expect(ranks('elodie')).toEqual([1]);
    expect(ranks('echograph')).toEqual([1]);
    expect(ranks('leroy1')).toEqual([1]);
    expect(ranks('claire')).toEqual([1]);
    expect(ranks('apixaban')).toEqual([]);
    stores.cache.putMessage(envelopeIdOf(1), messageOf(recordOf(1), 'Sous apixaban ; l’ECG reste stable.'), bytes);
    expect(ranks('ecg apix')).toEqual([1]);
    expect(ranks('elodie apix')).toEqual([1]);
    expect(ranks('elodie absent')).toEqual([]);
  });

  it('keeps operators to their fields', () => {
    arrive(titled(1, 'Bilan de Leroy2', 'lettre.pdf'), 'Texte');
    arrive(titled(2, 'Texte', 'Bilan.pdf'), 'Leroy1');
    expect(ranks('de:leroy1')).toEqual([1]);
    expect(ranks('objet:leroy2')).toEqual([1]);
    expect(ranks('pj:bilan')).toEqual([2]);
    expect(ranks('à:martin')).toEqual([2, 1]);
    expect(ranks('de:martin')).toEqual([]);
    expect(ranks('objet:texte')).toEqual([2]);
  });

  it('looks in folders by name or path, with what is inside them, and follows what is filed elsewhere', () => {
    for (const rank of [1, 2, 3, 4]) arrive(titled(rank, rank === 4 ? 'Autre' : 'Bilan'), 'texte');
    stores.cache.putItems([
      ...folders.map(({ id, name, parentId }) => ({ kind: 'folder' as const, id, value: { name, parentId } })),
      { kind: 'placement', id: envelopeIdOf(1), value: { place: advice } },
      { kind: 'placement', id: envelopeIdOf(2), value: { place: cardiology } },
      { kind: 'placement', id: envelopeIdOf(3), value: { place: other } },
      { kind: 'placement', id: envelopeIdOf(4), value: { place: 'archive' } },
    ]);
    expect(ranks('dossier:"avis demandes"')).toEqual([2, 1]);
    expect(ranks('dossier : cardio')).toEqual([3, 2]);
    expect(ranks('dossier:"cardiologie"')).toEqual([2]);
    expect(ranks('dossier:"Avis demandés/Cardiologie" bilan')).toEqual([2]);
    expect(ranks('bilan dossier:avis de:leroy1 après:2025')).toEqual([1]);
    expect(ranks('folder:archives')).toEqual([4]);
    expect(ranks('dossier:avis dossier:cardio')).toEqual([2]);
    expect(ranks('dossier:avis autre')).toEqual([]);
    // A folder that is not there holds nothing, and is told; one still to be typed limits nothing.
    expect(search('bilan dossier:neant')).toMatchObject({ total: 0, unread: ['dossier:neant'] });
    expect(search('bilan dossier:')).toMatchObject({ total: 3, unread: ['dossier:'] });
    stores.cache.putItems([{ kind: 'placement', id: envelopeIdOf(2), value: null }]);
    expect(ranks('dossier:avis')).toEqual([1]);
    // What arrives already filed is found there at once.
    stores.cache.putItems([{ kind: 'placement', id: envelopeIdOf(9), value: { place: cardiology } }]);
    arrive(titled(9, 'Bilan'));
    expect(ranks('dossier:"cardiologie" bilan')).toEqual([9]);
  });

  it('finds what is one’s own, nobody’s, dealt with or a colleague’s, and follows what becomes of it', () => {
    const entry = (
      rank: number,
      number: number,
      kind: HandlingKind,
      by: Holder,
      whom: Holder | null,
    ): HandlingEntry => ({
      ...{ id: HandlingEntryId.parse(randomUUID()), envelopeId: envelopeIdOf(rank), number, kind, by, whom },
      ...{ at: '2026-02-01T00:00:00.000Z', note: null, removedAt: null, removedBy: null },
    });
    const tell = (...entries: HandlingEntry[]) => stores.cache.putHandling(entries);
    const holder = (last: number, name: string): Holder => ({
      accountId: AccountId.parse(`0190a000-0000-7000-8000-${String(last).padStart(12, '0')}`),
      name,
    });
    const me: Holder = { accountId: ownAccount, name: 'Dr Claire MARTIN' };
    const [anne, malik] = [holder(8, 'Dr Anne ROUX'), holder(9, 'M. Malik TESSIER')];
    // Told before its envelope.
    tell(entry(1, 1, 'taken', me, me));
    for (const rank of [1, 2, 3, 4, 5]) arrive(titled(rank, rank === 5 ? 'Autre' : 'Bilan'), 'texte');
    apply([recordOf(6)]);
    stores.cache.applyPage(
      { changes: [envelopeChange(recordOf(7), 'sent')], cursor: 'sent', complete: false },
      context,
    );
    tell(entry(2, 1, 'assigned', me, anne), entry(3, 1, 'done', anne, null), entry(4, 1, 'done', malik, null));
    expect(ranks('suivi:moi')).toEqual([1]);
    expect(ranks('suivi:roux')).toEqual([2]);
    expect(ranks('suivi:"dr anne"')).toEqual([2]);
    expect(ranks('suivi:traité')).toEqual([4, 3]);
    expect(ranks('suivi:traité suivi:roux')).toEqual([3]);
    // What was sent is nobody’s to handle.
    expect(ranks('suivi:personne')).toEqual([6, 5]);
    expect(ranks('suivi:personne autre')).toEqual([5]);
    expect(ranks('bilan suivi:moi de:leroy1')).toEqual([1]);
    expect(ranks('suivi:personne suivi:roux')).toEqual([]);
    expect(ranks('suivi:moi suivi:roux')).toEqual([]);
    expect(search('bilan suivi:neant')).toMatchObject({ total: 0, unread: ['suivi:neant'] });
    stores.cache.putItems([{ kind: 'placement', id: envelopeIdOf(3), value: { place: 'archive' } }]);
    expect(ranks('dossier:archives suivi:traité')).toEqual([3]);
    tell(entry(1, 2, 'done', me, null), entry(4, 2, 'returned', me, null));
    expect([ranks('suivi:moi'), ranks('suivi:traité'), ranks('suivi:personne')]).toEqual([[], [3, 1], [6, 5, 4]]);
  });

  it('finds what is handled in a cache that was indexed before it could be asked for', () => {
    const before = cacheMigrations.filter(({ version }) => version < searchHandling.version);
    const path = join(folder, 'before.db');
    const key = randomBytes(32);
    const openAt = (migrations: typeof cacheMigrations) =>
      openEncryptedDatabase({ path, key, migrations, durable: false, backupFolder: null, expectedSalt: null });
    const old = openAt(before);
    const put = old.prepare(`INSERT INTO list_rows (box, envelope_id, sealed_at, expires_at, who, who_key, who_detail,
      other_recipients, subject, attachments, signed, opened, answered, opened_by, recipients, offline, generation, handled,
      handled_by_id) VALUES (?, ?, 0, 0, '', '', '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, ?, ?)`);
    for (const [number, box, id, handled, by] of [
      [1, 0, 'held', 1, 'a'],
      [2, 0, 'free', null, null],
      [3, 1, 'sent', null, null],
    ] as const) {
      put.run(box, id, handled, by);
      old.prepare('INSERT INTO search_documents (doc_id, envelope_id) VALUES (?, ?)').run(number, id);
    }
    old.close();
    const database = openAt(cacheMigrations);
    expect(
      database.prepare('SELECT handled, handled_by_id AS byId FROM search_documents ORDER BY doc_id').all(),
    ).toEqual([
      { handled: 1, byId: 'a' },
      { handled: 0, byId: null },
      { handled: null, byId: null },
    ]);
    database.close();
  });

  it('finds phrases by words that stand together', () => {
    arrive(titled(1, 'A'), 'le compte rendu de sortie');
    arrive(titled(2, 'B'), 'rendu le compte');
    expect(ranks('"compte rendu"')).toEqual([1]);
    expect(ranks('compte rendu')).toEqual([2, 1]);
    expect(ranks('"compte ren')).toEqual([1]);
    expect(ranks('"compte ren"')).toEqual([]);
  });

  it('limits by date, and lists what a limit alone leaves', () => {
    apply([0, 1, 2, 3].map((days) => titled(days * 1_440 + 720, `Jour ${days}`)));
    expect(ranks('jour après:02/01/2026 avant:04/01/2026')).toEqual([3_600, 2_160]);
    expect(ranks('après:03/01/2026')).toEqual([5_040, 3_600]);
    expect(search('avant:2026').total).toBe(0);
  });

  it('finds what is not opened, until it is', () => {
    arrive(titled(3, 'CR'), 'ecg');
    arrive(titled(4, 'CR'), 'ecg');
    expect(ranks('non:ouverte')).toEqual([3]);
    expect(ranks('cr non:lue')).toEqual([3]);
    expect(stores.cache.markOpened(envelopeIdOf(3))).toBe(true);
    expect(ranks('non:ouverte')).toEqual([]);
    expect(ranks('ecg')).toEqual([4, 3]);
    expect(ranks('unopened')).toEqual([]);
  });

  it('puts few results by what they say, titles before names before text, and many by time', () => {
    arrive(titled(1, 'Apixaban'), 'a');
    arrive(titled(2, 'B', 'apixaban.pdf'), 'b');
    arrive(titled(3, 'C'), 'sous apixaban');
    expect(search('apixaban')).toMatchObject({ order: 'relevance', total: 3 });
    expect(ranks('apixaban')).toEqual([1, 2, 3]);
    apply(Array.from({ length: 40 }, (_, index) => titled(10 + index, 'INR et apixaban')));
    const many = search('apixaban', 0, 5);
    expect(many).toMatchObject({ order: 'newest', total: 43, more: false });
    expect(many.results.map(({ row }) => row.id)).toEqual([49, 48, 47, 46, 45].map(envelopeIdOf));
    expect(search('apixaban', 40, 5).results.map(({ row }) => row.id)).toEqual([3, 2, 1].map(envelopeIdOf));
  });

  it('keeps the order of time for envelopes sealed within one second, and finds each of many', () => {
    const sealedAt = new Date(Date.UTC(2026, 0, 5)).toISOString();
    apply(Array.from({ length: 300 }, (_, index) => ({ ...titled(index + 1, 'Foule'), sealedAt })));
    expect(new Set(ranks('foule')).size).toBe(50);
    expect(search('foule', 250, 50).results).toHaveLength(50);
    expect(search('foule').total).toBe(300);
  });

  it('says « more than a thousand » rather than count', () => {
    apply(Array.from({ length: 1_100 }, (_, index) => titled(index, 'Commun')));
    expect(search('commun')).toMatchObject({ total: 1_000, more: true });
    expect(search('commun', 980, 50).results).toHaveLength(20);
  });

  it('tells what to mark in the title and in the part that answers', () => {
    arrive(titled(1, 'ECG — M. DUPONT Jean', 'Holter.pdf'), 'Poursuite de\nl’apixaban.');
    const [result] = search('ecg apix').results;
    expect(result?.subject.ranges).toEqual([{ start: 0, end: 3 }]);
    expect(result?.excerpt).toEqual({
      from: 'text',
      file: null,
      text: 'Poursuite de l’apixaban.',
      ranges: [{ start: 15, end: 19 }],
    });
    expect(search('holter').results[0]?.excerpt).toMatchObject({ from: 'files', text: 'Holter.pdf' });
    expect(search('medecin1').results[0]?.excerpt).toMatchObject({ from: 'sender' });
    expect(search('leroy1').results[0]?.excerpt).toBeNull();
    expect(search('leroy1').names).toEqual(['leroy1']);
  });

  it('reads the words of letters that are HTML alone', () => {
    arrive(titled(1, 'A'), '', '<style>p{}</style><p>L&rsquo;<b>&eacute;</b>chographie est normale</p>');
    expect(ranks('"echographie normale"')).toEqual([]);
    expect(ranks('"echographie est normale"')).toEqual([1]);
    expect(ranks('style')).toEqual([]);
    expect(search('echographie').results[0]?.excerpt?.text).toBe('L’échographie est normale');
  });

  it('forgets what the operator erased, and what is no longer anybody’s', () => {
    arrive(titled(1, 'Secret', 'secret.pdf'), 'secret');
    apply([{ ...recordOf(1), content: null }]);
    expect(ranks('secret')).toEqual([]);
    expect(ranks('leroy1')).toEqual([1]);
    stores.cache.startRebuild();
    apply([titled(2, 'Autre')]);
    expect(ranks('leroy1')).toEqual([]);
    expect(ranks('autre')).toEqual([2]);
  });

  it('forgets the text of a message that is dropped, and still finds its title', () => {
    arrive(titled(1, 'Titre'), 'abime');
    stores.cache.dropMessage(envelopeIdOf(1));
    expect(ranks('abime')).toEqual([]);
    expect(ranks('titre')).toEqual([1]);
    expect(search('titre').withoutText).toBe(1);
  });

  it('finds what the archive keeps, by its title and text, after the operator erased it', () => {
    arrive(titled(1, 'Ancien', 'vieux.pdf'), 'apixaban');
    archivingOver(stores, clock).keepByRule(envelopeIdOf(1));
    apply([{ ...recordOf(1), content: null }]);
    expect(ranks('ancien')).toEqual([1]);
    expect(ranks('pj:vieux')).toEqual([1]);
    expect(search('apixaban').results[0]?.excerpt?.text).toBe('apixaban');
  });

  it('answers nothing, and breaks nothing, whatever is typed', () => {
    arrive(titled(1, 'CR'), 'ecg');
    const hostile = [
      '"',
      '*',
      'a* OR b*',
      'NEAR(ecg cr, 2)',
      '{text}: "',
      "'; DROP TABLE messages; --",
      'ecg\u0000',
      '^',
      '(',
    ];
    for (const typed of [...hostile, 'subject : ecg AND', 'a'.repeat(500), '" '.repeat(250), '🔒'.repeat(200)]) {
      expect(() => search(typed)).not.toThrow();
    }
    expect(ranks('ecg')).toEqual([1]);
    expect(search('').total).toBe(0);
  });

  describe('over a cache from before there was an index', () => {
    /** As the version before left it, and as the migration that brought the index found it. */
    const ageCache = () => {
      stores.close();
      const database = openEncryptedDatabase({
        path: join(folder, 'cache.db'),
        key: storeKey(dataKey, 'cache'),
        migrations: cacheMigrations,
        durable: false,
        backupFolder: null,
        expectedSalt: null,
      });
      database.exec('DROP TABLE search_words; DROP TABLE search_index; DROP TABLE search_documents;');
      searchMigration.up(database);
      searchFolders.up(database);
      searchHandling.up(database);
      database.close();
    };

    it('says how far indexing has come, and finds more with every batch, newest first', async () => {
      for (let rank = 0; rank < 60; rank += 1) arrive(titled(rank, 'Ancien'), `texte ${rank}`);
      ageCache();
      await open();
      expect(search('ancien')).toMatchObject({ total: 0, indexing: { done: 0, total: 60 } });
      expect(stores.cache.indexMore(25)).toBe(true);
      expect(search('ancien')).toMatchObject({ total: 25, indexing: { done: 25, total: 60 } });
      expect(ranks('"texte 59"')).toEqual([59]);
      // What arrives meanwhile is found at once, and indexed once.
      arrive(titled(70, 'Ancien'));
      expect(search('ancien').total).toBe(26);
      stores.close();
      await open();
      await new Promise<void>((done) => {
        const indexMore = (limit: number) => {
          const isLeft = stores.cache.indexMore(limit);
          if (!isLeft) done();
          return isLeft;
        };
        createIndexing({ cache: { ...stores.cache, indexMore }, clock, onBug }).start();
      });
      expect(search('ancien')).toMatchObject({ total: 61, indexing: null });
      expect(ranks('"texte 0"')).toEqual([0]);
    });

    it('touches nothing any more once the account closes', async () => {
      for (let rank = 0; rank < 60; rank += 1) arrive(titled(rank, 'Ancien'));
      ageCache();
      await open();
      const indexing = createIndexing({ cache: stores.cache, clock, onBug });
      indexing.start();
      indexing.stop();
      await new Promise((done) => setTimeout(done, 20));
      expect(stores.cache.indexing()).toEqual({ done: 0, total: 60 });
    });
  });
});
