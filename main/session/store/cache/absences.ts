/** What was told in the name of absent recipients: beside the envelope, and in the row of its list. */
import type { AbsenceAnswer } from '../../../../contract/model/absence.ts';
import type { Sql } from '../encrypted-database.ts';
import { boxNumber } from './list-rows.ts';

/** Statements over the absences of one open cache. */
export function prepareAbsences(database: Sql) {
  const insert = database.prepare('INSERT OR REPLACE INTO absences (envelope_id, recipient, body) VALUES (?, ?, ?)');
  const ofEnvelope = database
    .prepare<[string], string>('SELECT body FROM absences WHERE envelope_id = ? ORDER BY recipient')
    .pluck();
  const remove = database.prepare('DELETE FROM absences WHERE envelope_id = ?');
  const mark = database.prepare(
    `UPDATE list_rows SET away_until = max(coalesce(away_until, 0), ?) WHERE envelope_id = ? AND box = ${boxNumber.sent}`,
  );
  return {
    put(answer: AbsenceAnswer): void {
      insert.run(answer.envelopeId, answer.recipient, JSON.stringify(answer));
      mark.run(Date.parse(answer.until), answer.envelopeId);
    },
    of: (id: string) => ofEnvelope.all(id).map((body) => JSON.parse(body) as AbsenceAnswer),
    removeOf: (id: string): void => {
      remove.run(id);
    },
  };
}
