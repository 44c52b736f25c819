/** Keys and blobs of contents, as the services see them. */
import type { ByteStream } from '../../../envelope/bytes.ts';

/**
 * Keys, kept apart from everything else and outside general backups: destroying one erases all that it encrypted,
 * in every copy.
 */
export interface KeyVault {
  /** Makes the key of a content; durable when it returns. */
  create(contentId: string, at: Date): Promise<Uint8Array>;
  /** Null once destroyed. */
  find(contentId: string): Promise<Uint8Array | null>;
  /** Those of them that are not destroyed. */
  findAll(contentIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Whether anything of that key is kept, even if it could not be opened. */
  has(contentId: string): Promise<boolean>;
  /** Also finishes, given none, what an earlier call could not clear away; throws what is in the way of it. */
  destroy(contentIds: readonly string[]): Promise<void>;
  /** A secret of the operator's own, made on first use, always the same. */
  secret(name: string, make: () => Uint8Array): Promise<Uint8Array>;
  /** Ids of contents that have a key, in order, after `after`. */
  contentIds(after: string, limit: number): Promise<readonly string[]>;
}

/** Encrypted segments too large for the database. */
export interface BlobStore {
  /** Writes a blob under a new name; durable when it returns. Gives its size. */
  write(contentId: string, name: string, bytes: ByteStream): Promise<number>;
  /** Fewer than `length` bytes only at the end of the blob. */
  read(contentId: string, name: string, offset: number, length: number): Promise<Uint8Array>;
  remove(contentId: string, name: string): Promise<void>;
  removeAll(contentId: string): Promise<void>;
  /** Whether anything of that content is kept, unfinished blobs included. */
  has(contentId: string): Promise<boolean>;
  /** Names of a content's blobs. */
  names(contentId: string): AsyncIterable<string>;
  /** Every content that has a blob. */
  contentIds(): AsyncIterable<string>;
  /** Throws when the store cannot be written to. */
  check(): Promise<void>;
}
