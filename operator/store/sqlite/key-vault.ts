/**
 * Keys of contents in a SQLite file of their own, each wrapped by the key of its month, that one by the master key.
 * The file belongs in no general backup.
 */
import { randomBytes } from 'node:crypto';
import { openBytes, sealBytes } from '../../../envelope/cipher/stream.ts';
import type { KeyVault } from '../../services/ports/contents.ts';
import type { SqliteDatabase } from './database.ts';
import type { KeySchema } from './schema.ts';

/** Opens the vault; `masterKey` (32 bytes) stays in memory only. */
export function createKeyVault(database: SqliteDatabase<KeySchema>, masterKey: Uint8Array): KeyVault {
  const { build } = database;
  const monthly = new Map<string, Uint8Array>();
  /** Destroyed keys are still in the file's log, because a backup was reading it. */
  let isLogBehind = false;

  function readMonthKey(month: string): Uint8Array | null {
    const known = monthly.get(month);
    if (known) return known;
    const row = database.first(build.selectFrom('monthly_keys').select('wrapped').where('month', '=', month));
    if (!row) return null;
    const key = openBytes(masterKey, row.wrapped, boundTo('month', month));
    monthly.set(month, key);
    return key;
  }

  /** Only inside a transaction. */
  function monthKey(month: string): Uint8Array {
    const existing = readMonthKey(month);
    if (existing) return existing;
    const key = randomBytes(32);
    database.run(
      build.insertInto('monthly_keys').values({ month, wrapped: sealBytes(masterKey, key, boundTo('month', month)) }),
    );
    return key;
  }

  /** A month without contents has no key any more, so that nothing wrapped by it can come back from a copy. */
  function dropEmptyMonths(months: ReadonlySet<string>): void {
    for (const month of months) {
      const left = database.first(
        build.selectFrom('content_keys').select('content_id').where('month', '=', month).limit(1),
      );
      if (left) continue;
      database.run(build.deleteFrom('monthly_keys').where('month', '=', month));
      monthly.delete(month);
    }
  }

  return {
    create(contentId, at) {
      const month = at.toISOString().slice(0, 7);
      const key = randomBytes(32);
      return database.commit(() => {
        const wrapped = sealBytes(monthKey(month), key, boundTo('content', contentId));
        database.run(build.insertInto('content_keys').values({ content_id: contentId, month, wrapped }));
        return key;
      });
    },
    async find(contentId) {
      const row = database.first(
        build.selectFrom('content_keys').select(['month', 'wrapped']).where('content_id', '=', contentId),
      );
      const wrapping = row && readMonthKey(row.month);
      return row && wrapping ? openBytes(wrapping, row.wrapped, boundTo('content', contentId)) : null;
    },
    async has(contentId) {
      const row = build.selectFrom('content_keys').select('content_id').where('content_id', '=', contentId);
      return database.first(row) !== undefined;
    },
    async destroy(contentIds) {
      if (contentIds.length === 0) {
        if (isLogBehind) isLogBehind = !database.truncateLog();
        return;
      }
      await database.commit(() => {
        const rows = database.all(
          build
            .selectFrom('content_keys')
            .select('month')
            .distinct()
            .where('content_id', 'in', [...contentIds]),
        );
        database.run(build.deleteFrom('content_keys').where('content_id', 'in', [...contentIds]));
        dropEmptyMonths(new Set(rows.map((row) => row.month)));
      });
      isLogBehind = !database.truncateLog();
    },
    async secret(name, make) {
      const find = () => {
        const row = database.first(build.selectFrom('secrets').select('wrapped').where('name', '=', name));
        return row ? openBytes(masterKey, row.wrapped, boundTo('secret', name)) : null;
      };
      const existing = find();
      if (existing) return existing;
      return database.commit(() => {
        const other = find();
        if (other) return other;
        const value = make();
        const wrapped = sealBytes(masterKey, value, boundTo('secret', name));
        database.run(build.insertInto('secrets').values({ name, wrapped }));
        return value;
      });
    },
    async contentIds(after, limit) {
      return database
        .all(
          build
            .selectFrom('content_keys')
            .select('content_id')
            .where('content_id', '>', after)
            .orderBy('content_id')
            .limit(limit),
        )
        .map((row) => row.content_id);
    },
  };
}

/** Associated data: a wrapped key moved to another place does not open. */
function boundTo(kind: string, name: string): Uint8Array {
  return Buffer.from(`${kind}:${name}`, 'utf8');
}
