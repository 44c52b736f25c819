/** Who handles what: the thread of each envelope, and what of it stands in the row of the list. */
import type { HandlingLine } from '../../../../contract/ipc/handling.contract.ts';
import type { HandlingEntry, HandlingKind, Holder } from '../../../../contract/model/handling.ts';
import type { AccountId, EnvelopeId } from '../../../../contract/model/ids.ts';
import type { PlacedLine } from '../../core/handling/handling-store.ts';
import type { Sql } from '../encrypted-database.ts';
import { boxNumber } from './list-rows.ts';

/** In a row: what became of an envelope. */
export const handledNumber = { held: 1, done: 2 } as const;

/** What a row says. */
interface Drawn {
  readonly id: string;
  readonly handled: number | null;
  readonly byId: string | null;
  readonly by: string | null;
  readonly handedBy: string | null;
}

/** Statements over the threads of one open cache; the caller makes the transactions. */
export function prepareHandling(database: Sql) {
  const put = database.prepare(
    `INSERT OR REPLACE INTO handling_entries (envelope_id, id, number, kind, body, generation, place)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  // What waits comes after what was told, in the order in which it was done.
  const ofEnvelope = database
    .prepare<[string], string>(
      'SELECT body FROM handling_entries WHERE envelope_id = ? ORDER BY number IS NULL, number, place, id',
    )
    .pluck();
  const lastStep = database
    .prepare<[string], string>(
      `SELECT body FROM handling_entries WHERE envelope_id = ? AND kind <> 'note'
       ORDER BY number IS NULL DESC, number DESC, place DESC, id DESC LIMIT 1`,
    )
    .pluck();
  const known = database.prepare<[string, string], { number: number | null; body: string }>(
    'SELECT number, body FROM handling_entries WHERE envelope_id = ? AND id = ?',
  );
  const remove = database
    .prepare<[string, string], HandlingKind>(
      'DELETE FROM handling_entries WHERE envelope_id = ? AND id = ? RETURNING kind',
    )
    .pluck();
  const removeAll = database.prepare('DELETE FROM handling_entries WHERE envelope_id = ? AND number IS NOT NULL');
  const forgetWords = database.prepare(
    `UPDATE handling_entries SET body = json_set(body, '$.note', NULL)
     WHERE envelope_id = ? AND kind = 'note' AND number IS NOT NULL AND body ->> 'note' IS NOT NULL`,
  );
  const stale = database
    .prepare<[number], string>(
      'SELECT DISTINCT envelope_id FROM handling_entries WHERE generation < ? AND number IS NOT NULL',
    )
    .pluck();
  const removeStale = database.prepare('DELETE FROM handling_entries WHERE generation < ? AND number IS NOT NULL');
  const mark = database.prepare(`
    UPDATE list_rows SET handled = :handled, handled_by_id = :byId, handled_by = :by, handed_by = :handedBy
    WHERE envelope_id = :id AND box = ${boxNumber.received} AND (handled IS NOT NULL OR :handled IS NOT NULL)`);
  const markSearched = database.prepare(`
    UPDATE search_documents SET handled = coalesce(:handled, 0), handled_by_id = :byId
    WHERE envelope_id = :id AND (handled IS NOT coalesce(:handled, 0) OR handled_by_id IS NOT :byId)
    AND EXISTS (SELECT 1 FROM list_rows WHERE envelope_id = :id AND box = ${boxNumber.received})`);
  // From one to the next: their envelopes are not read.
  const nextHandler = database.prepare<[number, string], { handled_by_id: AccountId; handled_by: string }>(`
    SELECT handled_by_id, handled_by FROM list_rows
    WHERE box = ${boxNumber.received} AND handled = ? AND handled_by_id > ? ORDER BY handled_by_id LIMIT 1`);

  const thread = (id: string) => ofEnvelope.all(id).map((body) => JSON.parse(body) as HandlingLine);
  const latestStep = (id: string) => {
    const body = lastStep.get(id);
    return body === undefined ? null : (JSON.parse(body) as HandlingLine);
  };

  const shownLine = ({ envelopeId, id }: Pick<HandlingEntry, 'envelopeId' | 'id'>): HandlingLine | null => {
    const row = known.get(envelopeId, id);
    return row ? (JSON.parse(row.body) as HandlingLine) : null;
  };

  /** Says in the row what the thread says. */
  const settle = (id: string): void => say(id, latestStep(id));

  function say(id: string, step: HandlingLine | null): void {
    const nobody: Drawn = { id, handled: null, byId: null, by: null, handedBy: null };
    if (step?.kind === 'done') {
      const { accountId = null, name = null } = step.by ?? {};
      draw({ ...nobody, handled: handledNumber.done, byId: accountId, by: name });
    } else if ((step?.kind === 'taken' || step?.kind === 'assigned') && step.whom) {
      const handedBy = step.kind === 'assigned' ? (step.by?.name ?? null) : null;
      draw({ ...nobody, handled: handledNumber.held, byId: step.whom.accountId, by: step.whom.name, handedBy });
    } else draw(nobody);
  }

  function draw(drawn: Drawn): void {
    mark.run(drawn);
    const { id, handled, byId } = drawn;
    markSearched.run({ id, handled, byId });
  }

  return {
    thread,
    latestStep,
    handlers(): readonly Holder[] {
      const found = new Map<AccountId, string>();
      for (const standing of Object.values(handledNumber)) {
        let next = nextHandler.get(standing, '');
        for (; next; next = nextHandler.get(standing, next.handled_by_id))
          found.set(next.handled_by_id, next.handled_by);
      }
      return [...found].map(([accountId, name]) => ({ accountId, name }));
    },
    /** Says in a row that is new what was told before it. */
    settleNew(id: string): void {
      const step = latestStep(id);
      if (step) say(id, step);
      // What was sent to oneself was searched already, as nobody's matter.
      else markSearched.run({ id, handled: null, byId: null });
    },
    put({ number, ...entry }: HandlingEntry, generation: number): void {
      // Words whose removal waits do not come back by what is told of before it.
      const shown = entry.kind === 'note' && entry.removedAt === null ? shownLine(entry) : null;
      const isWithdrawn = shown?.waiting === true && shown.removedAt !== null;
      const line: HandlingLine = isWithdrawn ? shown : { ...entry, waiting: false, refused: null };
      put.run(entry.envelopeId, entry.id, number, entry.kind, JSON.stringify(line), generation, null);
      if (entry.kind !== 'note') settle(entry.envelopeId);
    },
    /** A line that waits; one that was told keeps its place. */
    show({ line, place }: PlacedLine, generation: number): void {
      const { number = null } = known.get(line.envelopeId, line.id) ?? {};
      put.run(line.envelopeId, line.id, number, line.kind, JSON.stringify(line), generation, place);
      if (line.kind !== 'note') settle(line.envelopeId);
    },
    hide(envelopeId: EnvelopeId, id: string): void {
      const kind = remove.get(envelopeId, id);
      if (kind !== undefined && kind !== 'note') settle(envelopeId);
    },
    /** The content was erased: its notes went with it. */
    forgetWords(id: string): void {
      forgetWords.run(id);
    },
    removeOf(id: string): void {
      removeAll.run(id);
    },
    /** Forgets what a rebuild did not bring again; answers the envelopes that it was about. */
    dropUnseen(generation: number): readonly string[] {
      const envelopes = stale.all(generation);
      removeStale.run(generation);
      for (const id of envelopes) settle(id);
      return envelopes;
    },
  };
}
