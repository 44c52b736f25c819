/** Rows of a list by position: pages are fetched as they come into view, so that a list may have any length. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import type { Box, EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import { mailbox } from '../../bridge.ts';
import { PAGE_ROWS, pagesFor } from './pages.ts';

export type Filter = 'all' | 'unopened' | 'with-attachments' | 'expiring';

interface Page {
  readonly rows: readonly EnvelopeRow[];
  readonly total: number;
}

export interface RowPages {
  /** Null until the first page has come. */
  readonly total: number | null;
  readonly error: unknown;
  rowAt(index: number): EnvelopeRow | undefined;
  /** Position of an envelope among the rows that are here; -1 when it is not. */
  indexOf(envelopeId: string): number;
}

function pageKey(box: Box, filter: Filter, page: number): readonly unknown[] {
  return ['mailbox', 'rows', box, filter, page];
}

/** Rows of a box, with the pages between two positions kept up to date. */
export function useRowPages(box: Box, filter: Filter, first: number, last: number): RowPages {
  const client = useQueryClient();
  const pages = useMemo(() => {
    const wanted = pagesFor(first, last);
    // The first page also tells how many rows there are.
    return wanted.includes(0) ? wanted : [0, ...wanted];
  }, [first, last]);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: pageKey(box, filter, page),
      queryFn: () => mailbox.rows({ box, filter, offset: page * PAGE_ROWS, limit: PAGE_ROWS }),
    })),
  });
  const total = results[0]?.data?.total ?? null;
  const error = results.find((result) => result.error)?.error ?? null;
  // Read for every row drawn: a lookup by page number, and the cache only for pages out of view.
  const here = useRef(new Map<number, Page>());
  here.current = new Map(
    results.flatMap(({ data }, index): [number, Page][] => {
      const page = pages[index];
      return data && page !== undefined ? [[page, data]] : [];
    }),
  );
  const rowAt = useCallback(
    (index: number): EnvelopeRow | undefined => {
      const number = Math.floor(index / PAGE_ROWS);
      const page = here.current.get(number) ?? client.getQueryData<Page>(pageKey(box, filter, number));
      return page?.rows[index % PAGE_ROWS];
    },
    [client, box, filter],
  );
  const indexOf = useCallback(
    (envelopeId: string): number => {
      for (const [key, page] of client.getQueriesData<Page>({ queryKey: ['mailbox', 'rows', box, filter] })) {
        const position = page?.rows.findIndex(({ id }) => id === envelopeId) ?? -1;
        if (position >= 0) return Number(key[4]) * PAGE_ROWS + position;
      }
      return -1;
    },
    [client, box, filter],
  );
  return { total, error, rowAt, indexOf };
}
