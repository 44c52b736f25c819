import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ActivityQuery, type ActivityWords, activityContract } from '../../contract/ipc/activity.contract.ts';
import type { EnvelopeEvent, EventKind } from '../../contract/model/event.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { type Activity, createActivity } from '../../main/session/core/activity/activity.ts';
import { tableLine } from '../../main/session/core/activity/table-file.ts';
import { createGrantedFiles } from '../../main/session/files/granted-files.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { addStatedHeaders } from '../../main/session/store/cache/migrations/0020-add-stated-headers.ts';
import { cacheMigrations } from '../../main/session/store/cache/migrations/list.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { envelopeChange, envelopeIdOf, ownAccount, recordOf } from './support/records.ts';

const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
const all: ActivityQuery = { text: '', kinds: [], withSubjects: false };

function eventOf(seq: number, part: Partial<EnvelopeEvent> = {}): EnvelopeEvent {
  return {
    seq,
    envelopeId: envelopeIdOf(1),
    kind: 'sealed',
    at: new Date(Date.UTC(2026, 0, 1) + seq * 60_000).toISOString(),
    actor: { accountId: null, name: 'Opérateur' },
    onBehalfOf: null,
    recipient: null,
    source: 'operator',
    evidenceSha256: null,
    previousHash: '0'.repeat(64),
    ...part,
  };
}

const kinds = Object.fromEntries(
  [
    'deposited',
    'sealed',
    'notified',
    'delivered',
    'opened',
    'opened-by-delegate',
    'answered',
    'filed',
    'expired',
    'bounced',
  ].map((kind) => [kind, `mot ${kind}`]),
) as Record<EventKind, string>;

const words: ActivityWords = {
  columns: {
    number: 'N°',
    day: 'Jour',
    time: 'Heure',
    event: 'Événement',
    actor: 'Auteur',
    onBehalfOf: 'Au nom de',
    recipient: 'Destinataire',
    source: 'Source',
    envelope: 'Enveloppe',
    box: 'Boîte',
    subject: 'Objet',
  },
  kinds,
  sources: { operator: 'opérateur', declared: 'poste' },
  boxes: { received: 'reçue', sent: 'envoyée' },
};

describe('the activity of an account', () => {
  let folder: string;
  let stores: AccountStores;
  let activity: Activity;
  const files = createGrantedFiles();

  beforeEach(async () => {
    folder = await makeAccountFolder();
    stores = await openAccountStores(folder, randomBytes(32), () => undefined);
    activity = createActivity({ ...stores, files });
    const record = (rank: number, part = {}) => ({ ...recordOf(rank), ...part });
    const sender = { ...recordOf(2).sender, familyName: 'Noël', address: EmailAddress.parse('b.noel@demo.example') };
    stores.cache.applyPage(
      {
        changes: [envelopeChange(record(1)), envelopeChange(record(2, { sender }))],
        cursor: 'c',
        complete: true,
      },
      context,
    );
    stores.cache.putEvents([
      eventOf(10, { kind: 'deposited', actor: { accountId: null, name: 'Dr Paul LEROY' } }),
      eventOf(11),
      eventOf(12, { kind: 'opened', actor: { accountId: ownAccount, name: 'Dr Claire MARTIN' } }),
      // Known late: an opening without network, declared by the workstation.
      eventOf(13, { kind: 'opened', source: 'declared', at: '2026-01-01T00:10:30.000Z', envelopeId: envelopeIdOf(2) }),
      eventOf(14, {
        kind: 'opened-by-delegate',
        envelopeId: envelopeIdOf(2),
        actor: { accountId: null, name: 'Mme Sandrine VIDAL' },
        onBehalfOf: { accountId: ownAccount, name: 'Dr Claire MARTIN' },
      }),
    ]);
  });
  afterEach(() => {
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const seqs = (query: Partial<ActivityQuery> = {}) =>
    activity.rows({ ...all, ...query }, { offset: 0, limit: 50 }).rows.map(({ event }) => event.seq);

  it('is told newest first by the time of each event, in pages', () => {
    expect(seqs()).toEqual([14, 12, 11, 13, 10]);
    const page = activity.rows(all, { offset: 1, limit: 2 });
    expect(page.rows.map(({ event }) => event.seq)).toEqual([12, 11]);
    expect(page).toMatchObject({ total: 5, unstated: 0 });
    // As the bridge would let it pass.
    expect(activityContract.spec.methods.rows.output.parse(page).rows).toHaveLength(2);
  });

  it('tells no title before somebody asks', () => {
    const [hidden] = activity.rows(all, { offset: 0, limit: 1 }).rows;
    expect(hidden?.envelope).toEqual({ box: 'received', who: 'Dr Paul NOËL', otherRecipients: 0, subject: null });
    const [told] = activity.rows({ ...all, withSubjects: true }, { offset: 0, limit: 1 }).rows;
    expect(told?.envelope?.subject).toBe('CR consultation 2');
  });

  it('finds by the beginnings of names, whatever the accents, and by titles only where they are told', () => {
    expect(seqs({ text: 'vidal' })).toEqual([14]);
    expect(seqs({ text: 'NOEL' })).toEqual([14, 13]);
    expect(seqs({ text: 'noel vid' })).toEqual([14]);
    expect(seqs({ text: 'idal' })).toEqual([]);
    expect(seqs({ text: 'consultation' })).toEqual([]);
    expect(seqs({ text: 'consultation 2', withSubjects: true })).toEqual([14, 13]);
    expect(seqs({ text: '"OR" *' })).toEqual([]);
  });

  it('keeps to the kinds that are asked for', () => {
    expect(seqs({ kinds: ['opened', 'opened-by-delegate'] })).toEqual([14, 12, 13]);
    expect(activity.rows({ ...all, kinds: ['bounced'] }, { offset: 0, limit: 5 })).toMatchObject({
      rows: [],
      total: 0,
    });
  });

  it('counts the openings that the operator has not heard of', () => {
    stores.journal.addOpening({ envelopeId: envelopeIdOf(1), sha256: '0'.repeat(64), openedAt: 0, offline: true });
    expect(activity.rows(all, { offset: 0, limit: 1 }).unstated).toBe(1);
  });

  it('nor does it where a spreadsheet parts cells by commas', () => {
    expect(tableLine(["x,=cmd|'/C calc'!A0,y", '-1', 'a;+b', 'bilan = normal'])).toBe(
      "x,'=cmd|'/C calc'!A0,y;'-1;\"a;'+b\";bilan = normal\r\n",
    );
  });

  it('leaves as a table that a spreadsheet opens, in which nothing that others wrote is a formula', async () => {
    stores.cache.putEvents([
      eventOf(15, { kind: 'opened', actor: { accountId: null, name: '=HYPERLINK("http://x";"y")' } }),
    ]);
    const path = join(folder, 'activite.csv');
    const grantId = '0190a000-0000-4000-8000-000000000009';
    files.add(grantId, 'write', path);
    const { rows, sizeBytes } = await activity.exportRows({ ...all, kinds: ['opened'] }, grantId, words);
    const text = readFileSync(path, 'utf8');
    expect(rows).toBe(3);
    expect(Buffer.byteLength(text)).toBe(sizeBytes);
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('\ufeffN°;Jour;Heure;Événement;Auteur;Au nom de;Destinataire;Source;Enveloppe;Boîte');
    expect(lines[1]).toContain(`;mot opened;"'=HYPERLINK(""http://x"";""y"")";;;opérateur;${envelopeIdOf(1)};reçue`);
    expect(lines[3]).toMatch(/^13;2026-01-01;\d\d:\d\d:30;mot opened;Opérateur;;;poste;/);
    expect(text).not.toContain('consultation');
  });

  it('writes titles in the file when they are asked for, and every line of a long activity once', async () => {
    stores.cache.putEvents(Array.from({ length: 2_500 }, (_, index) => eventOf(100 + index)));
    const path = join(folder, 'tout.csv');
    const grantId = '0190a000-0000-4000-8000-000000000008';
    files.add(grantId, 'write', path);
    expect((await activity.exportRows({ ...all, withSubjects: true }, grantId, words)).rows).toBe(2_505);
    const lines = readFileSync(path, 'utf8').trim().split('\r\n').slice(1);
    expect(new Set(lines.map((line) => line.split(';')[0])).size).toBe(2_505);
    expect(lines[0]).toMatch(/;reçue;CR consultation 1$/);
  });

  it('answers quickly over 100,000 events', () => {
    const actors = Array.from({ length: 300 }, (_, index) => ({ accountId: null, name: `Dr Paul LEROY${index}` }));
    const events = Array.from({ length: 100_000 }, (_, index) =>
      eventOf(1_000 + index, {
        envelopeId: envelopeIdOf(index % 20_000),
        actor: actors[index % 300] ?? eventOf(0).actor,
      }),
    );
    stores.cache.putEvents(events);
    const took = (query: Partial<ActivityQuery>, offset: number) => {
      const begin = performance.now();
      activity.rows({ ...all, ...query }, { offset, limit: 50 });
      return performance.now() - begin;
    };
    took({}, 0);
    const times = {
      first: took({}, 0),
      deep: took({}, 90_000),
      names: took({ text: 'leroy29' }, 0),
      kinds: took({ kinds: ['sealed'] }, 50_000),
    };
    // Generous for a busy machine; quiet, each is well below a tenth of a second.
    for (const [name, ms] of Object.entries(times)) expect(ms, name).toBeLessThan(500);
  }, 60_000);
});

describe('a cache from before activity was told', () => {
  it('has its events put in order of time', () => {
    const database = new Database(':memory:');
    const isEarlier = ({ version }: { version: number }) => version < 50;
    for (const migration of cacheMigrations.filter(isEarlier)) migration.up(database);
    expect(cacheMigrations.filter(isEarlier)).toContain(addStatedHeaders);
    const event = eventOf(7, { recipient: 'a@b.example', onBehalfOf: { accountId: null, name: 'Dr Anne ROUX' } });
    database
      .prepare('INSERT INTO events (seq, envelope_id, body) VALUES (?, ?, ?)')
      .run(7, event.envelopeId, JSON.stringify(event));
    for (const migration of cacheMigrations.filter((one) => !isEarlier(one))) migration.up(database);
    expect(database.prepare('SELECT at, kind, who FROM events').get()).toEqual({
      at: event.at,
      kind: 'sealed',
      who: 'Opérateur Dr Anne ROUX a@b.example',
    });
    database.close();
  });
});
