/** Messages as the rules see them: read into an index, or built from a draft. */
import type { DraftAttachment } from '../../../contract/ipc/draft.contract.ts';
import type { DraftContent } from '../../../contract/model/draft-content.ts';
import type { EnvelopeEvent } from '../../../contract/model/event.ts';
import type { AccountCard } from '../../../contract/model/person.ts';
import type { Seal, SealStatement, SealVerdict } from '../../../contract/model/seal.ts';
import type { SignatureVerdict } from '../../../contract/model/signature.ts';
import type { ByteStream } from './bytes.ts';
import type { CardSignature } from './card-port.ts';
import type { StatedHeaders } from './stated-headers.ts';

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

/** A signature as found, and the hashes of what it signs, to be judged whenever it is shown. */
export interface SignatureBytes {
  readonly cms: Uint8Array;
  readonly digests: { readonly sha256: Uint8Array; readonly sha384?: Uint8Array; readonly sha512?: Uint8Array };
}

/** What is kept beside the raw bytes so that a message opens without reading them again. */
export interface MessageIndex {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly text: string;
  readonly textTruncated: boolean;
  readonly html: string | null;
  readonly headersDiffer: readonly string[];
  /** What the message says of itself; null where it was kept before this was noted. */
  readonly stated: StatedHeaders | null;
  readonly signature: SignatureBytes | null;
  readonly attachments: readonly IndexedAttachment[];
}

/** Where the raw bytes are: small ones in the database, others in an encrypted file. */
export type MessageBytes =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | { readonly kind: 'blob'; readonly blobId: string };

/** Random access to raw message bytes, decrypted. */
export type ReadRange = (start: number, end: number) => ByteStream;

/** A message being read as it streams by; `envelope.malformed` when it is none. */
export interface MessageIndexer {
  write(chunk: Uint8Array): void;
  /** The letter as far as it has passed; `isWhole` once an attachment has begun, before which it stands. */
  letterSoFar(): { readonly text: string; readonly html: string | null; readonly isWhole: boolean };
  /** After the last chunk, once. Types of attachments are not detected yet. */
  end(): MessageIndex;
}

/** Reads, checks and decodes received or sent messages. */
export interface MessageReader {
  startIndex(): MessageIndexer;
  /** Fills `detectedType` from the first bytes of each attachment. */
  detectTypes(attachments: readonly IndexedAttachment[], read: ReadRange): Promise<readonly IndexedAttachment[]>;
  /** The file's bytes; `read` gives the raw message. */
  decode(attachment: IndexedAttachment, read: ReadRange): ByteStream;
  /** Whether the seal's statement names this envelope and these bytes, whatever its signature is worth. */
  sealNames(seal: Seal, envelopeId: string, message: { sha256: string; sizeBytes: number }): boolean;
  /** What the seal is worth for this envelope and these bytes: its statement, signature, timestamp and their chains. */
  assessSeal(seal: Seal, envelopeId: string, message: { sha256: string; sizeBytes: number }): Promise<SealVerdict>;
  assessSignature(signature: SignatureBytes | null, sealedAt: Date, now: Date): Promise<SignatureVerdict>;
  readStatement(seal: Seal): SealStatement;
  sha256(stream: ByteStream): Promise<string>;
  /** The same bytes; `envelope.altered` behind the last when they are not those of that SHA-256. */
  checked(stream: ByteStream, sha256: string): ByteStream;
  eventHash(event: EnvelopeEvent): string;
}

export interface BuildRequest {
  /** Without angle brackets. */
  readonly messageId: string;
  readonly sender: AccountCard;
  /** Who writes in the sender's name; null when the sender does. */
  readonly delegate: AccountCard | null;
  readonly content: DraftContent;
  readonly attachments: readonly (DraftAttachment & { open(): ByteStream })[];
  readonly date: Date;
  /** Message-ID of what it answers, without angle brackets. */
  readonly inReplyTo: string | null;
  /** Null sends unsigned. */
  readonly signer: CardSignature | null;
}

/** Builds the one MIME message of a draft. */
export interface MessageBuilder {
  build(request: BuildRequest): ByteStream;
  /** Size ahead, for progress; an upper bound when signed. */
  estimateBytes(request: BuildRequest): number;
}
