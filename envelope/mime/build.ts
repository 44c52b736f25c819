/**
 * Builds the message of an envelope as a stream: text, beside it its HTML where it has one (`multipart/alternative`), and
 * attachments in `multipart/mixed`, inside `multipart/signed` when somebody signs (RFC 8551), with the header fields repeated inside the signed part (RFC 9788, `hp="clear"`).
 */
import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../bytes.ts';
import { type CmsSigner, signDigest } from '../cms/sign.ts';
import { base64Size, encodeBase64, encodeBase64Lines } from './base64.ts';
import { formatHeaders } from './header.ts';
import type { AttachmentSource, MessageHeaders } from './model.ts';
import { formatParameter } from './parameters.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { cleanFileName } from './unsafe-text.ts';

/** What a message is made of. */
export interface MessageSource {
  readonly headers: MessageHeaders;
  /** Line ends of any kind. */
  readonly text: string;
  /** The same text with its formatting; left out where there is none. */
  readonly html?: string;
  readonly attachments: readonly AttachmentSource[];
}

/** With `signer`, the message is signed by it once the signed part has passed, before its last bytes leave. */
export interface MessageInput extends MessageSource {
  readonly signer?: CmsSigner;
  /** `signingTime` attribute; now when left out. */
  readonly signingTime?: Date;
}

/** A stretch of the message: bytes that are known, or a file to encode. */
type Segment = Uint8Array | AttachmentSource;

/** Text as the bytes of a header or of ASCII lines. */
const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** 27 characters that never stand in a quoted-printable or base64 line: `=_` cannot be encoded text (RFC 2045 §6.7). */
const newBoundary = (): string => `=_${randomBytes(18).toString('base64url').replaceAll('-', '.')}.`;

/**
 * The whole message, CRLF lines, in pieces of up to 180 KB. Source errors pass through; a source that gives other than
 * `sizeBytes` bytes is `attachment.changed`; an address or Message-ID that cannot be written is `envelope.malformed`.
 */
export async function* buildMessage(input: MessageInput): ByteStream {
  const inner = newBoundary();
  if (input.signer === undefined) {
    yield ascii(`${formatHeaders(input.headers)}MIME-Version: 1.0\r\n`);
    for (const segment of entitySegments(input, inner, null)) yield* emit(segment);
    yield ascii('\r\n');
    return;
  }
  const outer = newBoundary();
  yield ascii(signedPrologue(input.headers, outer));
  const hash = createHash('sha256');
  for (const segment of entitySegments(input, inner, formatHeaders(input.headers))) {
    for await (const piece of emit(segment)) {
      hash.update(piece);
      yield piece;
    }
  }
  const signature = await signDigest(hash.digest(), input.signer, input.signingTime ?? new Date());
  yield ascii(signaturePrologue(outer));
  yield encodeBase64Lines(signature);
  yield ascii(`--${outer}--\r\n`);
}

/**
 * Bytes that `buildMessage` will give, for progress. Exact without a signer; with one, an upper bound: the signature's
 * own size is estimated from its certificates.
 */
export function encodedSizeBytes(input: MessageInput): number {
  const inner = newBoundary();
  const size = (segments: readonly Segment[]): number =>
    segments.reduce(
      (sum, segment) => sum + (segment instanceof Uint8Array ? segment.length : base64Size(segment.sizeBytes)),
      0,
    );
  if (input.signer === undefined) {
    const headers = `${formatHeaders(input.headers)}MIME-Version: 1.0\r\n`;
    return headers.length + size(entitySegments(input, inner, null)) + 2;
  }
  const entity = size(entitySegments(input, inner, formatHeaders(input.headers)));
  const outer = newBoundary();
  const certificates = [input.signer.certificate, ...input.signer.chain].reduce((sum, der) => sum + der.length, 0);
  // Signature up to RSA-4096, attributes, algorithm identifiers and the signer's names: 2 KiB hold them.
  const signature = base64Size(certificates + 2048);
  return (
    signedPrologue(input.headers, outer).length +
    entity +
    signaturePrologue(outer).length +
    signature +
    outer.length +
    6
  );
}

function signedPrologue(headers: MessageHeaders, boundary: string): string {
  return (
    `${formatHeaders(headers)}MIME-Version: 1.0\r\n` +
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature";\r\n' +
    ` micalg=sha-256; boundary="${boundary}"\r\n\r\n` +
    `--${boundary}\r\n`
  );
}

function signaturePrologue(boundary: string): string {
  return (
    `\r\n--${boundary}\r\n` +
    'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n' +
    'Content-Transfer-Encoding: base64\r\n' +
    'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n'
  );
}

/** The `multipart/mixed` entity from its own header to its closing line, without the CRLF that belongs to what follows. */
function entitySegments(source: MessageSource, boundary: string, protectedHeaders: string | null): Segment[] {
  const head =
    `Content-Type: multipart/mixed;\r\n boundary="${boundary}"${protectedHeaders === null ? '' : '; hp="clear"'}\r\n` +
    `${protectedHeaders ?? ''}\r\n` +
    `--${boundary}\r\n`;
  const segments: Segment[] = [ascii(head), ...textSegments(source)];
  source.attachments.forEach((attachment, index) => {
    // Each base64 body ends with CRLF of its own line, so only the text and an empty file need one before the boundary.
    const previous = source.attachments[index - 1];
    const lineEnd = index === 0 || previous?.sizeBytes === 0 ? '\r\n' : '';
    segments.push(ascii(`${lineEnd}--${boundary}\r\n${attachmentHead(attachment, index)}`), attachment);
  });
  const last = source.attachments.at(-1);
  segments.push(ascii(`${last === undefined || last.sizeBytes === 0 ? '\r\n' : ''}--${boundary}--`));
  return segments;
}

/** The text alone, or in two kinds, the richer last, as whoever reads takes the last kind that they know (RFC 2046 §5.1.4). */
function textSegments({ text, html }: MessageSource): Segment[] {
  const plain = [ascii(textHead('plain')), encodeQuotedPrintable(text)];
  if (html === undefined) return plain;
  const boundary = newBoundary();
  return [
    ascii(`Content-Type: multipart/alternative;\r\n boundary="${boundary}"\r\n\r\n--${boundary}\r\n`),
    ...plain,
    ascii(`\r\n--${boundary}\r\n${textHead('html')}`),
    encodeQuotedPrintable(html),
    ascii(`\r\n--${boundary}--`),
  ];
}

function textHead(kind: 'plain' | 'html'): string {
  return `Content-Type: text/${kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`;
}

function attachmentHead(attachment: AttachmentSource, index: number): string {
  const name = cleanFileName(attachment.name, `attachment-${index + 1}`);
  return (
    `Content-Type: ${writableMediaType(attachment.mediaType)}\r\n` +
    'Content-Transfer-Encoding: base64\r\n' +
    `Content-Disposition: attachment${formatParameter('filename', name)}\r\n\r\n`
  );
}

/** Composite types may not be base64 (RFC 2045 §6.4), so a forwarded message travels as plain bytes, like unknown types. */
function writableMediaType(mediaType: string): string {
  const type = mediaType.trim().toLowerCase();
  const isWritable = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,58}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,58}$/.test(type);
  return isWritable && !/^(?:multipart|message)\//.test(type) ? type : 'application/octet-stream';
}

async function* emit(segment: Segment): ByteStream {
  if (segment instanceof Uint8Array) yield segment;
  else yield* encodeBase64(exactly(segment));
}

/** Passes a file on while it is what it was when it was attached: the moment it grows or ends early, nothing more leaves. */
async function* exactly(attachment: AttachmentSource): ByteStream {
  let sizeBytes = 0;
  for await (const piece of attachment.open()) {
    sizeBytes += piece.length;
    if (sizeBytes > attachment.sizeBytes) throw new AppError('attachment.changed');
    yield piece;
  }
  if (sizeBytes !== attachment.sizeBytes) throw new AppError('attachment.changed');
}
