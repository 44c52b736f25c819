/** The rows of a box, in pages. */
import { useMemo } from 'react';
import type { Box, RowFilter } from '../../../contract/ipc/mailbox.contract.ts';
import { mailbox } from '../../bridge.ts';
import { type PagedRows, usePagedRows } from '../../ui/paged-rows.ts';
import type { VisibleRange } from '../../ui/visible-range.ts';

type BoxPage = Awaited<ReturnType<typeof mailbox.rows>>;

/** Rows of a box, with the pages between two positions kept up to date. */
export function useRowPages(box: Box, filter: RowFilter, range: VisibleRange): PagedRows<BoxPage> {
  const list = useMemo(() => ['mailbox', 'rows', box, filter], [box, filter]);
  return usePagedRows(list, (offset, limit) => mailbox.rows({ box, filter, offset, limit }), range);
}
