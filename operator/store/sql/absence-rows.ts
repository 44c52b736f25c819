/** Absences between rows and objects, and the answers that are written with an envelope. */
import type { StoredAbsence } from '../../services/ports/absences.ts';
import type { AbsenceNotice } from '../../services/ports/envelopes.ts';
import type { Transaction } from './database.ts';
import { appendEvents } from './event-log.ts';
import { insertMails } from './mail-rows.ts';
import type { MainSchema } from './schema.ts';

/**
 * Writes those that are the first which their sender is told of that absence: event, mail and answer, or nothing. An absence
 * that was ended while the envelope was being sealed answers no more.
 */
export async function insertAbsenceAnswers(
  transaction: Transaction<MainSchema>,
  envelopeId: string,
  notices: readonly AbsenceNotice[],
): Promise<void> {
  const { build } = transaction;
  for (const { absenceId, senderId, recipient, delegate, event, notify } of notices) {
    const standing = build.selectFrom('absences').select('id').where('id', '=', absenceId);
    if (!(await transaction.first(standing.where('ended_at', 'is', null)))) continue;
    const added = await transaction.run(
      build
        .insertInto('absence_answers')
        .values({ absence_id: absenceId, sender_id: senderId, envelope_id: envelopeId, recipient, delegate })
        .onConflict((conflict) => conflict.doNothing()),
    );
    if (added === 0) continue;
    await appendEvents(transaction, envelopeId, [event]);
    await insertMails(transaction, envelopeId, [notify]);
  }
}

/** An absence as a row, but for its place. */
export function absenceRow(absence: StoredAbsence): Omit<MainSchema['absences'], 'place'> {
  return {
    id: absence.id,
    owner_id: absence.ownerId,
    starts_at: absence.from.toISOString(),
    until: absence.until.toISOString(),
    text: absence.text,
    delegate_id: absence.delegateId,
    stated_at: absence.statedAt.toISOString(),
    ended_at: absence.endedAt?.toISOString() ?? null,
  };
}

/** An absence from its row. */
export function toAbsence(row: Omit<MainSchema['absences'], 'place'>): StoredAbsence {
  return {
    id: row.id,
    ownerId: row.owner_id,
    from: new Date(row.starts_at),
    until: new Date(row.until),
    text: row.text,
    delegateId: row.delegate_id,
    statedAt: new Date(row.stated_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  };
}
