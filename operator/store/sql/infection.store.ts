/** Deposits refused for what a scanner found in them; rows are only ever added. */
import type { InfectionStore } from '../../services/ports/infections.ts';
import type { Database } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createInfectionStore(database: Database<MainSchema>): InfectionStore {
  const { build } = database;
  return {
    async record({ at, accountId, envelopeId, sha256, signature }) {
      const row = { at, account_id: accountId, envelope_id: envelopeId, sha256, signature };
      await database.commit(
        async (transaction) => await transaction.run(build.insertInto('infected_deposits').values(row)),
      );
    },
    async ofAccount(accountId) {
      const rows = build.selectFrom('infected_deposits').selectAll().where('account_id', '=', accountId).orderBy('at');
      return (await database.all(rows)).map((row) => ({
        at: row.at,
        accountId: row.account_id,
        envelopeId: row.envelope_id,
        sha256: row.sha256,
        signature: row.signature,
      }));
    },
  };
}
