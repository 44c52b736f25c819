/** All databases of an operator, whichever they are, and what they can do besides what stores ask of them. */
import type { NationalImport } from '../../services/ports/national-import.ts';
import type { SpentProofs } from '../../services/ports/spent-proofs.ts';
import type { MasterKey } from '../master-key.ts';
import type { Database, ErasingDatabase } from './database.ts';
import type { DirectoryIndex } from './directory.store.ts';
import type { DirectorySchema, KeySchema, MainSchema } from './schema.ts';

/**
 * What is to be done with them: `operate` makes what is missing; `beside` an operator that may be running, and `read`
 * without changing anything, need what is there already.
 */
export type Access = 'operate' | 'beside' | 'read';

/** The directory alone, which an import changes while operators run. */
export interface DirectoryDatabase {
  readonly directory: Database<DirectorySchema>;
  readonly directoryIndex: DirectoryIndex;
  beginImport(): Promise<NationalImport>;
  close(): Promise<void>;
}

export interface Databases extends DirectoryDatabase {
  readonly master: MasterKey;
  readonly keys: ErasingDatabase<KeySchema>;
  readonly main: Database<MainSchema>;
  readonly spentProofs: SpentProofs;
  /** From the next read on, reads of `main` see it as it was then, until it is closed. */
  holdSnapshot(): Promise<void>;
  /** Reads everything; `store.corrupt` at the first flaw. */
  checkIntegrity(): Promise<void>;
  /** Settles once one of them cannot be used any more before all are opened again. */
  readonly failed: Promise<void>;
  /** Finishes what is waiting to be committed, and closes all. */
  close(): Promise<void>;
}
