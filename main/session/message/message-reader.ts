/** Reads messages with the envelope's own library, and judges seals and signatures by what this workstation trusts. */
import { createHash } from 'node:crypto';
import { AppError } from '../../../contract/errors.ts';
import { SealStatement } from '../../../contract/model/seal.ts';
import { eventHash } from '../../../envelope/evidence/event-hash.ts';
import { decodeAttachment } from '../../../envelope/mime/attachment.ts';
import type { Mailbox, ParsedMessage, TransferEncoding } from '../../../envelope/mime/model.ts';
import { createMessageParser } from '../../../envelope/mime/parse.ts';
import { verifySeal } from '../../../envelope/seal/seal.ts';
import { assessSignature } from '../../../envelope/verification/verify-signature.ts';
import type { TrustStore } from '../../../envelope/x509/chain.ts';
import { DETECTION_BYTES, detectType } from '../core/file-kind.ts';
import type { IndexedAttachment, MessageReader, ReadRange } from '../core/message-port.ts';
import type { StatedHeaders } from '../core/stated-headers.ts';

/** Encoded bytes that surely hold `DETECTION_BYTES` decoded ones, whatever the encoding. */
const ENCODED_HEAD_BYTES = 3 * DETECTION_BYTES + 64;

export function createMessageReader(trust: {
  readonly cards: () => TrustStore;
  readonly operator: () => TrustStore;
}): MessageReader {
  return {
    startIndex() {
      const letter = { text: '', html: null as string | null, isWhole: false };
      const parser = createMessageParser(
        {},
        {
          onText(kind, text) {
            letter[kind] = text;
          },
          onAttachmentBegun() {
            letter.isWhole = true;
          },
        },
      );
      return {
        write: (chunk) => parser.write(chunk),
        letterSoFar: () => ({ ...letter }),
        end() {
          const message = parser.end();
          return {
            sha256: message.sha256,
            sizeBytes: message.sizeBytes,
            text: message.text,
            textTruncated: message.textTruncated,
            html: message.html,
            headersDiffer: message.headersDiffer,
            stated: statedHeaders(message),
            signature: message.signed && { cms: message.signed.signature, digests: message.signed.digests },
            attachments: message.attachments.map(({ index, name, mediaType, sizeBytes, encoding, offset, length }) => ({
              index,
              name,
              mediaType,
              sizeBytes,
              encoding,
              offset,
              length,
              detectedType: null,
            })),
          };
        },
      };
    },

    async detectTypes(attachments, read) {
      const detected: IndexedAttachment[] = [];
      for (const attachment of attachments) {
        detected.push({ ...attachment, detectedType: detectType(await readHead(attachment, read)) });
      }
      return detected;
    },

    decode: (attachment, read) => decode(attachment, attachment.length, read),

    sealNames(seal, envelopeId, { sha256, sizeBytes }) {
      const statement = parseStatement(seal.statement);
      return (
        statement?.envelopeId === envelopeId &&
        statement.message.sha256 === sha256 &&
        statement.message.sizeBytes === sizeBytes
      );
    },

    async assessSeal(seal, envelopeId, message) {
      const statement = parseStatement(seal.statement);
      if (statement === null) return { state: 'unverifiable', reason: 'malformed' };
      if (statement.envelopeId !== envelopeId) return { state: 'altered', sha256: message.sha256 };
      return verifySeal(seal, message, trust.operator());
    },

    assessSignature: (signature, sealedAt, now) =>
      assessSignature({
        cms: signature?.cms ?? null,
        entitySha256: signature?.digests ?? new Uint8Array(),
        trust: trust.cards(),
        sealedAt,
        now,
      }),

    readStatement(seal) {
      const statement = parseStatement(seal.statement);
      if (statement === null) throw new AppError('operator.protocol');
      return statement;
    },

    async sha256(stream) {
      const hash = createHash('sha256');
      for await (const chunk of stream) hash.update(chunk);
      return hash.digest('hex');
    },
    async *checked(stream, sha256) {
      const hash = createHash('sha256');
      for await (const chunk of stream) {
        hash.update(chunk);
        yield chunk;
      }
      if (hash.digest('hex') !== sha256) throw new AppError('envelope.altered');
    },
    eventHash,
  };
}

function statedHeaders({ headers, headersProtected }: ParsedMessage): StatedHeaders {
  const fold = ({ address }: Mailbox) => address.toLowerCase();
  return {
    covered: headersProtected,
    from: fold(headers.from),
    to: headers.to.map(fold),
    cc: headers.cc.map(fold),
    subject: headers.subject,
    messageId: headers.messageId,
  };
}

function decode({ offset, encoding }: IndexedAttachment, length: number, read: ReadRange) {
  return decodeAttachment(read(offset, offset + length), encoding as TransferEncoding);
}

async function readHead(attachment: IndexedAttachment, read: ReadRange): Promise<Uint8Array> {
  const head = new Uint8Array(DETECTION_BYTES);
  let filled = 0;
  for await (const chunk of decode(attachment, Math.min(attachment.length, ENCODED_HEAD_BYTES), read)) {
    const taken = chunk.subarray(0, DETECTION_BYTES - filled);
    head.set(taken, filled);
    filled += taken.length;
    if (filled === DETECTION_BYTES) break;
  }
  return head.subarray(0, filled);
}

function parseStatement(text: string): SealStatement | null {
  try {
    return SealStatement.parse(JSON.parse(text));
  } catch (error) {
    // Whatever it is, it is no statement of a seal: the caller says so.
    if (error instanceof Error) return null;
    throw error;
  }
}
