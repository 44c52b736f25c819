/** The mail queue and the accounts' preferences. */
import { NotificationPreferences } from '../../../contract/model/notification.ts';
import type { MailQueue, PreferenceStore } from '../../services/ports/mail.ts';
import type { Database } from './database.ts';
import { settleMail, toMail } from './mail-rows.ts';
import type { MainSchema } from './schema.ts';

export function createMailQueue(database: Database<MainSchema>): MailQueue {
  const { build } = database;
  const mails = build.selectFrom('mails').selectAll();
  const unclaiming = build.updateTable('mails').set({ claimed_until: null });
  const unclaimed = (at: Date) =>
    mails
      .where('state', '=', 'waiting')
      .where('next_try_at', '<=', at.toISOString())
      .where((mail) => mail.or([mail('claimed_until', 'is', null), mail('claimed_until', '<', at.toISOString())]));
  return {
    async claim(at, until, limit) {
      const due = unclaimed(at).orderBy('next_try_at').orderBy('place').limit(limit);
      // Most often there is none, and nothing to write.
      if (!(await database.first(due))) return [];
      return database.commit(async (transaction) => {
        const rows = await transaction.all(due);
        const ids = rows.map(({ id }) => id);
        const claim = build.updateTable('mails').set({ claimed_until: until.toISOString() });
        await transaction.run(claim.where('id', 'in', ids));
        return rows.map(toMail);
      });
    },
    async unclaim(ids) {
      await database.commit(async (transaction) => await transaction.run(unclaiming.where('id', 'in', [...ids])));
    },
    async unclaimAll() {
      const claimed = unclaiming.where('state', '=', 'waiting').where('claimed_until', 'is not', null);
      await database.commit(async (transaction) => await transaction.run(claimed));
    },
    async find(id) {
      const row = await database.first(mails.where('id', '=', id));
      return row ? toMail(row) : null;
    },
    async postpone(id, nextTryAt) {
      await database.commit(
        async (transaction) =>
          await transaction.run(
            build
              .updateTable('mails')
              .set((mail) => ({
                tries: mail('tries', '+', 1),
                next_try_at: nextTryAt.toISOString(),
                claimed_until: null,
              }))
              .where('id', '=', id)
              .where('state', '=', 'waiting'),
          ),
      );
    },
    settle: (id, state) => database.commit(async (transaction) => await settleMail(transaction, id, state)),
    async forget(before) {
      await database.commit(
        async (transaction) =>
          await transaction.run(
            build.deleteFrom('mails').where('state', '<>', 'waiting').where('queued_at', '<', before.toISOString()),
          ),
      );
    },
    async waiting() {
      const row = await database.first(
        build
          .selectFrom('mails')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('state', '=', 'waiting'),
      );
      return row?.n ?? 0;
    },
  };
}

export function createPreferenceStore(database: Database<MainSchema>): PreferenceStore {
  const { build } = database;
  return {
    async find(accountId) {
      const row = await database.first(
        build.selectFrom('notification_preferences').select('preferences').where('account_id', '=', accountId),
      );
      return row ? NotificationPreferences.parse(JSON.parse(row.preferences)) : null;
    },
    async put(accountId, chosen) {
      const preferences = JSON.stringify(chosen);
      await database.commit(
        async (transaction) =>
          await transaction.run(
            build
              .insertInto('notification_preferences')
              .values({ account_id: accountId, preferences })
              .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ preferences })),
          ),
      );
    },
  };
}
