/**
 * Spent proofs of all nodes, in a table of which nothing is flushed to disk: each request writes there, outside of the turns
 * of those who write what lasts.
 */
import type { SpentProofs } from '../../services/ports/spent-proofs.ts';
import type { MainSchema } from '../sql/schema.ts';
import type { PostgresDatabase } from './database.ts';

const SWEEP_MS = 60_000;
/** What one node's clock says is over may not be by another's. */
const CLOCKS_MS = 60_000;
const SPEND = 'INSERT INTO spent_proofs (proof, until) VALUES ($1, $2) ON CONFLICT DO NOTHING';

export function createSpentProofs(database: PostgresDatabase<MainSchema>): SpentProofs {
  let nextSweep = 0;
  return {
    async spend(proof, now, until) {
      if (now.getTime() >= nextSweep) {
        nextSweep = now.getTime() + SWEEP_MS;
        await database.write('DELETE FROM spent_proofs WHERE until < $1', [
          new Date(now.getTime() - CLOCKS_MS).toISOString(),
        ]);
      }
      return (await database.write(SPEND, [proof, until.toISOString()])) > 0;
    },
  };
}
