import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Folder, FolderId } from '../../contract/model/account-item.ts';
import type { EnvelopeRecord } from '../../contract/model/envelope.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { EXPIRING_MS } from '../../main/session/core/policy.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { createKeyVault } from '../../main/session/store/keys/account-keys.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { archivingOver } from './support/archiving.ts';
import { envelopeChange, envelopeIdOf, messageOf, ownAccount, recordOf } from './support/records.ts';

/** The rule that keeps everything on this workstation. */
const keepsAll = Number.NEGATIVE_INFINITY;
const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };

describe('the cache', () => {
  let folder: string;
  let stores: AccountStores;
  const dataKey = randomBytes(32);
  const open = async () => {
    stores = await openAccountStores(folder, dataKey, () => undefined);
    return stores;
  };
  beforeEach(async () => {
    folder = await makeAccountFolder();
    expect(await createKeyVault({ folder, account: 'a', deviceSecret: null }).exists()).toBe(true);
    await open();
  });
  afterEach(() => {
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const apply = (records: readonly EnvelopeRecord[], complete = true, box: 'received' | 'sent' = 'received') =>
    stores.cache.applyPage(
      { changes: records.map((record) => envelopeChange(record, box)), cursor: `c${Math.random()}`, complete },
      context,
    );
  const rows = (
    filter: 'all' | 'unopened' | 'with-attachments' | 'expiring' = 'all',
    offset = 0,
    limit = 50,
    now = 0,
  ) => stores.cache.rows({ box: 'received', filter, offset, limit, now });

  it('moves nothing when a folder only has another name, and everything in it when it goes or comes back', () => {
    // One opened, one not.
    apply([recordOf(1), recordOf(3)]);
    const id = FolderId.parse('00000000-0000-4000-8000-000000000001');
    const folder = (value: Folder | null) => stores.cache.putItems([{ kind: 'folder', id, value }]);
    const placed = [1, 3].map((rank) => ({ kind: 'placement' as const, id: envelopeIdOf(rank), value: { place: id } }));
    expect(stores.cache.putItems(placed)).toHaveLength(2);
    // Filed into a folder that is not here yet, they stand in their box.
    expect(rows().total).toBe(2);
    expect(folder({ name: 'Cardiologie', parentId: null })).toHaveLength(2);
    expect(rows().total).toBe(0);
    expect(folder({ name: 'Cœur', parentId: null })).toEqual([]);
    expect(stores.cache.filed().get(id)).toEqual({ total: 2, unopened: 1 });
    expect(folder(null)).toHaveLength(2);
    expect(rows().total).toBe(2);
    expect(stores.cache.filed().get(id)?.total ?? 0).toBe(0);
  });

  it('tells of the rows from one to another in every order, the nearest to the first when they are too many', () => {
    apply(Array.from({ length: 12 }, (_, rank) => recordOf(rank)));
    const between = (from: number, to: number, limit = 100, order: 'newest' | 'oldest' = 'newest') => {
      const list = { box: 'received', filter: 'all', order, now: 0 } as const;
      const { ids, total } = stores.cache.idsBetween(list, { from: envelopeIdOf(from), to: envelopeIdOf(to) }, limit);
      return { ranks: ids.map((id) => Number.parseInt(id.slice(-12), 16)), total };
    };
    expect(between(8, 5)).toEqual({ ranks: [8, 7, 6, 5], total: 4 });
    expect(between(5, 8)).toEqual({ ranks: [8, 7, 6, 5], total: 4 });
    expect(between(5, 8, 100, 'oldest').ranks).toEqual([5, 6, 7, 8]);
    expect(between(11, 0, 3)).toEqual({ ranks: [11, 10, 9], total: 12 });
    expect(between(0, 11, 3)).toEqual({ ranks: [2, 1, 0], total: 12 });
    // Whoever is not there any more begins no range.
    expect(between(99, 4)).toEqual({ ranks: [4], total: 1 });
    expect(between(4, 99)).toEqual({ ranks: [], total: 0 });
  });

  it('notes reminders that are due, takes back what a clock put right makes early, and tells each once', () => {
    apply([recordOf(1), recordOf(3)], true, 'sent');
    const [first, second] = [envelopeIdOf(1), envelopeIdOf(3)];
    const remind = (id: typeof first, at: number, until: 'opened' | 'done') =>
      stores.cache.putItems([{ kind: 'reminder', id, value: { at: new Date(at).toISOString(), until } }]);
    remind(first, 1_000, 'done');
    remind(second, 5_000, 'opened');
    expect(stores.cache.nextReminder()).toBe(1_000);
    expect(stores.cache.judgeReminders(2_000)).toEqual({ came: [first], changed: [first] });
    expect(stores.cache.judgeReminders(2_000)).toEqual({ came: [], changed: [] });
    expect(stores.cache.counts().followed).toBe(1);
    expect(stores.cache.judgeReminders(500)).toEqual({ came: [], changed: [first] });
    expect(stores.cache.judgeReminders(6_000).came.toSorted()).toEqual([first, second].toSorted());
    remind(first, 9_000, 'done');
    expect(stores.cache.counts().followed).toBe(1);
    const list = { box: 'followed', filter: 'all', offset: 0, limit: 9, now: 0 } as const;
    expect(stores.cache.rows(list).rows.map(({ id, reminder }) => [id, reminder?.isDue])).toEqual([
      [second, true],
      [first, false],
    ]);
    // All have opened the second: it is followed no more.
    const opened = recordOf(3);
    const recipients = opened.recipients.map((one) => ({
      ...one,
      state: 'opened' as const,
      openedAt: opened.sealedAt,
    }));
    apply([{ ...opened, recipients }], true, 'sent');
    expect(stores.cache.rows(list).rows.map(({ id }) => id)).toEqual([first]);
    expect(stores.cache.counts().followed).toBe(0);
  });

  it('finds people as one types, those who wrote last before their namesakes', () => {
    const namesake = (rank: number, givenName: string) => {
      const record = recordOf(rank);
      const address = EmailAddress.parse(`${givenName.toLowerCase()}.leroy@demo.medimail.example`);
      return { ...record, sender: { ...record.sender, givenName, familyName: 'Leroy', address } };
    };
    apply([namesake(3, 'Anne'), namesake(9, 'Paul'), namesake(5, 'Denis')]);
    const found = stores.cache.findPeople(['leroy'], 8).map(({ entry }) => JSON.parse(entry).givenName);
    expect(found).toEqual(['Paul', 'Denis', 'Anne']);
  });

  it('gives the first screen of 50,000 envelopes within 300 ms of opening, and any other quickly', async () => {
    for (let start = 0; start < 50_000; start += 5_000) {
      apply(Array.from({ length: 5_000 }, (_, i) => recordOf(start + i)));
    }
    // What the machine does beside it is no matter here: the best of three. Percentiles are the bench's.
    const openings: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      stores.close();
      const begin = performance.now();
      await open();
      const first = rows();
      openings.push(performance.now() - begin);
      expect(first.total).toBe(50_000);
      expect(first.rows.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, i) => envelopeIdOf(49_999 - i)));
    }
    expect(Math.min(...openings)).toBeLessThan(300);
    for (const [filter, total] of [
      ['unopened', 16_667],
      ['with-attachments', 12_500],
    ] as const) {
      expect(rows(filter).total).toBe(total);
    }
    const step = (offset: number): number => {
      const at = performance.now();
      expect(rows('all', offset).rows).toHaveLength(50);
      return performance.now() - at;
    };
    const steps = Array.from({ length: 100 }, (_, i) => Math.min(...[1, 2, 3].map(() => step(i * 499))));
    expect(steps.sort((a, b) => a - b)[95]).toBeLessThan(50);
    expect(stores.cache.counts()).toMatchObject({ unopened: 16_667, envelopes: 50_000, offline: 0 });
  }, 120_000);

  it('writes the same change twice without counting it twice, and keeps what was opened here opened', () => {
    const record = recordOf(3);
    expect(apply([record])).toMatchObject({ arrived: [record.id] });
    expect(stores.cache.markOpened(record.id)).toBe(true);
    expect(apply([record])).toMatchObject({ arrived: [], changed: [record.id] });
    expect(rows().rows[0]).toMatchObject({ opened: true });
    expect(stores.cache.counts()).toMatchObject({ envelopes: 1, unopened: 0 });
    expect(stores.cache.markOpened(record.id)).toBe(false);
  });

  it('marks as answered what was answered, in whichever order the two arrive', () => {
    const answer = (to: number, rank: number) =>
      recordOf(rank, { content: { subject: 'Re', attachments: [], inReplyTo: envelopeIdOf(to) } });
    apply([recordOf(1)]);
    apply([answer(1, 10)], true, 'sent');
    apply([answer(2, 11)], true, 'sent');
    apply([recordOf(2)]);
    expect(rows().rows.map(({ answered }) => answered)).toEqual([true, true]);
  });

  it('asks for missing messages newest first, and forgets the wish once they are here', () => {
    apply([recordOf(1), recordOf(2), recordOf(3)]);
    expect(stores.cache.missing(0, 10, keepsAll).map(({ envelopeId }) => envelopeId)).toEqual(
      [3, 2, 1].map(envelopeIdOf),
    );
    expect(stores.cache.missingBytes(keepsAll)).toBe(12_000);
    const message = messageOf(recordOf(3));
    expect(stores.cache.putMessage(envelopeIdOf(3), message, { kind: 'inline', bytes: Buffer.from('raw') })).toBe(true);
    expect(stores.cache.putMessage(envelopeIdOf(3), message, { kind: 'inline', bytes: Buffer.from('raw') })).toBe(
      false,
    );
    expect(stores.cache.message(envelopeIdOf(3))).toMatchObject({ text: 'Bonjour' });
    stores.cache.failDownload(envelopeIdOf(2), 1, 5_000);
    expect(stores.cache.missing(1_000, 10, keepsAll).map(({ envelopeId }) => envelopeId)).toEqual([envelopeIdOf(1)]);
    expect(stores.cache.missing(6_000, 10, keepsAll)).toHaveLength(2);
    // An instant that only a wrong clock can have set holds nothing back.
    stores.cache.failDownload(envelopeIdOf(2), 1, 86_400_000 * 400);
    expect(stores.cache.missing(1_000, 10, keepsAll)).toHaveLength(2);
    expect(stores.cache.counts().offline).toBe(1);
  });

  it('drops after a rebuild what the operator did not send again, and keeps the bytes of the rest', () => {
    apply([recordOf(1), recordOf(2)]);
    for (const rank of [1, 2]) {
      stores.cache.putMessage(envelopeIdOf(rank), messageOf(recordOf(rank)), { kind: 'blob', blobId: `b${rank}` });
    }
    stores.cache.startRebuild();
    expect(stores.cache.cursor()).toBeNull();
    expect(rows().total).toBe(2);
    expect(apply([recordOf(3)], false).freedBlobs).toEqual([]);
    expect(rows().total).toBe(3);
    const effect = apply([recordOf(2)], true);
    expect(effect.freedBlobs).toEqual(['b1']);
    expect(rows().rows.map(({ id }) => id)).toEqual([3, 2].map(envelopeIdOf));
    expect(stores.cache.message(envelopeIdOf(2))).not.toBeNull();
    expect(stores.cache.envelope(envelopeIdOf(1))).toBeNull();
  });

  it('does not let an older receipt undo what the feed has told since', () => {
    const record = recordOf(4);
    apply([record], true, 'sent');
    const sealed = record.recipients.map((one) => ({ ...one, state: 'sealed', openedAt: null }) as const);
    const envelope = {
      record: { ...record, recipients: sealed },
      seal: { statement: '', signature: '', timestamp: '', signatureTimestamp: null },
      box: 'sent',
    } as const;
    expect(stores.cache.putSealed(envelope, messageOf(record), { kind: 'blob', blobId: 'b' }, context)).toBe(true);
    expect(stores.cache.envelope(record.id)?.record.recipients[0]?.state).toBe('opened');
    expect(stores.cache.putSealed(envelope, messageOf(record), { kind: 'blob', blobId: 'c' }, context)).toBe(false);
    expect(stores.cache.blobIds()).toEqual(['b']);
  });

  it('finds people by the beginnings of their words, without accents', () => {
    apply(Array.from({ length: 50 }, (_, i) => recordOf(i)));
    expect(stores.cache.findPeople(['leroy7', 'nic'], 10)).toHaveLength(1);
    expect(stores.cache.findPeople(['cardio'], 8)).toHaveLength(8);
    expect(stores.cache.findPeople(['%'], 8)).toHaveLength(0);
    expect(stores.cache.findPeople([], 8)).toHaveLength(0);
  });

  describe('and what the operator erases', () => {
    const clock = { now: () => Date.parse(recordOf(1).expiresAt) - EXPIRING_MS / 2, wait: async () => undefined };
    const fill = () => {
      apply([recordOf(1), recordOf(30_000)]);
      for (const rank of [1, 30_000]) {
        const bytes = { kind: 'blob', blobId: `b${rank}` } as const;
        stores.cache.putMessage(envelopeIdOf(rank), messageOf(recordOf(rank), `texte ${rank}`), bytes);
      }
    };
    const erased = { ...recordOf(1), content: null };

    it('moves to the archive before it ends, and stays readable when it has ended, even after a rebuild', async () => {
      fill();
      archivingOver(stores, clock).moveExpiring();
      expect(stores.cache.message(envelopeIdOf(1))).toBeNull();
      expect(stores.archive.message(envelopeIdOf(1))?.text).toBe('texte 1');
      expect(stores.archive.messageBytes(envelopeIdOf(1))).toEqual({ kind: 'blob', blobId: 'b1' });
      expect(stores.cache.message(envelopeIdOf(30_000))).not.toBeNull();
      // The operator still has it: it is not fetched a second time.
      apply([recordOf(1)]);
      expect(stores.cache.missing(0, 10, keepsAll)).toEqual([]);
      const effect = apply([erased]);
      expect(effect.freedBlobs).toEqual([]);
      expect(rows().rows[1]).toMatchObject({ subject: 'CR consultation 1', offline: true });
      stores.cache.startRebuild();
      apply([recordOf(30_000), erased]);
      expect(rows().rows[1]).toMatchObject({ subject: 'CR consultation 1', offline: true });
    });

    it('is kept even when this workstation hears of it only afterwards', () => {
      fill();
      archivingOver(stores, clock).keepByRule(erased.id);
      expect(apply([erased]).freedBlobs).toEqual([]);
      expect(stores.archive.content(envelopeIdOf(1))?.subject).toBe('CR consultation 1');
    });

    it('goes with what was told in the name of absent recipients, unless it is kept here', () => {
      fill();
      const answer = {
        ...{ envelopeId: erased.id, recipient: EmailAddress.parse('paul@x.fr'), text: 'Absent', delegate: null },
        ...{ from: '2026-01-01T00:00:00.000Z', until: '2026-02-01T00:00:00.000Z' },
      };
      const tell = () =>
        stores.cache.applyPage({ changes: [{ type: 'absence', answer }], cursor: 'c', complete: true }, context);
      tell();
      apply([recordOf(1)]);
      expect(stores.cache.absences(erased.id)).toEqual([answer]);
      archivingOver(stores, clock).moveExpiring();
      apply([erased]);
      expect(stores.cache.absences(erased.id)).toEqual([answer]);
      stores.archive.release(erased.id, 0);
      apply([erased]);
      expect(stores.cache.absences(erased.id)).toEqual([]);
    });

    it('goes from a shared workstation, bytes and title', () => {
      fill();
      const archiving = archivingOver(stores, clock, false);
      archiving.moveExpiring();
      archiving.keepByRule(erased.id);
      expect(apply([erased]).freedBlobs).toEqual(['b1']);
      expect(rows().rows[1]).toMatchObject({ subject: '', offline: false, attachments: 0 });
      expect(stores.cache.message(envelopeIdOf(1))).toBeNull();
    });
  });
});
