/** What changed for an account, in pages (protocol.md §8). */
import type { SyncChange, SyncPage } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { ItemKind } from '../../contract/model/account-item.ts';
import type { Clock } from '../clock.ts';
import { answersOf } from './absences.ts';
import { itemsAfter } from './account-items.ts';
import { handlingsAfter } from './handlings.ts';
import type { AbsenceStore } from './ports/absences.ts';
import type { AccountItemStore } from './ports/account-items.ts';
import type { KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, FeedRow } from './ports/envelopes.ts';
import type { HandlingStore } from './ports/handlings.ts';
import type { SharedDraftStore } from './ports/shared-drafts.ts';
import { recordWith } from './records.ts';
import { draftsAfter } from './shared-drafts.ts';

interface Parts {
  readonly envelopes: EnvelopeStore;
  readonly items: AccountItemStore;
  readonly absences: AbsenceStore;
  readonly drafts: SharedDraftStore;
  readonly handlings: HandlingStore;
  readonly vault: KeyVault;
  readonly clock: Clock;
}

/** Where a reader is: `base` stays while it goes through the pages, and moves to the end with the last one. */
interface Cursor {
  readonly base: number;
  readonly position: number;
  /** Position in the account's items. */
  readonly items: number;
  /** Position in the account's drafts. */
  readonly drafts: number;
  /** Position in what was done and said about who handles what. */
  readonly handling: HandlingPlace;
}

/** Notes are told of from the beginning once a reader may read them. */
interface HandlingPlace {
  readonly position: number;
  readonly notes: boolean;
}

/** What a reader is told of beside envelopes. */
export interface FeedScope {
  /** Kinds of items; absent: all of them. */
  readonly itemKinds?: readonly ItemKind[];
  readonly drafts: boolean;
  /** What absent recipients have senders told: words as those of letters. */
  readonly absences: boolean;
  /** Who handles what, with or without notes; null for readers who did not ask. */
  readonly handling: { readonly notes: boolean } | null;
}

/** Items of one page: a model of a letter may be as long as a letter. */
const ITEMS_A_PAGE = 250;

/**
 * The changes after `cursor` (none: from the beginning), about `limit` of them; envelopes are never cut. Items come
 * first, so that a new workstation puts each envelope where it belongs as it arrives.
 */
export async function readFeed(
  parts: Parts,
  accountId: string,
  cursor: string | undefined,
  limit: number,
  { itemKinds, drafts: tellsDrafts, absences: tellsAbsences, handling }: FeedScope,
): Promise<SyncPage> {
  const { envelopes } = parts;
  const epoch = await envelopes.epoch();
  const from = await readCursor(parts, accountId, epoch, cursor);
  const asked = Math.min(limit, ITEMS_A_PAGE);
  const items = await itemsAfter(parts, accountId, from.items, asked);
  const shown = items.filter(({ item }) => itemKinds?.includes(item.kind) ?? true);
  const changes: SyncChange[] = shown.map(({ item }) => ({ type: 'item', item }));
  const itemsEnd = items.at(-1)?.position ?? from.items;
  const page = (next: Cursor, more: boolean) => ({
    changes,
    cursor: writeCursor(epoch, next),
    more,
    serverTime: parts.clock().toISOString(),
  });
  if (items.length >= asked) return page({ ...from, items: itemsEnd }, true);
  const drafts = tellsDrafts ? await draftsAfter(parts, accountId, from.drafts, asked) : [];
  changes.push(...drafts.map(({ head }) => ({ type: 'draft', head }) as const));
  const told = { ...from, items: itemsEnd, drafts: drafts.at(-1)?.position ?? from.drafts };
  if (drafts.length >= asked) return page(told, true);
  const place = handlingPlace(from.handling, handling);
  const handlings = handling && (await handlingsAfter(parts, accountId, place.position, asked, handling.notes));
  changes.push(...(handlings?.entries ?? []).map((entry) => ({ type: 'handling', entry }) as const));
  const own = { ...told, handling: { ...place, position: handlings?.end ?? place.position } };
  if (handlings && handlings.read >= asked) return page(own, true);
  const rows = await envelopes.page(accountId, from.base, from.position, limit + 1);
  const keys = await parts.vault.findAll(rows.map(({ envelope }) => envelope.contentId));
  let read = 0;
  for (const row of rows) {
    // Rows of one position (sender and recipient being one account) stay together, as the cursor cannot part them.
    const isCut = changes.length >= limit && row.position !== rows[read - 1]?.position;
    if (isCut) break;
    changes.push(...(await changesOf(parts, row, keys.get(row.envelope.contentId) ?? null, tellsAbsences)));
    read += 1;
  }
  const more = read < rows.length || rows.length > limit;
  const end = rows[read - 1]?.position ?? from.position;
  return page({ ...own, base: more ? from.base : end, position: end }, more);
}

async function changesOf(
  parts: Parts,
  row: FeedRow,
  key: Uint8Array | null,
  tellsAbsences: boolean,
): Promise<SyncChange[]> {
  const { envelope, events } = row;
  const record = recordWith(key, envelope);
  const changes: SyncChange[] = [];
  if (row.recordChanged) changes.push({ type: 'envelope', box: row.box, record, seal: envelope.seal });
  for (const event of events) changes.push({ type: 'event', event });
  // What was told to whoever wrote is theirs alone; the others see in the history that it was.
  const isTold = tellsAbsences && row.box === 'sent' && record.content !== null;
  if (isTold && events.some(({ kind }) => kind === 'absence-answered')) {
    for (const answer of await answersOf(parts, record.id)) changes.push({ type: 'absence', answer });
  }
  if (!row.recordChanged) changes.push({ type: 'recipients', envelopeId: record.id, recipients: record.recipients });
  return changes;
}

/** Where to go on; from the beginning where notes may be read that were left out before. */
function handlingPlace(from: HandlingPlace, reader: FeedScope['handling']): HandlingPlace {
  if (reader === null || reader.notes === from.notes) return from;
  return { position: reader.notes ? 0 : from.position, notes: reader.notes };
}

function writeCursor(epoch: string, { base, position, items, drafts, handling }: Cursor): string {
  return ['1', epoch, base, position, items, drafts, `${handling.position}${handling.notes ? 'n' : ''}`].join('.');
}

async function readCursor(
  { envelopes, items, drafts, handlings }: Parts,
  accountId: string,
  epoch: string,
  text: string | undefined,
): Promise<Cursor> {
  if (text === undefined) return atPlace([]);
  // Cursors given before there were items end after the position, those before there were drafts after the items, and so on.
  const places = /^1\.([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:\.(\d{1,15})(n?))?$/;
  const [, readerEpoch, ...rest] = places.exec(text) ?? [];
  const cursor = atPlace(rest);
  const isKnown =
    readerEpoch === epoch &&
    cursor.base <= cursor.position &&
    cursor.position <= (await envelopes.head()) &&
    (await isReached(cursor.items, () => items.head(accountId))) &&
    (await isReached(cursor.drafts, () => drafts.head(accountId))) &&
    (await isReached(cursor.handling.position, () => handlings.head(accountId)));
  if (!isKnown) throw new AppError('sync.reset');
  return cursor;
}

/** Most mailboxes have none of something, and need not be asked how far it goes. */
async function isReached(position: number, head: () => Promise<number>): Promise<boolean> {
  return position === 0 || position <= (await head());
}

/** What a cursor says, in its order; what it does not say begins at the beginning. */
function atPlace(said: readonly (string | undefined)[]): Cursor {
  const [base = 0, position = 0, items = 0, drafts = 0, handled = 0] = said.slice(0, 5).map((one) => Number(one ?? 0));
  return { base, position, items, drafts, handling: { position: handled, notes: said[5] === 'n' } };
}
