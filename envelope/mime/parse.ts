/** Reads a message of any origin as it streams by, within bounds that no message can exceed. */
import { createHash, type Hash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../bytes.ts';
import { decoderOf, readEncoding } from './attachment.ts';
import { decodeCharset } from './charset.ts';
import { defaultLimits, EntityReader, type LeafSink, type ParseLimits, type PartPlace } from './entity-reader.ts';
import { fieldValue, type HeaderField, statedHeaders } from './header.ts';
import type { ContentDigests, ParsedAttachment, ParsedMessage, StatedHeaders, TransferEncoding } from './model.ts';
import { type ParameterizedValue, parseParameters } from './parameters.ts';
import { chooseHeaders } from './protected-headers.ts';
import { cleanFileName } from './unsafe-text.ts';

/** Told of what matters before the end of the message. Throwing from it stops the reading. */
export interface ParseSink {
  /** Sum of the attachments so far, decoded: grows while they stream by. */
  onDecodedBytes?(total: number): void;
  /** The letter's text has passed whole, in one of the two forms that it may have. */
  onText?(kind: 'text' | 'html', text: string): void;
  onAttachmentBegun?(): void;
  /** An attachment has passed whole. */
  onAttachment?(attachment: ParsedAttachment): void;
}

/** A message fed piece by piece. */
export interface MessageParser {
  write(piece: Uint8Array): void;
  /** After the last piece, once. */
  end(): ParsedMessage;
}

/** Largest `smime.p7s` that is kept, decoded. */
const MAX_SIGNATURE_BYTES = 256 * 1024;

const malformed = (reason: string): AppError => new AppError('envelope.malformed', { reason });

/**
 * Reads a whole message. `envelope.malformed` says why not: `depth`, `parts`, `header-size`, `header-line`, `boundary`,
 * `multipart-encoding`, `duplicate-header`, `signed-structure`, `signature-size`, `from`, `date`.
 */
export async function parseMessage(
  stream: ByteStream,
  limits: Partial<ParseLimits> = {},
  sink: ParseSink = {},
): Promise<ParsedMessage> {
  const parser = createMessageParser(limits, sink);
  for await (const piece of stream) parser.write(piece);
  return parser.end();
}

/** The same for bytes that are pushed, as by an upload that is stored while it is read. */
export function createMessageParser(limits: Partial<ParseLimits> = {}, sink: ParseSink = {}): MessageParser {
  const assembly = new MessageAssembly({ ...defaultLimits, ...limits }, sink);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const reader = new EntityReader(assembly.limits, assembly);
  return {
    write(piece) {
      hash.update(piece);
      sizeBytes += piece.length;
      reader.write(piece);
    },
    end() {
      reader.end();
      return { ...assembly.finish(), sha256: hash.digest('hex'), sizeBytes };
    },
  };
}

/** What the parts of one message mean, gathered while the reader takes it apart. */
class MessageAssembly {
  readonly limits: ParseLimits;
  readonly #sink: ParseSink;
  readonly #attachments: ParsedAttachment[] = [];
  #decodedBytes = 0;
  #outer: StatedHeaders | null = null;
  #protectedHeaders: StatedHeaders | null = null;
  /** Hashes of the signed part, when the root is `multipart/signed`. */
  #hashes: { readonly sha256: Hash; readonly sha384?: Hash; readonly sha512?: Hash } | null = null;
  #signature: Uint8Array | null = null;
  #text: { text: string; truncated: boolean } | null = null;
  #html: { text: string; truncated: boolean } | null = null;
  #hasText = false;
  #hasHtml = false;

  constructor(limits: ParseLimits, sink: ParseSink) {
    this.limits = limits;
    this.#sink = sink;
  }

  headers(fields: readonly HeaderField[], type: ParameterizedValue, place: PartPlace): void {
    if (place.depth === 0) {
      this.#outer = statedHeaders(fields);
      if (type.value === 'multipart/signed' && isCmsType(type.parameters.get('protocol') ?? ''))
        this.#hashes = startHashes(type);
    } else if (place.depth === 1 && this.#hashes !== null) {
      if (place.rootChild > 2) throw malformed('signed-structure');
      if (place.rootChild === 1 && type.parameters.has('hp')) this.#protectedHeaders = statedHeaders(fields);
      if (place.rootChild === 2 && !isCmsType(type.value)) throw malformed('signed-structure');
    }
  }

  leaf(fields: readonly HeaderField[], type: ParameterizedValue, place: PartPlace): LeafSink {
    const encoding = readEncoding(fieldValue(fields, 'content-transfer-encoding'));
    if (this.#hashes !== null && place.rootChild !== 1) return this.#signatureSink(encoding, place);
    const disposition = parseParameters(fieldValue(fields, 'content-disposition') ?? '');
    const name = disposition.parameters.get('filename') ?? type.parameters.get('name') ?? '';
    const isShown = disposition.value !== 'attachment' && name === '';
    if (isShown && type.value === 'text/plain' && !this.#hasText) {
      this.#hasText = true;
      return this.#textSink(encoding, type, (found) => {
        this.#text = found;
        this.#sink.onText?.('text', found.text);
      });
    }
    if (isShown && type.value === 'text/html' && !this.#hasHtml) {
      this.#hasHtml = true;
      return this.#textSink(encoding, type, (found) => {
        this.#html = found;
        this.#sink.onText?.('html', found.text);
      });
    }
    return this.#attachmentSink(fields, type, disposition.value, name, encoding);
  }

  firstChildBytes(piece: Uint8Array): void {
    if (this.#hashes === null) return;
    this.#hashes.sha256.update(piece);
    this.#hashes.sha384?.update(piece);
    this.#hashes.sha512?.update(piece);
  }

  finish(): Omit<ParsedMessage, 'sha256' | 'sizeBytes'> {
    if (this.#outer === null) throw malformed('from');
    const chosen = chooseHeaders(this.#outer, this.#protectedHeaders);
    return {
      outer: this.#outer,
      ...chosen,
      text: this.#text?.text ?? '',
      textTruncated: (this.#text?.truncated ?? false) || (this.#html?.truncated ?? false),
      html: this.#html?.text ?? null,
      attachments: this.#attachments,
      decodedBytes: this.#decodedBytes,
      signed: this.#finishSigned(),
    };
  }

  #finishSigned(): ParsedMessage['signed'] {
    if (this.#hashes === null) return null;
    if (this.#signature === null) throw malformed('signed-structure');
    const { sha256, sha384, sha512 } = this.#hashes;
    const digests: ContentDigests = {
      sha256: sha256.digest(),
      ...(sha384 ? { sha384: sha384.digest() } : {}),
      ...(sha512 ? { sha512: sha512.digest() } : {}),
    };
    return { entitySha256: digests.sha256, digests, signature: this.#signature };
  }

  #signatureSink(encoding: TransferEncoding, place: PartPlace): LeafSink {
    if (place.depth !== 1 || place.rootChild !== 2) throw malformed('signed-structure');
    const kept = new BoundedBytes(MAX_SIGNATURE_BYTES);
    const decoder = decoderOf(encoding);
    return {
      data: (piece) => kept.push(decoder.push(piece)),
      end: () => {
        kept.push(decoder.finish());
        if (kept.truncated) throw malformed('signature-size');
        this.#signature = kept.bytes();
      },
    };
  }

  #textSink(
    encoding: TransferEncoding,
    type: ParameterizedValue,
    done: (found: { text: string; truncated: boolean }) => void,
  ): LeafSink {
    const kept = new BoundedBytes(this.limits.textBytes);
    const decoder = decoderOf(encoding);
    return {
      data: (piece) => {
        if (!kept.truncated) kept.push(decoder.push(piece));
      },
      end: () => {
        if (!kept.truncated) kept.push(decoder.finish());
        const text = decodeCharset(kept.bytes(), type.parameters.get('charset') ?? '');
        done({ text: text.replaceAll('\r\n', '\n').replaceAll('\0', '\ufffd'), truncated: kept.truncated });
      },
    };
  }

  #attachmentSink(
    fields: readonly HeaderField[],
    type: ParameterizedValue,
    disposition: string,
    name: string,
    encoding: TransferEncoding,
  ): LeafSink {
    this.#sink.onAttachmentBegun?.();
    const index = this.#attachments.length;
    const decoder = decoderOf(encoding);
    const mediaType = readMediaType(type.value);
    let sizeBytes = 0;
    const count = (decoded: Uint8Array): void => {
      if (decoded.length === 0) return;
      sizeBytes += decoded.length;
      this.#decodedBytes += decoded.length;
      this.#sink.onDecodedBytes?.(this.#decodedBytes);
    };
    return {
      data: (piece) => count(decoder.push(piece)),
      end: (offset, length) => {
        count(decoder.finish());
        const attachment: ParsedAttachment = {
          index,
          name: cleanFileName(name, fallbackName(index, mediaType)),
          mediaType,
          sizeBytes,
          encoding,
          offset,
          length,
          disposition: disposition === 'inline' ? 'inline' : 'attachment',
          contentId: /^<([^<>\s]{1,250})>$/.exec(fieldValue(fields, 'content-id') ?? '')?.[1] ?? null,
        };
        this.#attachments.push(attachment);
        this.#sink.onAttachment?.(attachment);
      },
    };
  }
}

/** Bytes kept up to a limit; the rest is forgotten and remembered as missing. */
class BoundedBytes {
  readonly #limit: number;
  readonly #pieces: Uint8Array[] = [];
  #size = 0;
  truncated = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(piece: Uint8Array): void {
    const room = this.#limit - this.#size;
    if (piece.length > room) this.truncated = true;
    // A copy, since pieces are views of the reader's memory.
    const kept = Buffer.from(piece.subarray(0, room));
    if (kept.length === 0) return;
    this.#size += kept.length;
    this.#pieces.push(kept);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }
}

function isCmsType(type: string): boolean {
  return /^application\/(?:x-)?pkcs7-signature$/i.test(type.trim());
}

/** SHA-256 always; others as `micalg` announces them (RFC 8551 §3.5.3.2), since the signature comes after the content. */
function startHashes(type: ParameterizedValue): { sha256: Hash; sha384?: Hash; sha512?: Hash } {
  const announced = (type.parameters.get('micalg') ?? '').toLowerCase();
  return {
    sha256: createHash('sha256'),
    ...(/sha-?384/.test(announced) ? { sha384: createHash('sha384') } : {}),
    ...(/sha-?512/.test(announced) ? { sha512: createHash('sha512') } : {}),
  };
}

function readMediaType(value: string): string {
  return value.length <= 120 && /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(value)
    ? value
    : 'application/octet-stream';
}

const extensions: Readonly<Record<string, string>> = {
  'text/plain': '.txt',
  'text/html': '.html',
  'message/rfc822': '.eml',
  'application/pdf': '.pdf',
  'image/jpeg': '.jpg',
  'image/png': '.png',
};

function fallbackName(index: number, mediaType: string): string {
  return `attachment-${index + 1}${extensions[mediaType] ?? ''}`;
}
