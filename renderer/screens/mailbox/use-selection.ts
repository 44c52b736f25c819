/** Envelopes chosen in a list, and from which one a range is counted. */
import { useCallback, useMemo, useState } from 'react';
import type { EnvelopeId } from '../../../contract/model/ids.ts';

export interface Selection {
  readonly ids: ReadonlySet<EnvelopeId>;
  /** Where a range begins; null when nothing was chosen yet. */
  readonly anchor: EnvelopeId | null;
  /** Chooses one more, or one less; ranges are counted from it. */
  toggle(envelopeId: EnvelopeId, besides?: EnvelopeId | null): void;
  /** Chooses these and no others; ranges go on being counted from `anchor`. */
  choose(envelopeIds: readonly EnvelopeId[], anchor: EnvelopeId | null): void;
  clear(): void;
}

interface Chosen {
  readonly ids: ReadonlySet<EnvelopeId>;
  readonly anchor: EnvelopeId | null;
}

const nothing: Chosen = { ids: new Set(), anchor: null };

/** A selection that is of one list alone: another `list` begins with none. */
export function useSelection(list: string): Selection {
  const [chosen, setChosen] = useState({ list, ...nothing });
  const { ids, anchor } = chosen.list === list ? chosen : nothing;
  const toggle = useCallback(
    (envelopeId: EnvelopeId, besides: EnvelopeId | null = null) => {
      setChosen((before) => {
        const isFirst = before.list !== list || before.ids.size === 0;
        const next = new Set(isFirst ? (besides && besides !== envelopeId ? [besides] : []) : before.ids);
        if (!next.delete(envelopeId)) next.add(envelopeId);
        return { list, ids: next, anchor: envelopeId };
      });
    },
    [list],
  );
  const choose = useCallback(
    (envelopeIds: readonly EnvelopeId[], from: EnvelopeId | null) =>
      setChosen({ list, ids: new Set(envelopeIds), anchor: from }),
    [list],
  );
  const clear = useCallback(() => setChosen({ list, ...nothing }), [list]);
  return useMemo(() => ({ ids, anchor, toggle, choose, clear }), [ids, anchor, toggle, choose, clear]);
}
