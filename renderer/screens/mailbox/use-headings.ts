/** The headings of a list: where a time begins, and how high rows are with and without one. */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import { groupKey, type TimeGroup, timeGroup } from '../../ui/format/time.ts';
import { useFormat } from '../../ui/use-format.ts';

const HEADING_PX = 20;

const groupWords = {
  today: 'today',
  yesterday: 'yesterday',
  'this-week': 'thisWeek',
  expiring: 'expiringGroup',
  due: 'dueGroup',
  planned: 'plannedGroup',
} as const;

export interface Headings {
  readonly rowPx: number;
  /** The heading that stands above a row: where its group differs from the one before. */
  at(index: number): string | null;
  heightOf(index: number): number;
  /** Looks for headings among these rows; answers whether they are others than before. */
  haveChanged(items: readonly { readonly index: number }[]): boolean;
}

/** By what rows are grouped: the time of sealing, or whether a reminder is due; or not at all. */
type Grouping = 'time' | 'reminder' | 'none';
type Group = TimeGroup | { readonly kind: 'due' | 'planned' };

export function useHeadings(
  rowAt: (index: number) => EnvelopeRow | undefined,
  now: Date,
  grouping: Grouping,
): Headings {
  const { t } = useTranslation('mailbox');
  const format = useFormat();
  const rowPx = useRowHeight();
  // Heights are asked for all rows of the list, so they come from a set of what was seen, not from the rows.
  const seen = useRef(new Set<number>());
  const heightOf = useCallback((index: number) => rowPx + (seen.current.has(index) ? HEADING_PX : 0), [rowPx]);
  const groupAt = (index: number): Group | null => {
    const row = grouping === 'none' ? undefined : rowAt(index);
    if (row && grouping === 'reminder') return { kind: row.reminder?.isDue ? 'due' : 'planned' };
    return row ? timeGroup(new Date(row.sealedAt), new Date(row.expiresAt), now) : null;
  };
  const headingAt = (index: number): Group | null => {
    const group = groupAt(index);
    if (!group || index === 0) return group;
    const before = groupAt(index - 1);
    return before && keyOf(before) !== keyOf(group) ? group : null;
  };
  return {
    rowPx,
    heightOf,
    at: (index) => {
      const group = headingAt(index);
      if (!group) return null;
      return group.kind === 'month' ? format.month(group.year, group.month, now) : t(groupWords[group.kind]);
    },
    haveChanged: (items) => {
      let changed = false;
      for (const { index } of items) {
        const isHeading = headingAt(index) !== null;
        if (isHeading === seen.current.has(index)) continue;
        if (isHeading) seen.current.add(index);
        else seen.current.delete(index);
        changed = true;
      }
      return changed;
    },
  };
}

function keyOf(group: Group): string {
  return isOfReminders(group) ? group.kind : groupKey(group);
}

function isOfReminders(group: Group): group is Exclude<Group, TimeGroup> {
  return group.kind === 'due' || group.kind === 'planned';
}

/** The height of a row as the density token says, in pixels. */
function useRowHeight(): number {
  const [height, setHeight] = useState(25);
  useLayoutEffect(() => {
    const value = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'));
    if (value > 0) setHeight(value);
  }, []);
  return height;
}
