/** Cuts one line of CSV (RFC 4180) into its values. */

/** Null for a quote that nothing closes on its line, or that does not stand around a whole value. */
export function splitRecord(line: string, separator: string): string[] | null {
  const values: string[] = [];
  for (let at = 0; ; ) {
    const value = line[at] === '"' ? quotedAt(line, at) : plainAt(line, at, separator);
    if (value === null) return null;
    values.push(value.text);
    if (value.end === line.length) return values;
    if (line[value.end] !== separator) return null;
    at = value.end + 1;
  }
}

interface Value {
  readonly text: string;
  /** Where the separator, or nothing more, is to stand. */
  readonly end: number;
}

function plainAt(line: string, start: number, separator: string): Value | null {
  const found = line.indexOf(separator, start);
  const end = found === -1 ? line.length : found;
  const text = line.slice(start, end);
  return text.includes('"') ? null : { text, end };
}

function quotedAt(line: string, start: number): Value | null {
  let text = '';
  for (let at = start + 1; ; ) {
    const quote = line.indexOf('"', at);
    if (quote === -1) return null;
    text += line.slice(at, quote);
    if (line[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}
