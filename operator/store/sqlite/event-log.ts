/**
 * The append-only event log. Each row's place, its link and its part of the Merkle tree are written inside the
 * transaction that commits it, so the sequence has no gaps and follows the order of commits.
 */
import { EnvelopeEvent, GENESIS_HASH } from '../../../contract/model/event.ts';
import { eventHash, eventLeaf } from '../../../envelope/evidence/event-hash.ts';
import type { EventDraft } from '../../services/ports/envelopes.ts';
import type { SqliteDatabase } from './database.ts';
import { createLogTree } from './log-tree.ts';
import type { MainSchema } from './schema.ts';

export interface EventLog {
  /** Adds events; only inside a transaction. */
  append(envelopeId: string, drafts: readonly EventDraft[]): EnvelopeEvent[];
  /** The event of that kind for that recipient, if it happened: the recipient's own, or that of the delegate who acts. */
  find(
    envelopeId: string,
    draft: Pick<EventDraft, 'kind' | 'recipient' | 'actor' | 'onBehalfOf'>,
  ): EnvelopeEvent | null;
  /** Events of an envelope after a place in the sequence. */
  after(envelopeId: string, seq: number): EnvelopeEvent[];
  head(): { readonly seq: number; readonly hash: string };
}

export function createEventLog(database: SqliteDatabase<MainSchema>): EventLog {
  const { build } = database;
  const bytes = build.selectFrom('events').select('bytes');
  const tree = createLogTree(database);
  const log: EventLog = {
    head() {
      const last = database.first(build.selectFrom('events').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1));
      return last ?? { seq: 0, hash: GENESIS_HASH };
    },
    append(envelopeId, drafts) {
      let { seq, hash } = log.head();
      return drafts.map((draft) => {
        seq += 1;
        const event = EnvelopeEvent.parse({ seq, envelopeId, previousHash: hash, ...draft });
        hash = eventHash(event);
        const leaf = eventLeaf(event);
        database.run(
          build.insertInto('events').values({
            seq,
            envelope_id: envelopeId,
            kind: event.kind,
            recipient: event.recipient,
            bytes: Buffer.from(leaf).toString('utf8'),
            hash,
          }),
        );
        tree.append(seq, leaf);
        return event;
      });
    },
    find(envelopeId, { kind, recipient, actor, onBehalfOf }) {
      const rows = database.all(
        bytes.where('envelope_id', '=', envelopeId).where('kind', '=', kind).where('recipient', 'is', recipient),
      );
      const own = onBehalfOf === null;
      const isSame = (event: EnvelopeEvent) =>
        own ? event.onBehalfOf === null : event.onBehalfOf !== null && event.actor.accountId === actor.accountId;
      return rows.map(toEvent).find(isSame) ?? null;
    },
    after(envelopeId, seq) {
      return database
        .all(bytes.where('envelope_id', '=', envelopeId).where('seq', '>', seq).orderBy('seq'))
        .map(toEvent);
    },
  };
  return log;
}

function toEvent(row: { bytes: string }): EnvelopeEvent {
  return EnvelopeEvent.parse(JSON.parse(row.bytes));
}
