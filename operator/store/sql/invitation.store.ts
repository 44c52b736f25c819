/** Links of recipients without an account, and the readings that they began. */
import type { InvitationStore } from '../../services/ports/invitations.ts';
import type { Database } from './database.ts';
import { readAnswers } from './invited-answers.ts';
import type { MainSchema } from './schema.ts';

export function createInvitationStore(database: Database<MainSchema>): InvitationStore {
  const { build } = database;
  return {
    async put({ envelopeId, address }, tokenHash) {
      await database.commit(
        async (transaction) =>
          await transaction.run(
            build
              .insertInto('invitations')
              .values({ envelope_id: envelopeId, address, token_hash: tokenHash })
              .onConflict((conflict) =>
                conflict.columns(['envelope_id', 'address']).doUpdateSet({ token_hash: tokenHash }),
              ),
          ),
      );
    },
    async find(tokenHash) {
      const row = await database.first(build.selectFrom('invitations').selectAll().where('token_hash', '=', tokenHash));
      return row ? { envelopeId: row.envelope_id, address: row.address } : null;
    },
    async begin(tokenHash, { envelopeId, address }, at, idleSince) {
      await database.commit(async (transaction) => {
        await transaction.run(build.deleteFrom('readings').where('used_at', '<', idleSince.toISOString()));
        await transaction.run(
          build
            .insertInto('readings')
            .values({ token_hash: tokenHash, envelope_id: envelopeId, address, used_at: at.toISOString() }),
        );
      });
    },
    use(tokenHash, at, idleSince) {
      return database.commit(async (transaction) => {
        const going = build
          .updateTable('readings')
          .set({ used_at: at.toISOString() })
          .where('token_hash', '=', tokenHash)
          .where('used_at', '>=', idleSince.toISOString());
        if ((await transaction.run(going)) === 0) return null;
        const row = await transaction.first(
          build.selectFrom('readings').selectAll().where('token_hash', '=', tokenHash),
        );
        return row ? { envelopeId: row.envelope_id, address: row.address } : null;
      });
    },
    answers: (invitation) => readAnswers(database, invitation),
    async end(tokenHash) {
      await database.commit(
        async (transaction) => await transaction.run(build.deleteFrom('readings').where('token_hash', '=', tokenHash)),
      );
    },
  };
}
