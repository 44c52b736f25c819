/** What a search found: the answer to the text last typed, the one before until it comes, and its pages as they are needed. */
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { SearchAnswer, SearchResult } from '../../../contract/ipc/mailbox.contract.ts';
import { queries, SEARCH_PAGE } from '../../bridge.ts';

/** Letters typed faster than this are asked for together. */
const TYPING_MS = 50;

export interface Found {
  /** Null until something was answered. */
  readonly answer: SearchAnswer | null;
  /** The text that `answer` answers. */
  readonly text: string;
  /** What was typed last is not answered yet. */
  readonly isBehind: boolean;
  readonly error: unknown;
  resultAt(index: number): SearchResult | undefined;
}

/** The text once typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Results for `typed`; `first` and `last` are the rows in view. */
export function useFound(typed: string, first: number, last: number): Found {
  const client = useQueryClient();
  const settled = useSettled(typed.trim());
  const head = useQuery({ ...queries.search(settled, 0), enabled: settled !== '' });
  const shown = useRef<{ readonly text: string; readonly answer: SearchAnswer } | null>(null);
  if (settled === '') shown.current = null;
  else if (head.data) shown.current = { text: settled, answer: head.data };
  const text = shown.current?.text ?? '';
  const answer = shown.current?.answer ?? null;
  const pages = Array.from({ length: 2 }, (_, index) => Math.floor((index === 0 ? first : last) / SEARCH_PAGE));
  const wanted = [...new Set(pages)].filter((page) => page > 0 && page * SEARCH_PAGE < (answer?.total ?? 0));
  useQueries({ queries: text === '' ? [] : wanted.map((page) => queries.search(text, page)) });
  const resultAt = useCallback(
    (index: number) => {
      const page = Math.floor(index / SEARCH_PAGE);
      const found = page === 0 ? answer : client.getQueryData(queries.search(text, page).queryKey);
      return found?.results[index % SEARCH_PAGE];
    },
    [client, text, answer],
  );
  return { answer, text, isBehind: text !== typed.trim(), error: head.error, resultAt };
}
