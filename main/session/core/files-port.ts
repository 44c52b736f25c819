/** Files that the user picked, known here by grant; paths stay between the main process and this port. */
import type { ByteStream } from './bytes.ts';

/** A file to attach, as it is now. */
export interface GrantedSource {
  readonly name: string;
  readonly sizeBytes: number;
  /** Its bytes; `attachment.changed` when it is not, at the end, what it was at the beginning. */
  open(): ByteStream;
}

/** A folder that was made for what is written into it. */
export interface NewFolder {
  /** `file.write-failed`, `store.disk-full`. */
  save(name: string, content: ByteStream): Promise<number>;
  /** Takes away what was written, and the folder unless somebody else put something into it. */
  remove(): Promise<void>;
}

export interface GrantedFiles {
  /** `file.grant-unknown`, `attachment.vanished`, `attachment.unreadable`. */
  source(grantId: string): Promise<GrantedSource>;
  /** Writes the granted file in one step, replacing what the user agreed to replace. `file.write-failed`, `store.disk-full`. */
  save(grantId: string, content: ByteStream): Promise<number>;
  /** Writes into the granted folder under the first free numbering of the name; overwrites nothing. */
  saveInto(grantId: string, name: string, content: ByteStream): Promise<number>;
  /** Makes a folder in the granted one, under the first free numbering of the name. */
  newFolder(grantId: string, name: string): Promise<NewFolder>;
}
