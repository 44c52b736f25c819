/** The figures that `npm run bench` measures, by name. */
import type { Figure } from './figure.ts';
import { buildMessageOf40MB, sign40, signatureWork } from './signing.ts';

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

export const benches: readonly Bench[] = [
  { name: 'build40', measures: 'building the MIME message of 40 MB of attachments', run: buildMessageOf40MB },
  { name: 'sign40', measures: 'hashing and signing the built message of 40 MB', run: sign40 },
  { name: 'signature', measures: 'our own work for one signature, without the key', run: signatureWork },
];
