/**
 * What the six criteria are compared with, in memory: for each entry, in the order of names, a few numbers that stand for
 * its name, town, department, profession and specialty. Going through all 600,000 takes a millisecond or two, whatever
 * the criteria are, in some fifteen megabytes.
 */
import type { FoldedCriteria, FoldedEntry } from '../../../../contract/model/directory-criteria.ts';
import { compareTexts, openTexts, packTexts, type Texts } from './texts.ts';

const names = [
  'family',
  'given',
  'town',
  'department',
  'profession',
  'specialty',
] as const satisfies (keyof FoldedEntry)[];
type Name = (typeof names)[number];

/** One entry as it goes in. */
export interface ColumnRow extends FoldedEntry {
  readonly rowid: number;
}

/** The columns as they are kept, by name. */
export type PackedColumns = Readonly<Record<string, Uint8Array>>;

type Numbers = Uint16Array | Uint32Array;

export interface Columns {
  readonly count: number;
  /** Row numbers of a page in the order of names, and how many satisfy the criteria, counted up to `countLimit`. */
  search(
    criteria: FoldedCriteria,
    offset: number,
    limit: number,
    countLimit: number,
  ): { readonly rowids: readonly number[]; readonly total: number };
  rows(): Iterable<ColumnRow>;
}

/** Takes rows one by one, in any order, and keeps numbers of them alone. */
export function createColumnPacker() {
  const rowids: number[] = [];
  const columns = names.map((name) => ({ name, known: new Map<string, number>(), ids: [] as number[] }));
  return {
    add(row: ColumnRow): void {
      rowids.push(row.rowid);
      for (const { name, known, ids } of columns) {
        const text = row[name];
        const id = known.get(text) ?? known.size;
        if (id === known.size) known.set(text, id);
        ids.push(id);
      }
    },
    /** The columns of all rows but these. */
    pack(removed: ReadonlySet<number>): PackedColumns {
      const sorted = columns.map(({ name, known, ids }) => ({ name, ...inOrder([...known.keys()], ids) }));
      const [family, given] = sorted;
      const compare = (one: number, other: number) =>
        (family?.ids[one] ?? 0) - (family?.ids[other] ?? 0) ||
        (given?.ids[one] ?? 0) - (given?.ids[other] ?? 0) ||
        one - other;
      const all = Uint32Array.from(rowids.keys());
      const order = all.filter((at) => !removed.has(rowids[at] ?? 0)).sort(compare);
      const packed: Record<string, Uint8Array> = { rowids: bytesOf(Uint32Array.from(order, (at) => rowids[at] ?? 0)) };
      for (const { name, texts, ids } of sorted) {
        packed[`${name}.texts`] = packTexts(texts);
        packed[name] = bytesOf(numbers(order, (at) => ids[at] ?? 0, texts.length));
      }
      return packed;
    },
  };
}

/** Texts in their order, and the numbers of rows by the place of their text in it. */
function inOrder(known: readonly string[], ids: readonly number[]) {
  const order = [...known.keys()].sort((one, other) => compareTexts(known[one] ?? '', known[other] ?? ''));
  const placeOf = new Uint32Array(known.length);
  for (const [place, id] of order.entries()) placeOf[id] = place;
  return { texts: order.map((id) => known[id] ?? ''), ids: Uint32Array.from(ids, (id) => placeOf[id] ?? 0) };
}

/** Two bytes a number where they are enough. */
function numbers(order: Uint32Array, numberAt: (at: number) => number, different: number): Numbers {
  return different <= 0x1_0000 ? Uint16Array.from(order, numberAt) : Uint32Array.from(order, numberAt);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Throws where a column is missing or cut. */
export function openColumns(packed: PackedColumns): Columns {
  const rowids = numbersOf(packed['rowids'], null);
  const count = rowids.length;
  const open = (name: Name) => ({
    numbers: numbersOf(packed[name], count),
    texts: openTexts(Buffer.from(packed[`${name}.texts`] ?? [])),
  });
  const columns = Object.fromEntries(names.map((name) => [name, open(name)])) as Record<Name, ReturnType<typeof open>>;
  const { family } = columns;

  /** The first rank whose family name is at this place or behind. */
  const rankOf = (place: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((family.numbers[middle] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    count,
    search(criteria, offset, limit, countLimit) {
      const [first, last] = family.texts.beginning(criteria.familyPrefix ?? '');
      const filters = filtersOf(criteria, columns);
      const [a, b, c, d, e] = filters;
      const found: number[] = [];
      const until = Math.max(countLimit, offset + limit);
      let total = 0;
      // Written out: a loop over filters would take five times as long.
      for (let rank = rankOf(first), end = rankOf(last); rank < end && total < until; rank += 1) {
        if (a && outside(a, rank)) continue;
        if (b && outside(b, rank)) continue;
        if (c && outside(c, rank)) continue;
        if (d && outside(d, rank)) continue;
        if (e && outside(e, rank)) continue;
        if (total >= offset && found.length < limit) found.push(rowids[rank] ?? 0);
        total += 1;
      }
      return { rowids: found, total };
    },
    *rows() {
      const texts = Object.fromEntries(names.map((name) => [name, everyText(columns[name].texts)]));
      for (let rank = 0; rank < count; rank += 1) {
        const row = names.map((name) => [name, texts[name]?.[columns[name].numbers[rank] ?? 0] ?? ''] as const);
        yield { rowid: rowids[rank] ?? 0, ...(Object.fromEntries(row) as Record<Name, string>) };
      }
    },
  };
}

interface Filter {
  readonly numbers: Numbers;
  /** Numbers that pass, the end excluded. */
  readonly start: number;
  readonly end: number;
}

function outside({ numbers: column, start, end }: Filter, rank: number): boolean {
  const value = column[rank] ?? 0;
  return value < start || value >= end;
}

/** The criteria besides the family name; those that let fewest pass first. */
function filtersOf(
  criteria: FoldedCriteria,
  columns: Readonly<Record<Name, { readonly numbers: Numbers; readonly texts: Texts }>>,
): readonly Filter[] {
  const prefixes = { given: criteria.givenPrefix, town: criteria.townPrefix };
  const exact = { specialty: criteria.specialty, department: criteria.department, profession: criteria.profession };
  const filters: Filter[] = [];
  for (const [name, text] of Object.entries(exact) as [Name, string | undefined][]) {
    const place = text === undefined ? -1 : columns[name].texts.placeOf(text);
    if (text !== undefined)
      filters.push({ numbers: columns[name].numbers, start: place, end: place + (place < 0 ? 0 : 1) });
  }
  for (const [name, text] of Object.entries(prefixes) as [Name, string | undefined][]) {
    if (text === undefined) continue;
    const [start, end] = columns[name].texts.beginning(text);
    filters.push({ numbers: columns[name].numbers, start, end });
  }
  return filters;
}

const everyText = (texts: Texts): readonly string[] =>
  Array.from({ length: texts.count }, (_, place) => texts.at(place));

/** Of so many rows; the width follows from the length. */
function numbersOf(bytes: Uint8Array | undefined, count: number | null): Numbers {
  if (!bytes) throw new Error('a column is missing');
  // A buffer of its own begins where numbers may begin.
  const copy = bytes.slice();
  const width = count === null ? 4 : count === 0 ? 2 : copy.length / count;
  if (width === 4) return new Uint32Array(copy.buffer, 0, copy.length / 4);
  if (width === 2) return new Uint16Array(copy.buffer, 0, copy.length / 2);
  throw new Error('a column is cut');
}
