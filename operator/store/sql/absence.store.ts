/** Absences. The answers in their name are written with the envelopes that they answer (`envelope.store.ts`). */
import type { AbsenceStore, StoredAbsence } from '../../services/ports/absences.ts';
import { absenceRow, toAbsence } from './absence-rows.ts';
import type { Database, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createAbsenceStore(database: Database<MainSchema>): AbsenceStore {
  const { build } = database;
  const all = build.selectFrom('absences').selectAll();
  const find = (id: string) => all.where('id', '=', id);
  const notOver = (at: Date) => all.where('ended_at', 'is', null).where('until', '>', at.toISOString());

  return {
    state(absence: StoredAbsence) {
      return database.commit(async (transaction) => {
        if (await transaction.first(find(absence.id))) return;
        await endAbsences(transaction, absence.ownerId, absence.statedAt);
        await transaction.run(build.insertInto('absences').values(absenceRow(absence)));
      });
    },
    async find(id) {
      const row = await database.first(find(id));
      return row ? toAbsence(row) : null;
    },
    async live(ownerId, at) {
      const row = await database.first(notOver(at).where('owner_id', '=', ownerId).orderBy('place', 'desc').limit(1));
      return row ? toAbsence(row) : null;
    },
    async running(ownerIds, at) {
      if (ownerIds.length === 0) return [];
      const rows = notOver(at)
        .where('owner_id', 'in', [...ownerIds])
        .where('starts_at', '<=', at.toISOString());
      return (await database.all(rows)).map(toAbsence);
    },
    end: (ownerId, at) => database.commit(async (transaction) => await endAbsences(transaction, ownerId, at)),
    async givenFor(envelopeId) {
      const rows = await database.all(
        build
          .selectFrom('absence_answers')
          .innerJoin('absences', 'absences.id', 'absence_answers.absence_id')
          .selectAll('absences')
          .select(['absence_answers.recipient', 'absence_answers.delegate'])
          .where('absence_answers.envelope_id', '=', envelopeId)
          .orderBy('absences.place'),
      );
      return rows.map(({ recipient, delegate, ...row }) => ({ absence: toAbsence(row), recipient, delegate }));
    },
    async answered(absenceId) {
      const row = await database.first(
        build
          .selectFrom('absence_answers')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('absence_id', '=', absenceId),
      );
      return row?.n ?? 0;
    },
    async forgetTexts(before) {
      const over = before.toISOString();
      await database.commit(
        async (transaction) =>
          await transaction.run(
            build
              .updateTable('absences')
              .set({ text: '' })
              .where('text', '<>', '')
              .where((e) => e.or([e('until', '<', over), e('ended_at', '<', over)])),
          ),
      );
    },
  };
}

/** Ends what runs of an owner's absences, and takes back what is to come. */
export async function endAbsences(transaction: Transaction<MainSchema>, ownerId: string, at: Date): Promise<void> {
  const ended = transaction.build.updateTable('absences').set({ ended_at: at.toISOString() });
  await transaction.run(ended.where('owner_id', '=', ownerId).where('ended_at', 'is', null));
}
