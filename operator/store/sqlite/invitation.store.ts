/** Links of recipients without an account, and the readings that they began, in SQLite. */
import type { InvitationStore } from '../../services/ports/invitations.ts';
import type { SqliteDatabase } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createInvitationStore(database: SqliteDatabase<MainSchema>): InvitationStore {
  const { build } = database;
  return {
    async put({ envelopeId, address }, tokenHash) {
      await database.commit(() =>
        database.run(
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
      const row = database.first(build.selectFrom('invitations').selectAll().where('token_hash', '=', tokenHash));
      return row ? { envelopeId: row.envelope_id, address: row.address } : null;
    },
    async begin(tokenHash, { envelopeId, address }, at, idleSince) {
      await database.commit(() => {
        database.run(build.deleteFrom('readings').where('used_at', '<', idleSince.toISOString()));
        database.run(
          build
            .insertInto('readings')
            .values({ token_hash: tokenHash, envelope_id: envelopeId, address, used_at: at.toISOString() }),
        );
      });
    },
    use(tokenHash, at, idleSince) {
      return database.commit(() => {
        const going = build
          .updateTable('readings')
          .set({ used_at: at.toISOString() })
          .where('token_hash', '=', tokenHash)
          .where('used_at', '>=', idleSince.toISOString());
        if (database.run(going) === 0) return null;
        const row = database.first(build.selectFrom('readings').selectAll().where('token_hash', '=', tokenHash));
        return row ? { envelopeId: row.envelope_id, address: row.address } : null;
      });
    },
    async end(tokenHash) {
      await database.commit(() => database.run(build.deleteFrom('readings').where('token_hash', '=', tokenHash)));
    },
  };
}
