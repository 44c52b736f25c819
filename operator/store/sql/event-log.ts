/**
 * The append-only event log. Each row's place, its link and its part of the Merkle tree are written inside the
 * transaction that commits it, so the sequence has no gaps and follows the order of commits.
 */
import { EnvelopeEvent, GENESIS_HASH } from '../../../contract/model/event.ts';
import { eventHash, eventLeaf } from '../../../envelope/evidence/event-hash.ts';
import type { EventDraft } from '../../services/ports/envelopes.ts';
import { plain, type Reader, type Transaction } from './database.ts';
import { grouped } from './grouped.ts';
import { appendLeaf } from './log-tree.ts';
import type { MainSchema } from './schema.ts';

/** Plain SQL here, as in the tree: this runs with every event. */
const INSERT_EVENT = 'INSERT INTO events (seq, envelope_id, kind, recipient, bytes, hash) VALUES (?, ?, ?, ?, ?, ?)';

/** The last event's place and hash. */
export async function logHead(reader: Reader<MainSchema>): Promise<{ readonly seq: number; readonly hash: string }> {
  const last = await reader.first(
    plain<{ seq: number; hash: string }>('SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1'),
  );
  return last ?? { seq: 0, hash: GENESIS_HASH };
}

/** Adds events; gives them with their places. */
export async function appendEvents(
  transaction: Transaction<MainSchema>,
  envelopeId: string,
  drafts: readonly EventDraft[],
): Promise<EnvelopeEvent[]> {
  let { seq, hash } = await logHead(transaction);
  const events: EnvelopeEvent[] = [];
  for (const draft of drafts) {
    seq += 1;
    const event = EnvelopeEvent.parse({ seq, envelopeId, previousHash: hash, ...draft });
    hash = eventHash(event);
    const leaf = eventLeaf(event);
    const text = Buffer.from(leaf).toString('utf8');
    await transaction.run(plain(INSERT_EVENT, seq, envelopeId, event.kind, event.recipient, text, hash));
    await appendLeaf(transaction, seq, leaf);
    events.push(event);
  }
  return events;
}

/** The event of that kind for that recipient, if it happened: the recipient's own, or that of the delegate who acts. */
export async function findEvent(
  reader: Reader<MainSchema>,
  envelopeId: string,
  { kind, recipient, actor, onBehalfOf }: Pick<EventDraft, 'kind' | 'recipient' | 'actor' | 'onBehalfOf'>,
): Promise<EnvelopeEvent | null> {
  const same = textsOf(reader, envelopeId)
    .where('kind', '=', kind)
    .where('recipient', 'is not distinct from', recipient);
  const rows = await reader.all(same);
  const own = onBehalfOf === null;
  const isSame = (event: EnvelopeEvent) =>
    own ? event.onBehalfOf === null : event.onBehalfOf !== null && event.actor.accountId === actor.accountId;
  return rows.map(toEvent).find(isSame) ?? null;
}

/** Events of an envelope after a place in the sequence. */
export async function eventsAfter(
  reader: Reader<MainSchema>,
  envelopeId: string,
  seq: number,
): Promise<EnvelopeEvent[]> {
  const rows = await reader.all(textsOf(reader, envelopeId).where('seq', '>', seq).orderBy('seq'));
  return rows.map(toEvent);
}

/** Events of several envelopes after a place in the sequence, by envelope. */
export async function eventsOfEach(
  reader: Reader<MainSchema>,
  envelopeIds: readonly string[],
  seq: number,
): Promise<ReadonlyMap<string, readonly EnvelopeEvent[]>> {
  const texts = reader.build
    .selectFrom('events')
    .select('bytes')
    .where('envelope_id', 'in', [...envelopeIds]);
  const rows = await reader.all(texts.where('seq', '>', seq).orderBy('seq'));
  return grouped(rows.map(toEvent), ({ envelopeId }) => envelopeId);
}

function textsOf({ build }: Reader<MainSchema>, envelopeId: string) {
  return build.selectFrom('events').select('bytes').where('envelope_id', '=', envelopeId);
}

function toEvent(row: { bytes: string }): EnvelopeEvent {
  return EnvelopeEvent.parse(JSON.parse(row.bytes));
}
