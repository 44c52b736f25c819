/**
 * A database as stores see it, whichever it is: queries are built with kysely, reads see what is durable, and everything
 * that is written goes through `commit`.
 */
import { type Compilable, CompiledQuery, type Kysely, type RawBuilder, type SqlBool } from 'kysely';

/** What reads: the database itself, or a transaction that sees its own writes. */
export interface Reader<S> {
  /** Builds queries; it never runs any. */
  readonly build: Kysely<S>;
  readonly words: SqlWords;
  all<T>(query: Compilable<T>): Promise<T[]>;
  first<T>(query: Compilable<T>): Promise<T | undefined>;
}

/** What a work in `commit` has to do with the database, for as long as it lasts. */
export interface Transaction<S> extends Reader<S> {
  /** Runs a statement that writes; gives the number of rows changed. */
  run(query: Compilable<unknown>): Promise<number>;
}

/** An open database. Its own reads never see what is not yet durable. */
export interface Database<S> extends Reader<S> {
  /**
   * Runs `work` in a transaction, together with other work waiting at that moment. The promise settles once the
   * transaction is durable; work that throws is undone alone. Works run one after the other, on all nodes. A work reads and
   * writes through its transaction and waits for nothing else: whoever reads through the database there waits for himself.
   */
  commit<T>(work: (transaction: Transaction<S>) => Promise<T>): Promise<T>;
}

/** A database whose deleted rows must not stay readable in its files. */
export interface ErasingDatabase<S> extends Database<S> {
  /** Clears away what was deleted; false when somebody was reading all the time and something stays for now. */
  purge(): Promise<boolean>;
}

/** What the databases say differently. Columns are of text that holds JSON, or of text. */
export interface SqlWords {
  /** A field of a JSON object as text; null where it is absent. */
  field(column: string, name: string): RawBuilder<string | null>;
  /** Whether a field of a JSON object is `true`. */
  isTrue(column: string, name: string): RawBuilder<SqlBool>;
  /** Whether a column holds that text, as it stands. */
  contains(column: string, text: string): RawBuilder<SqlBool>;
}

/** A statement of plain SQL with a `?` for each value: where kysely has no words, or compiling it each time would cost. */
export function plain<T>(text: string, ...values: readonly unknown[]): Compilable<T> {
  return { compile: () => CompiledQuery.raw(text, [...values]) as CompiledQuery<T> };
}
