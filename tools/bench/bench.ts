/** What a bench is given, and what it gives. */
import type { Figure } from './figure.ts';

export interface BenchContext {
  /** A folder for the files of this run, removed afterwards. */
  readonly folder: string;
  /** Measured runs of ours and of the peer each, at least five. */
  readonly runs: number;
  /** Progress for the person who waits. */
  say(text: string): void;
}

export interface Bench {
  readonly name: string;
  readonly measures: string;
  run(context: BenchContext): Promise<readonly Figure[]>;
}
