/** A pull that finds nothing new costs the same however full the mailbox is: no statement of it walks a table. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperatorApi } from '../../main/session/core/operator-port.ts';
import type { MessageFetcher } from '../../main/session/core/sync/message-fetcher.ts';
import { createSyncEngine } from '../../main/session/core/sync/sync-engine.ts';
import { createTurns } from '../../main/session/core/turns.ts';
import type { AccountStores } from '../../main/session/store/account-stores.ts';
import { createCacheStore } from '../../main/session/store/cache/cache-store.ts';
import { cacheMigrations } from '../../main/session/store/cache/migrations/list.ts';
import { openEncryptedDatabase, type Sql } from '../../main/session/store/encrypted-database.ts';
import { makeAccountFolder } from './support/account-folder.ts';
import { archivingOver } from './support/archiving.ts';
import { envelopeChange, messageOf, ownAccount, recordOf } from './support/records.ts';

const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
const noArchive = { content: () => null, message: () => null };
/** Tables that grow with the mailbox. */
const growing =
  /\bSCAN (?:envelopes|list_rows|messages|kept_messages|missing_messages|events|attachments|items|search_documents)\b/;

/** What a database was asked while it was watched. */
interface Asked {
  readonly statements: string[];
  rows: number;
}

/** The same database, which counts what its statements answer. */
function watched(database: Sql, asked: Asked): Sql {
  const watch = (statement: object, sql: string): object =>
    new Proxy(statement, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...input: unknown[]) => {
          const answer = Reflect.apply(value, target, input);
          if (answer === target) return watch(target, sql);
          if (name === 'get' || name === 'all' || name === 'run' || name === 'iterate') {
            asked.statements.push(sql);
            if (name === 'all') asked.rows += (answer as unknown[]).length;
            else if (name === 'get' && answer !== undefined) asked.rows += 1;
          }
          return answer;
        };
      },
    });
  return new Proxy(database, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === 'prepare') return (sql: string) => watch(target.prepare(sql), sql);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The stores of somebody who chose nothing and let nothing go. */
function untouched(cache: AccountStores['cache']): AccountStores {
  return { cache, journal: { setting: () => null }, archive: { isReleased: () => false } } as unknown as AccountStores;
}

describe('a pull that finds nothing new', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await makeAccountFolder();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Pulls once from a mailbox of so many envelopes, half of them without their bytes. */
  async function pullFrom(envelopes: number): Promise<{ asked: Asked; scans: string[] }> {
    const database = openEncryptedDatabase({
      path: join(folder, `${envelopes}.db`),
      key: randomBytes(32),
      migrations: cacheMigrations,
      durable: false,
      backupFolder: null,
      expectedSalt: null,
    });
    const asked: Asked = { statements: [], rows: 0 };
    const cache = createCacheStore(watched(database, asked), noArchive);
    const records = Array.from({ length: envelopes }, (_, rank) => recordOf(rank));
    cache.applyPage({ changes: records.map((record) => envelopeChange(record)), cursor: 'c', complete: true }, context);
    for (const record of records.slice(0, envelopes / 2)) {
      cache.putMessage(record.id, messageOf(record), { kind: 'inline', bytes: Buffer.from('raw') });
    }
    const clock = { now: () => Date.parse(recordOf(1).sealedAt), wait: () => Promise.resolve() };
    const keptFrom = Number.POSITIVE_INFINITY;
    const archiving = archivingOver(untouched(cache), clock);
    const operator = { call: async () => ({ changes: [], cursor: 'c', more: false }) };
    const sync = createSyncEngine({
      operator: operator as unknown as OperatorApi,
      cache,
      blobs: { remove: async () => undefined } as never,
      fetcher: {
        start: () => void cache.missing(clock.now(), 16, keptFrom),
        pendingBytes: () => cache.missingBytes(keptFrom),
        isPaused: () => false,
      } as unknown as MessageFetcher,
      clock,
      random: () => 0.5,
      context: () => context,
      onState: () => undefined,
      onChanged: () => undefined,
      inTurn: createTurns(),
      onDrafts: null,
      onItems: () => undefined,
      onArrived: () => undefined,
      onNews: () => undefined,
      beforeErasure: () => undefined,
      onPulled: () => void archiving.moveExpiring(),
      onBug: (error) => {
        throw error;
      },
    });
    // The texts of the half that is not here are waited for by nothing: as after a rule that keeps what is opened.
    for (const record of records.slice(envelopes / 2)) cache.putAheadText(record.id, 'Bonjour');
    await sync.pull();
    asked.statements.length = 0;
    asked.rows = 0;
    await sync.pull();
    const scans = [...new Set(asked.statements)].flatMap((sql) => {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql.replace(/:[a-z]\w*|\?/gi, '1')}`);
      return (plan.all() as { detail: string }[]).map(({ detail }) => detail).filter((detail) => growing.test(detail));
    });
    database.close();
    return { asked, scans };
  }

  it('asks as few statements for many envelopes as for few, reads as few rows, and walks no table', async () => {
    const few = await pullFrom(50);
    const many = await pullFrom(1_500);
    expect(few.asked.statements.length).toBeGreaterThan(3);
    expect(many.asked.statements).toEqual(few.asked.statements);
    expect(many.asked.rows).toBe(few.asked.rows);
    expect(many.scans).toEqual([]);
  });
});
