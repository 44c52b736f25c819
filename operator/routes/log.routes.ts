/** Watching the event log: heads and proofs. */
import type { routes } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { toBase64 } from '../../envelope/bytes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { inclusionOf } from '../services/inclusion.ts';
import type { LogHeads } from '../services/log-heads.ts';
import type { EnvelopeStore } from '../services/ports/envelopes.ts';
import type { KeptHead, LogStore } from '../services/ports/log.ts';
import { envelopeOf } from '../services/records.ts';

type Names = 'logHead' | 'logHeadOfSize' | 'logConsistency' | 'eventInclusion';

interface Parts {
  readonly log: LogStore;
  readonly logHeads: LogHeads;
  readonly envelopes: EnvelopeStore;
}

export function logRoutes({ log, logHeads, envelopes }: Parts): RouteHandlers<Pick<typeof routes, Names>> {
  return {
    logHead: async () => found(await log.latestHead()).head,
    logHeadOfSize: async ({ params }) => found(await log.headOf(params.treeSize)).head,
    logConsistency: async ({ query: { first, second } }) => {
      if (first > second) throw new AppError('request.invalid', { field: 'first' });
      for (const treeSize of [first, second]) found(await log.headOf(treeSize));
      return { first, second, path: (await log.consistency(first, second)).map(toBase64) };
    },
    eventInclusion: async ({ caller, params: { envelopeId, seq } }) => {
      await envelopeOf(envelopes, caller.mailbox.card.accountId, envelopeId);
      const events = await envelopes.events(envelopeId);
      if (!events.some((event) => event.seq === seq)) throw new AppError('request.not-found');
      const { treeSize, head } = await logHeads.covering(seq);
      return { head, proof: await inclusionOf(log, seq, treeSize) };
    },
  };
}

function found(kept: KeptHead | null): KeptHead {
  if (!kept) throw new AppError('request.not-found');
  return kept;
}
