/** Rows of a list by position: pages are fetched as they come into view, so that a list may have any length. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { PAGE_ROWS, pagesFor } from './pages.ts';
import type { VisibleRange } from './visible-range.ts';

interface Page<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

type RowOf<Fetched extends Page<unknown>> = Fetched['rows'][number];

export interface PagedRows<Fetched extends Page<unknown>> {
  /** Null until the first page has come. */
  readonly total: number | null;
  /** The page that also tells about the whole list. */
  readonly first: Fetched | null;
  readonly error: unknown;
  rowAt(index: number): RowOf<Fetched> | undefined;
  /** Position of a row among those that are here; -1 when it is not. */
  indexOf(isWanted: (row: RowOf<Fetched>) => boolean): number;
}

/**
 * Rows of a list, with the pages between two positions kept up to date. `list` is what tells it from other lists; give
 * the same array as long as it is the same list. `forgetMs`: how long pages out of view are kept.
 */
export function usePagedRows<Fetched extends Page<unknown>>(
  list: readonly unknown[],
  fetchPage: (offset: number, limit: number) => Promise<Fetched>,
  range: VisibleRange,
  forgetMs?: number,
): PagedRows<Fetched> {
  const client = useQueryClient();
  const pages = useMemo(() => {
    const wanted = pagesFor(range.first, range.last);
    // The first page also tells how many rows there are.
    return wanted.includes(0) ? wanted : [0, ...wanted];
  }, [range.first, range.last]);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...list, page],
      queryFn: () => fetchPage(page * PAGE_ROWS, PAGE_ROWS),
      ...(forgetMs === undefined ? {} : { gcTime: forgetMs }),
    })),
  });
  const first = results[0]?.data ?? null;
  const error = results.find((result) => result.error)?.error ?? null;
  // Read for every row drawn: a lookup by page number, and the cache only for pages out of view.
  const here = useRef(new Map<number, Fetched>());
  here.current = new Map(
    results.flatMap(({ data }, index): [number, Fetched][] => {
      const page = pages[index];
      return data && page !== undefined ? [[page, data]] : [];
    }),
  );
  const rowAt = useCallback(
    (index: number): RowOf<Fetched> | undefined => {
      const number = Math.floor(index / PAGE_ROWS);
      const page = here.current.get(number) ?? client.getQueryData<Fetched>([...list, number]);
      return page?.rows[index % PAGE_ROWS];
    },
    [client, list],
  );
  const indexOf = useCallback(
    (isWanted: (row: RowOf<Fetched>) => boolean): number => {
      for (const [key, page] of client.getQueriesData<Fetched>({ queryKey: list })) {
        const position = page?.rows.findIndex(isWanted) ?? -1;
        if (position >= 0) return Number(key.at(-1)) * PAGE_ROWS + position;
      }
      return -1;
    },
    [client, list],
  );
  return { total: first?.total ?? null, first, error, rowAt, indexOf };
}
