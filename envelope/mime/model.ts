/** What a message says of itself, before and after it is bytes. */
import type { ByteStream } from '../bytes.ts';

/** A person or service with an address (RFC 5322 §3.4); the name may be empty. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** The header fields that a reader shows, and that a signature protects (RFC 9788). */
export interface MessageHeaders {
  readonly from: Mailbox;
  /** Who wrote when it was on behalf of `from` (RFC 5322 §3.6.2). */
  readonly sender?: Mailbox;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  readonly date: Date;
  /** Without angle brackets: `envelope-id@domain`. */
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
}

/** A file to attach. `sizeBytes` is a promise: other than that many bytes is `attachment.changed`. */
export interface AttachmentSource {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Opened once for each build. A file that is gone throws `attachment.vanished`. */
  open(): ByteStream;
}

/** How bytes are written inside a part (RFC 2045 §6). */
export type TransferEncoding = 'base64' | 'quoted-printable' | '7bit' | '8bit' | 'binary';

/** An attachment found in a message. */
export interface ParsedAttachment {
  /** Position in the message, from zero. */
  readonly index: number;
  /** File name without path, control characters or bidirectional overrides; never empty. */
  readonly name: string;
  readonly mediaType: string;
  /** Decoded bytes. */
  readonly sizeBytes: number;
  readonly encoding: TransferEncoding;
  /** Where the encoded body begins in the raw message, in bytes. */
  readonly offset: number;
  /** Bytes of the encoded body in the raw message. */
  readonly length: number;
  readonly disposition: 'attachment' | 'inline';
  /** Content-ID without angle brackets, by which HTML refers to it. */
  readonly contentId: string | null;
}

/** Header fields as one block of the message states them; a missing or unreadable field is null. */
export interface StatedHeaders {
  readonly from: Mailbox | null;
  readonly sender: Mailbox | null;
  readonly to: readonly Mailbox[];
  readonly cc: readonly Mailbox[];
  readonly subject: string;
  readonly date: Date | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}

/** Hashes of the signed bytes, by the algorithms that the message announces (`micalg`); SHA-256 is always there. */
export interface ContentDigests {
  readonly sha256: Uint8Array;
  readonly sha384?: Uint8Array;
  readonly sha512?: Uint8Array;
}

/** A message, read. */
export interface ParsedMessage {
  /** The outermost header fields, which no signature covers. */
  readonly outer: StatedHeaders;
  /** What to show: the protected fields where the signature covers them, else the outer ones. */
  readonly headers: MessageHeaders;
  /** Whether `headers` are inside the signed bytes (RFC 9788 `hp` parameter). */
  readonly headersProtected: boolean;
  /** Names of the fields whose outer value is not the protected one, in lower case. */
  readonly headersDiffer: readonly string[];
  readonly text: string;
  readonly textTruncated: boolean;
  readonly html: string | null;
  readonly attachments: readonly ParsedAttachment[];
  /** Sum of the attachments, decoded. */
  readonly decodedBytes: number;
  /** SHA-256 of all raw bytes, hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** The S/MIME signature (RFC 8551 `multipart/signed`), not yet verified; null when there is none. */
  readonly signed: {
    readonly entitySha256: Uint8Array;
    readonly digests: ContentDigests;
    /** CMS SignedData, DER or BER. */
    readonly signature: Uint8Array;
  } | null;
}
