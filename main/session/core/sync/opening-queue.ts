/** Openings: kept in the journal until the operator has them, so that reading offline is stated too. */
import { AppError } from '../../../../contract/errors.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { type Clock, toInstant } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { JournalStore } from '../journal-store.ts';
import type { OperatorSession } from '../operator-port.ts';

/** An opening stated later than this after it happened is a declaration of the workstation's. */
const PROMPT_MS = 30_000;

export interface OpeningPorts {
  readonly accountId: string;
  readonly journal: JournalStore;
  readonly cache: EnvelopeStore;
  readonly operator: OperatorSession;
  readonly clock: Clock;
  readonly isOnline: () => boolean;
  readonly onChanged: (ids: readonly EnvelopeId[]) => void;
}

export interface OpeningQueue {
  /** The person saw it. Only the first time, and only for envelopes received by this account, is there anything to state. */
  displayed(id: EnvelopeId): void;
  openedHere(): ReadonlySet<string>;
  /** States what waits; stops at the first failure of the connection. */
  flush(): Promise<void>;
}

export function createOpeningQueue(ports: OpeningPorts): OpeningQueue {
  const { journal, cache, operator, clock } = ports;
  let flushing: Promise<void> | null = null;

  async function stateAll(): Promise<void> {
    for (const opening of journal.openings()) {
      const { envelopeId, sha256, openedAt } = opening;
      const offline = opening.offline || clock.now() - openedAt > PROMPT_MS;
      const statement = await operator.signStatement({
        envelopeId,
        sha256,
        openedAt: toInstant(Math.min(openedAt, clock.now())),
        offline,
      });
      try {
        const { event } = await operator.call('opened', { params: { envelopeId }, body: { statement } });
        cache.putEvents([event]);
        ports.onChanged([envelopeId]);
      } catch (error) {
        // What the operator refuses for good would be refused each time; the envelope stays opened here.
        if (!(error instanceof AppError) || error.retry !== 'never' || error.is('operator.untrusted')) throw error;
      }
      journal.removeOpening(envelopeId);
    }
  }

  const flush = (): Promise<void> => {
    flushing ??= stateAll().finally(() => {
      flushing = null;
    });
    return flushing;
  };

  return {
    displayed(id) {
      const stored = cache.envelope(id);
      if (!stored) throw new AppError('envelope.not-found');
      const own = stored.record.recipients.find(({ accountId }) => accountId === ports.accountId);
      if (!own || own.openedAt !== null) return;
      journal.addOpening({
        envelopeId: id,
        sha256: stored.record.message.sha256,
        openedAt: clock.now(),
        offline: !ports.isOnline(),
      });
      if (cache.markOpened(id)) ports.onChanged([id]);
    },
    openedHere: () => new Set(journal.openings().map(({ envelopeId }) => envelopeId)),
    flush,
  };
}
