/** Keys that move through a list. Pure. */

/** The position that a key leads to, which may lie outside the list; null for any other key. */
export function targetOf(
  key: string,
  { cursor, total, pageRows }: { readonly cursor: number; readonly total: number; readonly pageRows: number },
): number | null {
  switch (key) {
    case 'ArrowDown':
      return cursor + 1;
    case 'ArrowUp':
      return Math.max(0, cursor - 1);
    case 'PageDown':
      return cursor + pageRows;
    case 'PageUp':
      return cursor - pageRows;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
