/** Holds; rows are only ever added: lifting one adds a row too. */
import type { HeldSubject, Hold, HoldAct, HoldStore } from '../../services/ports/holds.ts';
import type { Database, Reader } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createHoldStore(database: Database<MainSchema>): HoldStore {
  const { build } = database;

  async function findOpen(reader: Reader<MainSchema>, subject: HeldSubject): Promise<number | null> {
    const open = build.selectFrom('open_holds').select('place');
    const own =
      'envelopeId' in subject
        ? open.where('envelope_id', '=', subject.envelopeId)
        : open.where('account_id', '=', subject.accountId);
    return (await reader.first(own))?.place ?? null;
  }

  /** Why content of that envelope cannot be kept; null when it can. */
  async function obstacleOf(reader: Reader<MainSchema>, envelopeId: string): Promise<'unknown' | 'erased' | null> {
    const row = await reader.first(
      build.selectFrom('envelopes').select(['metadata', 'erasing_since']).where('id', '=', envelopeId),
    );
    if (!row) return 'unknown';
    return row.metadata === null || row.erasing_since !== null ? 'erased' : null;
  }

  return {
    place(subject, act) {
      return database.commit(async (transaction) => {
        const obstacle = 'envelopeId' in subject ? await obstacleOf(transaction, subject.envelopeId) : null;
        if (obstacle) return obstacle;
        if ((await findOpen(transaction, subject)) !== null) return 'held-already';
        const { at, by, osUser, reason } = act;
        const values = { placed_at: at.toISOString(), placed_by: by, os_user: osUser, reason };
        await transaction.run(build.insertInto('holds').values({ ...columnsOf(subject), ...values }));
        return 'placed';
      });
    },
    lift(subject, act) {
      return database.commit(async (transaction) => {
        const hold = await findOpen(transaction, subject);
        if (hold === null) return false;
        const { at, by, osUser, reason } = act;
        const values = { hold, lifted_at: at.toISOString(), lifted_by: by, os_user: osUser, reason };
        await transaction.run(build.insertInto('hold_lifts').values(values));
        return true;
      });
    },
    async list(which) {
      const all = build
        .selectFrom('holds')
        .leftJoin('hold_lifts', 'hold_lifts.hold', 'holds.place')
        .selectAll('holds')
        .select(['lifted_at', 'lifted_by', 'hold_lifts.os_user as lifter', 'hold_lifts.reason as lift_reason'])
        .orderBy('place');
      const rows = await database.all(which === 'all' ? all : all.where('hold_lifts.hold', 'is', null));
      return rows.map(
        (row): Hold => ({
          subject: row.envelope_id === null ? { accountId: row.account_id ?? '' } : { envelopeId: row.envelope_id },
          placed: toAct(row.placed_at, row.placed_by, row.os_user, row.reason),
          lifted: row.lifted_at === null ? null : toAct(row.lifted_at, row.lifted_by, row.lifter, row.lift_reason),
        }),
      );
    },
    async isHeld(envelopeId) {
      const held = build.selectFrom('held_envelopes').select('envelope_id').where('envelope_id', '=', envelopeId);
      return (await database.first(held)) !== undefined;
    },
  };
}

function columnsOf(subject: HeldSubject) {
  return 'envelopeId' in subject
    ? { envelope_id: subject.envelopeId, account_id: null }
    : { envelope_id: null, account_id: subject.accountId };
}

function toAct(at: string, by: string | null, osUser: string | null, reason: string | null): HoldAct {
  return { at: new Date(at), by: by ?? '', osUser: osUser ?? '', reason: reason ?? '' };
}
