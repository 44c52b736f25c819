/** Documents as the rules see them: bytes that another process, which holds no key, turns into plain text. */
import type { DocumentReading } from '../../../contract/model/readable-document.ts';
import type { ByteStream } from './bytes.ts';

export interface DocumentSource {
  readonly name: string;
  readonly sizeBytes: number;
  bytes(): ByteStream;
}

export interface DocumentReader {
  /** A document may be asked for soon. */
  prepare(): void;
  /** For somebody who waits: goes before everything that is read for searching. Rejects when the bytes cannot be had. */
  show(source: DocumentSource): Promise<DocumentReading>;
  /** To be searched, one at a time, in the background; the same otherwise. */
  search(source: DocumentSource): Promise<DocumentReading>;
}
