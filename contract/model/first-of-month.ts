/** French says « 1er » of the first day of a month where the formatters of dates say « 1 ». */
export function withFirstOfMonth(text: string): string {
  return text.replace(/(?<=^|\s)1(?=\s\p{L})/u, '1er');
}
