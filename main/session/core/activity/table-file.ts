/** A table as a file of separated values (RFC 4180), as spreadsheets of French offices open it. Pure. */

/** Spreadsheets set to French part cells by it, and understand UTF-8 by the mark at the start. */
const SEPARATOR = ';';
export const BYTE_ORDER_MARK = '\ufeff';

/**
 * What begins like this is a formula to a spreadsheet, and what others wrote must never become one; nor where one that
 * parts cells by commas begins a cell.
 */
const formulaStart = /(^|[,;\t]\s*)(?=[=+\-@\t\r])/g;

function cell(text: string): string {
  const harmless = text.replace(formulaStart, "$1'");
  return /[";\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** One line of the table, with its end. */
export function tableLine(cells: readonly string[]): string {
  return `${cells.map(cell).join(SEPARATOR)}\r\n`;
}
