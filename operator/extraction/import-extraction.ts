/** Reads the national extraction once, row by row, into the directory: all of it or nothing. */
import type { NationalImport, NationalRow } from '../services/ports/national-import.ts';
import { type ExtractionRow, type RowReader, readHeader } from './columns.ts';
import { entryOfRow } from './entry-of-row.ts';
import { readExtraction } from './open-extraction.ts';
import { type Line, readLines } from './read-lines.ts';
import { FileRefused, RowRefused } from './refusal.ts';

/** Refused rows that the summary names. */
const REFUSED_NAMED = 10;

export interface ImportSummary {
  /** Rows, the header not counted. */
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Rows of addresses that an account or a pre-registration of ours has. */
  readonly ours: number;
  /** Rows of an address that stood in the file before; the first counts. */
  readonly duplicates: number;
  readonly refused: number;
  /** The first of them. */
  readonly refusedRows: readonly { readonly line: number; readonly reason: string }[];
}

export interface ImportOptions {
  readonly file: string;
  readonly national: NationalImport;
  /** Lets more than a fifth of the national entries vanish. */
  readonly allowShrink: boolean;
  readonly now: Date;
  onProgress(rows: number): void;
}

/** Throws `FileRefused`, and whatever stops reading or writing; the directory is then what it was. */
export async function importExtraction(options: ImportOptions): Promise<ImportSummary> {
  const { national } = options;
  const refusedRows: { line: number; reason: string }[] = [];
  const counts = { read: 0, added: 0, changed: 0, unchanged: 0, ours: 0, duplicates: 0, refused: 0 };
  let readRow: RowReader | null = null;
  const read = (line: Line, row: ExtractionRow | null): NationalRow[] => {
    counts.read += 1;
    try {
      if (!row) throw new RowRefused('another number of columns');
      return [entryOfRow(row)];
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      counts.refused += 1;
      if (refusedRows.length < REFUSED_NAMED) refusedRows.push({ line: line.number, reason: error.message });
      return [];
    }
  };
  try {
    for await (const lines of readLines(readExtraction(options.file))) {
      const rows: NationalRow[] = [];
      for (const line of lines) {
        if (!readRow) readRow = readHeader(line.text);
        else if (line.text !== '') rows.push(...read(line, rowOf(readRow, line)));
      }
      for (const outcome of await national.put(rows)) counts[outcome] += 1;
      options.onProgress(counts.read);
    }
    if (!readRow) throw new FileRefused('empty');
    if (counts.read === counts.refused) throw new FileRefused('no row that can be read');
    const removed = await national.finish({ now: options.now, allowShrink: options.allowShrink });
    return { ...counts, removed, refusedRows };
  } catch (error) {
    await national.cancel();
    throw error;
  }
}

function rowOf(readRow: RowReader, line: Line): ExtractionRow | null {
  const row = readRow(line.text);
  if (!row && !line.ended) throw new FileRefused('the file is cut', line.number);
  return row;
}
