/** The rows of a list, in pages. */
import { useMemo } from 'react';
import type { ListName, RowFilter, RowOrder } from '../../../contract/ipc/mailbox.contract.ts';
import { mailbox } from '../../bridge.ts';
import { type PagedRows, usePagedRows } from '../../ui/paged-rows.ts';
import type { VisibleRange } from '../../ui/visible-range.ts';

type ListPage = Awaited<ReturnType<typeof mailbox.rows>>;

/** What decides which rows are shown, and in which order. */
export interface ListChoice {
  readonly box: ListName;
  readonly filter: RowFilter;
  readonly order: RowOrder;
}

/** Rows of a list, with the pages between two positions kept up to date. */
export function useRowPages({ box, filter, order }: ListChoice, range: VisibleRange): PagedRows<ListPage> {
  const list = useMemo(() => ['mailbox', 'rows', box, filter, order], [box, filter, order]);
  return usePagedRows(list, (offset, limit) => mailbox.rows({ box, filter, order, offset, limit }), range);
}
