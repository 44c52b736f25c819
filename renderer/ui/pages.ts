/** Lists are fetched in pages; these are the pages that a part of a list needs. Pure. */

/** Rows fetched at once: a screen and a half, so that checking a page never costs a frame. */
export const PAGE_ROWS = 50;

/** The pages that hold the rows from `first` to `last`. */
export function pagesFor(first: number, last: number): readonly number[] {
  const from = Math.max(0, Math.floor(first / PAGE_ROWS));
  const to = Math.max(from, Math.floor(last / PAGE_ROWS));
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
