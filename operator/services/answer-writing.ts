/**
 * An answer of somebody without an account, from the pieces of a form to a sealed envelope. Files are kept aside encrypted
 * under keys that only this process holds, until all is there: then the message is built, scanned and sealed as every other.
 */
import { createHash, randomBytes } from 'node:crypto';
import { Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { MAX_ATTACHMENTS, MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import type { RecipientRef } from '../../contract/model/recipient.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { buildMessage, encodedSizeBytes, type MessageSource } from '../../envelope/mime/build.ts';
import type { AttachmentSource, MessageHeaders, ParsedMessage } from '../../envelope/mime/model.ts';
import type { Clock } from '../clock.ts';
import { INLINE_BYTES, newContentId, readContent, writeContent, writeSegment } from './contents.ts';
import type { Depositor } from './depositor.ts';
import { createDepositParser } from './inspect-message.ts';
import type { BlobStore, KeyVault } from './ports/contents.ts';
import type { StoredEnvelope } from './ports/envelopes.ts';
import type { Segment, UploadStore } from './ports/uploads.ts';
import { type PublishParts, publishEnvelope } from './publish.ts';

/** A file of a form, as it comes. */
export interface AnswerFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: ByteStream;
}

/** Files of one answer, kept aside. */
export interface KeptFiles {
  /** Keeps one more; `envelope.too-large` or `envelope.malformed` as soon as it is too much. */
  add(file: AnswerFile): Promise<void>;
  attachments(): readonly AttachmentSource[];
  /** Removes what is kept of them. */
  discard(): Promise<void>;
}

/** Keeps the files of one answer aside. What a crash leaves cannot be read, and is swept with other leftovers. */
export function keepFiles(blobs: BlobStore, clock: Clock): KeptFiles {
  const contentIds: string[] = [];
  const kept: AttachmentSource[] = [];
  let sizeBytes = 0;

  async function* counted(bytes: ByteStream): ByteStream {
    for await (const piece of bytes) {
      sizeBytes += piece.length;
      if (sizeBytes > MAX_ATTACHMENTS_BYTES) {
        throw new AppError('envelope.too-large', { sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES });
      }
      yield piece;
    }
  }

  return {
    async add({ name, mediaType, bytes }) {
      if (kept.length >= MAX_ATTACHMENTS) throw new AppError('envelope.malformed', { reason: 'attachments' });
      const before = sizeBytes;
      const content = { contentId: newContentId(clock()), key: randomBytes(32) };
      contentIds.push(content.contentId);
      const segments = await writeContent(blobs, content, counted(bytes));
      const size = sizeBytes - before;
      kept.push({
        name,
        mediaType,
        sizeBytes: size,
        open: () => readContent(blobs, { ...content, segments }, 0, size),
      });
    },
    attachments: () => kept,
    async discard() {
      for (const contentId of contentIds) await blobs.removeAll(contentId);
    },
  };
}

export interface AnswerWritingParts extends PublishParts {
  readonly uploads: UploadStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
}

/** An answer that is whole. */
export interface WrittenAnswer {
  readonly answerId: string;
  readonly answered: StoredEnvelope;
  readonly depositor: Depositor;
  /** What proves by what right it is deposited. */
  readonly statement: string;
  readonly recipients: readonly RecipientRef[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly AttachmentSource[];
  still(): Promise<Depositor>;
}

/** Answers of one address that are being sealed at a time. */
const MAX_UNFINISHED = 4;
const RETRY_AFTER_SECONDS = 60;

/** Seals an answer and makes it visible, or leaves nothing of it; refuses as a deposit does. */
export async function sealAnswer(parts: AnswerWritingParts, answer: WrittenAnswer): Promise<StoredEnvelope> {
  const { uploads, vault, blobs, clock } = parts;
  const createdAt = clock();
  const contentId = newContentId(createdAt);
  const key = await vault.create(contentId, createdAt);
  let isAnnounced = false;
  try {
    const { segments, message } = await writeMessage(blobs, { contentId, key }, messageOf(answer, createdAt));
    const uploader = `invited:${answer.depositor.mailbox.card.address}`;
    const announced = {
      ...{ accountId: uploader, mailboxId: uploader, contentId, offset: 0, createdAt },
      manifest: Manifest.parse({
        ...{ envelopeId: answer.answerId, sha256: message.sha256, sizeBytes: message.sizeBytes, signed: false },
        ...{ recipients: answer.recipients, inReplyTo: answer.answered.id },
      }),
    };
    const upload = await uploads.create(announced, MAX_UNFINISHED);
    if (!upload) throw new AppError('operator.too-many-requests', { retryAfterSeconds: RETRY_AFTER_SECONDS });
    // The same form, being sealed at another node of this operator.
    if (upload.contentId !== contentId) throw new AppError('envelope.conflict');
    isAnnounced = true;
    for (const segment of segments) await uploads.append(contentId, segment, createdAt);
    const { depositor, statement, still } = answer;
    await parts.scanning?.expectReady();
    const { accountId, manifest } = upload;
    return await publishEnvelope(parts, {
      ...{ depositor, accountId, manifest, message, statement, still },
      read: () => readContent(blobs, { contentId, key, segments }, 0, manifest.sizeBytes),
      keep: async () => ({ contentId, key, segments: null }),
    });
  } catch (error) {
    // Once sealed, key and bytes are the envelope's.
    if (!isAnnounced || (await uploads.remove(contentId))) {
      await vault.destroy([contentId]);
      await blobs.removeAll(contentId);
    }
    throw error;
  }
}

function messageOf(answer: WrittenAnswer, date: Date): MessageSource {
  const { address } = answer.depositor.mailbox.card;
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const people = (role: RecipientRef['role']) =>
    answer.recipients.filter((one) => one.role === role).map(({ name, address: to }) => ({ name, address: to }));
  const headers: MessageHeaders = {
    from: { name: '', address },
    to: people('to'),
    cc: people('cc'),
    subject: answer.subject,
    date,
    messageId: `${answer.answerId}@${domain}`,
    inReplyTo: `${answer.answered.id}@${answer.answered.sender.address.split('@').at(-1)}`,
  };
  return { headers, text: answer.text, attachments: answer.attachments };
}

/** Builds, reads, hashes and encrypts the message in one passage. */
async function writeMessage(
  blobs: BlobStore,
  content: { readonly contentId: string; readonly key: Uint8Array },
  source: MessageSource,
): Promise<{ readonly segments: readonly Segment[]; readonly message: ParsedMessage }> {
  const parser = createDepositParser();
  async function* read(): ByteStream {
    for await (const piece of buildMessage(source)) {
      parser.write(piece);
      yield piece;
    }
  }
  const isSmall = encodedSizeBytes(source) <= INLINE_BYTES;
  const segments = isSmall
    ? [await writeSegment(blobs, { ...content, index: 0, offset: 0 }, read(), true)]
    : await writeContent(blobs, content, read());
  return { segments, message: parser.end() };
}

/** SHA-256 of a statement, as seals name it. */
export function hashStatement(statement: string): string {
  return createHash('sha256').update(statement).digest('hex');
}
