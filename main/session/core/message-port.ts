/** Messages as the rules see them: read into an index, or built from a draft. */
import type { DraftAttachment, DraftContent } from '../../../contract/ipc/draft.contract.ts';
import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import type { AccountCard } from '../../../contract/model/person.ts';
import type { Seal, SealVerdict } from '../../../contract/model/seal.ts';
import type { SignatureVerdict } from '../../../contract/model/signature.ts';
import type { ByteStream } from './bytes.ts';
import type { CardSignature } from './card-port.ts';

/** An attachment inside stored message bytes. */
export interface IndexedAttachment {
  readonly index: number;
  readonly name: string;
  readonly mediaType: string;
  /** Decoded. */
  readonly sizeBytes: number;
  readonly encoding: string;
  /** Range of the encoded body within the raw message. */
  readonly offset: number;
  readonly length: number;
  /** What its first bytes say it is; null when they say nothing. */
  readonly detectedType: string | null;
}

/** What is kept beside the raw bytes so that a message opens without reading them again. */
export interface MessageIndex {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly text: string;
  readonly textTruncated: boolean;
  readonly html: string | null;
  readonly headersDiffer: readonly string[];
  readonly signature: { readonly cms: Uint8Array; readonly entitySha256: Uint8Array } | null;
  readonly attachments: readonly IndexedAttachment[];
}

/** Where the raw bytes are: small ones in the database, others in an encrypted file. */
export type MessageBytes =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | { readonly kind: 'blob'; readonly blobId: string };

/** Random access to raw message bytes, decrypted. */
export type ReadRange = (start: number, end: number) => ByteStream;

/** Reads, checks and decodes received or sent messages. */
export interface MessageReader {
  index(stream: ByteStream): Promise<Omit<MessageIndex, 'attachments'> & { readonly attachments: readonly IndexedAttachment[] }>;
  /** Fills `detectedType` from the first bytes of each attachment. */
  detectTypes(attachments: readonly IndexedAttachment[], read: ReadRange): Promise<readonly IndexedAttachment[]>;
  /** The file's bytes; `read` gives the raw message. */
  decode(attachment: IndexedAttachment, read: ReadRange): ByteStream;
  assessSeal(seal: Seal, record: EnvelopeRecord): Promise<SealVerdict>;
  assessSignature(index: Pick<MessageIndex, 'signature'>, record: EnvelopeRecord): Promise<SignatureVerdict>;
}

export interface BuildRequest {
  readonly envelopeId: string;
  readonly sender: AccountCard;
  readonly content: DraftContent;
  readonly attachments: readonly (DraftAttachment & { open(): ByteStream })[];
  readonly date: Date;
  /** Null sends unsigned. */
  readonly signer: CardSignature | null;
}

/** Builds the one MIME message of a draft. */
export interface MessageBuilder {
  build(request: BuildRequest): ByteStream;
  /** Size ahead, for progress. */
  estimateBytes(request: BuildRequest): number;
}
