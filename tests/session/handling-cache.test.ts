/** Who handles what, as the cache keeps it: before and after its envelope, over what waits, until the content is erased. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SyncChange } from '../../contract/api/routes.ts';
import type { HandlingLine } from '../../contract/ipc/handling.contract.ts';
import { type HandlingEntry, HandlingEntryId, type HandlingKind, type Holder } from '../../contract/model/handling.ts';
import { AccountId } from '../../contract/model/ids.ts';
import { type AccountStores, openAccountStores } from '../../main/session/store/account-stores.ts';
import { prepareListRows } from '../../main/session/store/cache/list-rows.ts';
import { cacheMigrations } from '../../main/session/store/cache/migrations/list.ts';
import { openEncryptedDatabase, type Sql } from '../../main/session/store/encrypted-database.ts';
import { createKeyVault } from '../../main/session/store/keys/account-keys.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { envelopeChange, envelopeIdOf, ownAccount, recordOf } from './support/records.ts';

const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
const me: Holder = { accountId: ownAccount, name: 'Dr Claire MARTIN' };
const sophie: Holder = {
  accountId: AccountId.parse('0190a000-0000-7000-8000-000000000009'),
  name: 'Mme Sophie BLANC',
};

describe('the cache of who handles what', () => {
  let folder: string;
  let stores: AccountStores;
  beforeEach(async () => {
    folder = await makeAccountFolder();
    expect(await createKeyVault({ folder, account: 'a', deviceSecret: null }).exists()).toBe(true);
    stores = await openAccountStores(folder, randomBytes(32), () => undefined);
  });
  afterEach(() => {
    stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const id = envelopeIdOf(1);
  const entry = (number: number, kind: HandlingKind, facts: Partial<HandlingEntry> = {}): HandlingEntry => ({
    id: HandlingEntryId.parse(`0190c000-0000-4000-8000-${String(number).padStart(12, '0')}`),
    envelopeId: id,
    number,
    kind,
    by: sophie,
    whom: kind === 'taken' ? sophie : null,
    at: new Date(Date.UTC(2026, 1, 1) + number * 1_000).toISOString(),
    note: kind === 'note' ? 'Rappelée' : null,
    removedAt: null,
    removedBy: null,
    ...facts,
  });
  const waiting = (kind: HandlingKind): HandlingLine => {
    const { number: _, ...line } = entry(900, kind, { by: me, whom: me });
    return { ...line, waiting: true, refused: null };
  };
  const apply = (changes: readonly SyncChange[], complete = true) =>
    stores.cache.applyPage({ changes, cursor: `c${Math.random()}`, complete }, context);
  const told = (...entries: HandlingEntry[]): SyncChange[] => entries.map((one) => ({ type: 'handling', entry: one }));
  const row = () => stores.cache.rows({ box: 'received', filter: 'all', offset: 0, limit: 9, now: 0 }).rows[0];
  const total = (filter: 'mine' | 'nobody' | 'done', reader = ownAccount) =>
    stores.cache.rows({ box: 'received', filter, offset: 0, limit: 9, now: 0, reader }).total;

  it('stands in the row also when it was told before the envelope, and is counted by each filter', () => {
    apply([...told(entry(1, 'assigned', { whom: me })), envelopeChange(recordOf(1)), envelopeChange(recordOf(2))]);
    expect(stores.cache.handlingThread(id)).toHaveLength(1);
    const shown = stores.cache.rows({
      box: 'received',
      filter: 'mine',
      offset: 0,
      limit: 9,
      now: 0,
      reader: ownAccount,
    });
    expect(shown.rows.map(({ handling }) => handling)).toEqual([{ standing: 'held', whom: me, handedBy: sophie.name }]);
    expect([total('mine'), total('mine', sophie.accountId), total('nobody'), total('done')]).toEqual([1, 0, 1, 0]);
    apply(told(entry(2, 'done')));
    expect([total('mine'), total('nobody'), total('done')]).toEqual([0, 1, 1]);
    apply(told(entry(3, 'released', { by: null, whom: sophie })));
    expect([total('mine'), total('nobody'), total('done')]).toEqual([0, 2, 0]);
  });

  it('lets what waits stand last, whatever is told meanwhile, and takes it away without a trace', () => {
    apply([envelopeChange(recordOf(1))]);
    stores.cache.showHandling([{ line: waiting('taken'), place: 1 }]);
    apply(told(entry(1, 'taken'), entry(2, 'note')));
    expect(stores.cache.latestHandling(id)).toMatchObject({ by: me, waiting: true });
    expect(row()?.handling?.whom).toEqual(me);
    expect(stores.cache.handlingThread(id).map(({ kind }) => kind)).toEqual(['taken', 'note', 'taken']);
    stores.cache.hideHandling(id, waiting('taken').id);
    expect(row()?.handling?.whom).toEqual(sophie);
  });

  it('forgets the words of notes with the content, and nothing of who did what', () => {
    apply([envelopeChange(recordOf(1)), ...told(entry(1, 'taken'), entry(2, 'note'))]);
    apply([envelopeChange(recordOf(1, { content: null }))]);
    expect(stores.cache.handlingThread(id).map(({ kind, note }) => [kind, note])).toEqual([
      ['taken', null],
      ['note', null],
    ]);
  });

  it('forgets what a rebuild does not bring again, but what waits', () => {
    apply([envelopeChange(recordOf(1)), ...told(entry(1, 'taken'), entry(2, 'done'))]);
    stores.cache.showHandling([{ line: waiting('note'), place: 1 }]);
    stores.cache.startRebuild();
    apply([envelopeChange(recordOf(1)), ...told(entry(1, 'taken'))]);
    expect(stores.cache.handlingThread(id).map(({ kind }) => kind)).toEqual(['taken', 'note']);
    expect(row()?.handling).toMatchObject({ standing: 'held', whom: sophie });
  });

  it('answers each filter from an index alone, in its order, in a box and in a folder', () => {
    const database = openEncryptedDatabase({
      path: join(folder, 'plans.db'),
      key: randomBytes(32),
      migrations: cacheMigrations,
      durable: false,
      backupFolder: null,
      expectedSalt: null,
    });
    const prepared: string[] = [];
    const lists = prepareListRows(
      new Proxy(database, {
        get(target, name) {
          const value = Reflect.get(target, name);
          if (name !== 'prepare') return typeof value === 'function' ? value.bind(target) : value;
          return (sql: string) => {
            prepared.push(sql);
            return target.prepare(sql);
          };
        },
      }) as Sql,
    );
    const plans = (['mine', 'nobody', 'done'] as const).flatMap((filter) =>
      (['received', 'archive'] as const).flatMap((box) => {
        prepared.length = 0;
        lists.rows({ box, filter, offset: 0, limit: 9, now: 0, reader: ownAccount });
        return prepared.flatMap((sql) =>
          (database.prepare(`EXPLAIN QUERY PLAN ${sql.replace(/:[a-z]\w*/gi, '1')}`).all() as { detail: string }[])
            .map(({ detail }) => detail)
            .filter((detail) => /list_rows\b/.test(detail) && !/INTEGER PRIMARY KEY/.test(detail))
            .map((detail) => `${filter} ${box}: ${detail}`),
        );
      }),
    );
    database.close();
    expect(plans.length).toBeGreaterThanOrEqual(12);
    expect(plans.filter((plan) => !/USING COVERING INDEX list_rows_(?:handled|nobody|done)\b/.test(plan))).toEqual([]);
  });
});
