/** The short label of a file's kind, from its name: « PDF », « JPG »; four letters at most. */
export function extensionOf(name: string): string {
  const match = /\.([A-Za-z0-9]{1,5})$/.exec(name);
  return (match?.[1] ?? '—').toUpperCase().slice(0, 4);
}

/**
 * A file's name as it may be shown: marks that reorder, hide or break what follows (« CR\u202Efdp.exe ») become visible
 * signs, so that the ending that counts is the one that is read.
 */
export function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
