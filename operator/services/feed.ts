/** What changed for an account, in pages (protocol.md §8). */
import type { SyncChange, SyncPage } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, FeedRow } from './ports/envelopes.ts';
import { recordOf } from './records.ts';

interface Parts {
  readonly envelopes: EnvelopeStore;
  readonly vault: KeyVault;
  readonly clock: Clock;
}

/** Where a reader is: `base` stays while it goes through the pages, and moves to the end with the last one. */
interface Cursor {
  readonly base: number;
  readonly position: number;
}

/** The changes after `cursor` (none: from the beginning), about `limit` of them; envelopes are never cut. */
export async function readFeed(
  parts: Parts,
  accountId: string,
  cursor: string | undefined,
  limit: number,
): Promise<SyncPage> {
  const { envelopes } = parts;
  const epoch = await envelopes.epoch();
  const { base, position } = await readCursor(envelopes, epoch, cursor);
  const rows = await envelopes.page(accountId, base, position, limit + 1);
  const changes: SyncChange[] = [];
  let read = 0;
  for (const row of rows) {
    // Rows of one position (sender and recipient being one account) stay together, as the cursor cannot part them.
    const isCut = changes.length >= limit && row.position !== rows[read - 1]?.position;
    if (isCut) break;
    changes.push(...(await changesOf(parts.vault, row)));
    read += 1;
  }
  const more = read < rows.length || rows.length > limit;
  const end = rows[read - 1]?.position ?? position;
  return {
    changes,
    cursor: writeCursor(epoch, more ? { base, position: end } : { base: end, position: end }),
    more,
    serverTime: parts.clock().toISOString(),
  };
}

async function changesOf(vault: KeyVault, row: FeedRow): Promise<SyncChange[]> {
  const { envelope, events } = row;
  const record = await recordOf(vault, envelope);
  const changes: SyncChange[] = [];
  if (row.recordChanged) changes.push({ type: 'envelope', box: row.box, record, seal: envelope.seal });
  for (const event of events) changes.push({ type: 'event', event });
  if (!row.recordChanged) changes.push({ type: 'recipients', envelopeId: record.id, recipients: record.recipients });
  return changes;
}

function writeCursor(epoch: string, cursor: Cursor): string {
  return ['1', epoch, cursor.base, cursor.position].join('.');
}

async function readCursor(envelopes: EnvelopeStore, epoch: string, text: string | undefined): Promise<Cursor> {
  if (text === undefined) return { base: 0, position: 0 };
  const match = /^1\.([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,15})$/.exec(text);
  const cursor = { base: Number(match?.[2]), position: Number(match?.[3]) };
  const isKnown = match?.[1] === epoch && cursor.base <= cursor.position && cursor.position <= (await envelopes.head());
  if (!isKnown) throw new AppError('sync.reset');
  return cursor;
}
