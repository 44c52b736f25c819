/**
 * The accounts' change logs, one row per account and envelope that moves to the end with each change. A reader that
 * goes through the pages with one `base` sees every event since `base`, because a row that moves on while it reads
 * comes again.
 */
import type { FeedRow, StoredEnvelope } from '../../services/ports/envelopes.ts';
import type { SqliteDatabase } from './database.ts';
import { readEnvelope } from './envelope-rows.ts';
import type { EventLog } from './event-log.ts';
import type { MainSchema } from './schema.ts';

export interface Feed {
  /** The envelope itself is new or changed: moves it to the end for everyone with rights on it. */
  announce(envelope: StoredEnvelope): void;
  /** Only events or states changed. */
  touch(envelopeId: string): void;
  page(accountId: string, base: number, position: number, limit: number): FeedRow[];
}

export function createFeed(database: SqliteDatabase<MainSchema>, log: EventLog): Feed {
  const { build } = database;
  return {
    announce(envelope) {
      const position = log.head().seq;
      const boxes: [string, 'received' | 'sent'][] = [[envelope.senderAccountId, 'sent']];
      for (const recipient of envelope.recipients) {
        if (recipient.accountId) boxes.push([recipient.accountId, 'received']);
      }
      for (const [accountId, box] of boxes) {
        database.run(
          build
            .insertInto('feed')
            .values({ account_id: accountId, envelope_id: envelope.id, box, record_position: position, position })
            .onConflict((conflict) =>
              conflict
                .columns(['account_id', 'envelope_id', 'box'])
                .doUpdateSet({ record_position: position, position }),
            ),
        );
      }
    },
    touch(envelopeId) {
      const position = log.head().seq;
      database.run(build.updateTable('feed').set({ position }).where('envelope_id', '=', envelopeId));
    },
    page(accountId, base, position, limit) {
      const rows = database.all(
        build
          .selectFrom('feed')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('position', '>', position)
          .orderBy('position')
          .orderBy('box')
          .limit(limit),
      );
      return rows.flatMap((row) => {
        const envelope = readEnvelope(database, row.envelope_id);
        if (!envelope) return [];
        return {
          envelope,
          box: row.box === 'sent' ? 'sent' : 'received',
          position: row.position,
          recordChanged: row.record_position > base,
          events: log.after(row.envelope_id, base),
        } as const;
      });
    },
  };
}
