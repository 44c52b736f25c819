/** The short label of a file's kind, from its name: « PDF », « JPG »; four letters at most. */
export function extensionOf(name: string): string {
  const match = /\.([A-Za-z0-9]{1,5})$/.exec(name);
  return (match?.[1] ?? '—').toUpperCase().slice(0, 4);
}
