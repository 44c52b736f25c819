/** Spent proofs of an operator that is one process, in its memory. */
import type { SpentProofs } from './ports/spent-proofs.ts';

const SWEEP_MS = 60_000;

export function rememberSpentProofs(): SpentProofs {
  const spent = new Map<string, number>();
  let nextSweep = 0;
  return {
    async spend(proof, now, until) {
      const at = now.getTime();
      if (at >= nextSweep) {
        for (const [one, end] of spent) if (end < at) spent.delete(one);
        nextSweep = at + SWEEP_MS;
      }
      if (spent.has(proof)) return false;
      spent.set(proof, until.getTime());
      return true;
    },
  };
}
