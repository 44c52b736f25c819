/** The first and last rows that a virtual list draws, so that their pages are fetched. */
import { useCallback, useState } from 'react';

export interface VisibleRange {
  readonly first: number;
  readonly last: number;
}

/** The range, and what a virtualizer calls when it changes. */
export function useVisibleRange(): {
  readonly range: VisibleRange;
  readonly follow: (list: { getVirtualItems(): readonly { readonly index: number }[] }) => void;
} {
  const [range, setRange] = useState<VisibleRange>({ first: 0, last: 0 });
  const follow = useCallback((list: { getVirtualItems(): readonly { readonly index: number }[] }) => {
    const items = list.getVirtualItems();
    const first = items[0]?.index ?? 0;
    const last = items.at(-1)?.index ?? 0;
    setRange((range) => (range.first === first && range.last === last ? range : { first, last }));
  }, []);
  return { range, follow };
}
