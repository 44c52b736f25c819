/** Moving envelopes between box, archive and folders, and flagging them. */
import { AppError } from '../../../../contract/errors.ts';
import type { Filing, Flagging } from '../../../../contract/ipc/mailbox.contract.ts';
import type { AccountItem } from '../../../../contract/model/account-item.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { type Clock, toInstant } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { AccountItems } from './account-items.ts';

export interface FilingPorts {
  readonly items: AccountItems;
  readonly cache: Pick<EnvelopeStore, 'isKnown'>;
  readonly clock: Clock;
}

export function createFiling({ items, cache, clock }: FilingPorts) {
  function refuseUnknown(ids: readonly EnvelopeId[]): void {
    if (ids.some((id) => !cache.isKnown(id))) throw new AppError('envelope.not-found');
  }

  return {
    /** All or none; answers where they were, only those that move. */
    file(filings: readonly Filing[]): Filing[] {
      refuseUnknown(filings.map(({ envelopeId }) => envelopeId));
      for (const place of new Set(filings.map((filing) => filing.place))) {
        const isThere = place === null || place === 'archive' || items.find('folder', place) !== null;
        if (!isThere) throw new AppError('folder.not-found');
      }
      const moves = filings.flatMap(({ envelopeId, place }) => {
        const before = items.find('placement', envelopeId)?.place ?? null;
        return before === place ? [] : [{ envelopeId, place, before }];
      });
      items.change(
        moves.map(
          ({ envelopeId, place }): AccountItem => ({ kind: 'placement', id: envelopeId, value: place && { place } }),
        ),
      );
      return moves.map(({ envelopeId, before }) => ({
        envelopeId,
        // What a removed folder held stood in its box.
        place: before === null || before === 'archive' || items.find('folder', before) ? before : null,
      }));
    },
    /** All or none; answers how they were, only those that change. */
    flag(flaggings: readonly Flagging[]): Flagging[] {
      refuseUnknown(flaggings.map(({ envelopeId }) => envelopeId));
      const since = toInstant(clock.now());
      const changes = flaggings.filter(
        ({ envelopeId, flagged }) => (items.find('flag', envelopeId) !== null) !== flagged,
      );
      items.change(
        changes.map(
          ({ envelopeId, flagged }): AccountItem => ({
            kind: 'flag',
            id: envelopeId,
            value: flagged ? { since } : null,
          }),
        ),
      );
      return changes.map(({ envelopeId, flagged }) => ({ envelopeId, flagged: !flagged }));
    },
  };
}

export type EnvelopeFiling = ReturnType<typeof createFiling>;
