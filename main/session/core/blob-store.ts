/** Encrypted files of an account, named by random ids. */
import type { ByteStream } from './bytes.ts';

/** Size and SHA-256 (hexadecimal) of the plain bytes. */
export interface WrittenBlob {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface BlobStore {
  newId(): string;
  /** Encrypts a stream into a file that is on disk, under its name, once this resolves. */
  write(blobId: string, plain: ByteStream): Promise<WrittenBlob>;
  /**
   * The same for a source that can start anywhere: what an interrupted attempt left is kept and `from` is asked only
   * for the rest. Everything passes through `observe`, the kept part too.
   */
  resume(
    blobId: string,
    from: (offset: number) => Promise<{ readonly start: number; readonly bytes: ByteStream }>,
    observe: (chunk: Uint8Array) => void,
  ): Promise<WrittenBlob>;
  /** Decrypted bytes from `start` up to and without `end`. */
  read(blobId: string, start?: number, end?: number): ByteStream;
  /** Removes files; one that is not there is as good as removed. */
  remove(blobIds: readonly string[]): Promise<void>;
  /** Removes every file that is not in `keep`; answers how many. */
  sweep(keep: ReadonlySet<string>): Promise<number>;
}
