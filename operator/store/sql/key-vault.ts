/**
 * Keys of contents in a database of their own, each wrapped by the key of its month, that one by the master key.
 * It belongs in no general backup.
 */
import { randomBytes } from 'node:crypto';
import { openBytes, sealBytes } from '../../../envelope/cipher/stream.ts';
import type { KeyVault } from '../../services/ports/contents.ts';
import type { ErasingDatabase, Reader, Transaction } from './database.ts';
import type { KeySchema } from './schema.ts';

interface MonthRow {
  readonly month: string;
  readonly wrapped: Uint8Array;
}

interface KeyRow extends MonthRow {
  readonly content_id: string;
  readonly own: Uint8Array;
}

/** Opens the vault; `masterKey` (32 bytes) stays in memory only. */
export function createKeyVault(database: ErasingDatabase<KeySchema>, masterKey: Uint8Array): KeyVault {
  const { build } = database;
  /** Keys of months by how they are wrapped: another node may drop a month's key, and make another. */
  const monthly = new Map<string, { readonly wrapped: Uint8Array; readonly key: Uint8Array }>();
  /** Destroyed keys are still in the database's files: somebody was reading them, or they could not be cleared away. */
  let isBehind = false;

  function unwrapMonth({ month, wrapped }: MonthRow): Uint8Array {
    const known = monthly.get(month);
    if (known && Buffer.compare(known.wrapped, wrapped) === 0) return known.key;
    const key = openBytes(masterKey, wrapped, boundTo('month', month));
    monthly.set(month, { wrapped, key });
    return key;
  }

  const wrappedKeys = build
    .selectFrom('content_keys')
    .innerJoin('monthly_keys', 'monthly_keys.month', 'content_keys.month')
    .select(['content_id', 'content_keys.month', 'content_keys.wrapped as own', 'monthly_keys.wrapped']);
  const unwrap = (row: KeyRow) => openBytes(unwrapMonth(row), row.own, boundTo('content', row.content_id));

  async function monthKey(transaction: Transaction<KeySchema>, month: string): Promise<Uint8Array> {
    const row = await transaction.first(build.selectFrom('monthly_keys').selectAll().where('month', '=', month));
    if (row) return unwrapMonth(row);
    const key = randomBytes(32);
    const wrapped = sealBytes(masterKey, key, boundTo('month', month));
    await transaction.run(build.insertInto('monthly_keys').values({ month, wrapped }));
    return key;
  }

  /** A month without contents has no key any more, so that nothing wrapped by it can come back from a copy. */
  async function dropEmptyMonths(transaction: Transaction<KeySchema>, months: ReadonlySet<string>): Promise<void> {
    for (const month of months) {
      const left = await transaction.first(
        build.selectFrom('content_keys').select('content_id').where('month', '=', month).limit(1),
      );
      if (left) continue;
      await transaction.run(build.deleteFrom('monthly_keys').where('month', '=', month));
      monthly.delete(month);
    }
  }

  return {
    create(contentId, at) {
      const month = at.toISOString().slice(0, 7);
      const key = randomBytes(32);
      return database.commit(async (transaction) => {
        const wrapped = sealBytes(await monthKey(transaction, month), key, boundTo('content', contentId));
        await transaction.run(build.insertInto('content_keys').values({ content_id: contentId, month, wrapped }));
        return key;
      });
    },
    async find(contentId) {
      const row = await database.first(wrappedKeys.where('content_id', '=', contentId));
      return row ? unwrap(row) : null;
    },
    async findAll(contentIds) {
      if (contentIds.length === 0) return new Map();
      const rows = await database.all(wrappedKeys.where('content_id', 'in', [...contentIds]));
      return new Map(rows.map((row) => [row.content_id, unwrap(row)]));
    },
    async has(contentId) {
      const row = build.selectFrom('content_keys').select('content_id').where('content_id', '=', contentId);
      return (await database.first(row)) !== undefined;
    },
    async destroy(contentIds) {
      if (contentIds.length === 0) {
        if (isBehind) isBehind = !(await database.purge());
        return;
      }
      await database.commit(async (transaction) => {
        const rows = await transaction.all(
          build
            .selectFrom('content_keys')
            .select('month')
            .distinct()
            .where('content_id', 'in', [...contentIds]),
        );
        await transaction.run(build.deleteFrom('content_keys').where('content_id', 'in', [...contentIds]));
        await dropEmptyMonths(transaction, new Set(rows.map((row) => row.month)));
      });
      // The keys are destroyed for whoever asked. What fails now is tried again, and told, when nothing else is to be destroyed.
      isBehind = !(await database.purge().catch(() => false));
    },
    async secret(name, make) {
      const find = async (reader: Reader<KeySchema>) => {
        const row = await reader.first(build.selectFrom('secrets').select('wrapped').where('name', '=', name));
        return row ? openBytes(masterKey, row.wrapped, boundTo('secret', name)) : null;
      };
      const existing = await find(database);
      if (existing) return existing;
      return database.commit(async (transaction) => {
        const other = await find(transaction);
        if (other) return other;
        const value = make();
        const wrapped = sealBytes(masterKey, value, boundTo('secret', name));
        await transaction.run(build.insertInto('secrets').values({ name, wrapped }));
        return value;
      });
    },
    async contentIds(after, limit) {
      return (
        await database.all(
          build
            .selectFrom('content_keys')
            .select('content_id')
            .where('content_id', '>', after)
            .orderBy('content_id')
            .limit(limit),
        )
      ).map((row) => row.content_id);
    },
  };
}

/** Associated data: a wrapped key moved to another place does not open. */
function boundTo(kind: string, name: string): Uint8Array {
  return Buffer.from(`${kind}:${name}`, 'utf8');
}
