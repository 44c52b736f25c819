/**
 * The accounts' change logs, one row per account and envelope that moves to the end with each change. A reader that
 * goes through the pages with one `base` sees every event since `base`, because a row that moves on while it reads
 * comes again.
 */
import type { FeedRow, StoredEnvelope } from '../../services/ports/envelopes.ts';
import type { Reader, Transaction } from './database.ts';
import { toEnvelopes } from './envelope-rows.ts';
import { eventsOfEach, logHead } from './event-log.ts';
import type { MainSchema } from './schema.ts';

/** The envelope itself is new or changed: moves it to the end for everyone with rights on it. */
export async function announce(transaction: Transaction<MainSchema>, envelope: StoredEnvelope): Promise<void> {
  const { build } = transaction;
  const position = (await logHead(transaction)).seq;
  const receivers = new Set(envelope.recipients.flatMap(({ accountId }) => accountId ?? []));
  const boxes = [...receivers].map((accountId: string) => ({ account_id: accountId, box: 'received' }));
  if (envelope.senderAccountId !== null) boxes.push({ account_id: envelope.senderAccountId, box: 'sent' });
  if (boxes.length === 0) return;
  const place = { envelope_id: envelope.id, record_position: position, position };
  await transaction.run(
    build
      .insertInto('feed')
      .values(boxes.map((box) => ({ ...box, ...place })))
      .onConflict((conflict) =>
        conflict.columns(['account_id', 'envelope_id', 'box']).doUpdateSet({ record_position: position, position }),
      ),
  );
}

/**
 * An envelope becomes an account's that had nothing of it before. It stands where its latest event does, which is no other
 * envelope's place: places in a feed must not all be one, or its pages could not part them.
 */
export async function joinFeed(
  transaction: Transaction<MainSchema>,
  part: { readonly accountId: string; readonly envelopeId: string; readonly box: 'received' | 'sent' },
): Promise<void> {
  const { build } = transaction;
  const events = build.selectFrom('events').select('seq').where('envelope_id', '=', part.envelopeId);
  const position = (await transaction.first(events.orderBy('seq', 'desc').limit(1)))?.seq ?? 0;
  const row = { account_id: part.accountId, envelope_id: part.envelopeId, box: part.box };
  await transaction.run(build.insertInto('feed').values({ ...row, record_position: position, position }));
}

/** Only events or states changed. */
export async function touchFeed(transaction: Transaction<MainSchema>, envelopeId: string): Promise<void> {
  const position = (await logHead(transaction)).seq;
  await transaction.run(transaction.build.updateTable('feed').set({ position }).where('envelope_id', '=', envelopeId));
}

/** Rows of an account after a place, each with its events since `base`. */
export async function feedPage(
  reader: Reader<MainSchema>,
  accountId: string,
  base: number,
  position: number,
  limit: number,
): Promise<FeedRow[]> {
  const rows = await reader.all(
    reader.build
      .selectFrom('feed')
      .selectAll()
      .where('account_id', '=', accountId)
      .where('position', '>', position)
      .orderBy('position')
      .orderBy('box')
      .limit(limit),
  );
  if (rows.length === 0) return [];
  // Read together: a page of a thousand would else be as many times three questions.
  const ids = [...new Set(rows.map((row) => row.envelope_id))];
  const stored = reader.build.selectFrom('envelopes').selectAll().where('id', 'in', ids);
  const envelopes = new Map((await toEnvelopes(reader, await reader.all(stored))).map((one) => [one.id, one]));
  const events = await eventsOfEach(reader, ids, base);
  return rows.flatMap((row) => {
    const envelope = envelopes.get(row.envelope_id);
    if (!envelope) return [];
    const box = row.box === 'sent' ? 'sent' : 'received';
    const recordChanged = row.record_position > base;
    return [{ envelope, box, position: row.position, recordChanged, events: events.get(row.envelope_id) ?? [] }];
  });
}
