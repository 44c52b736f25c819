/**
 * Depositing an envelope (protocol.md §3): announce, append, commit. Nothing is visible to anybody before the commit, and
 * each step may be repeated: it gives the same answer.
 */
import type { DepositReceipt, Manifest, UploadStatus } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { UPLOAD_CHUNK_BYTES } from '../../contract/model/limits.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { MessageParser } from '../../envelope/mime/parse.ts';
import type { Clock } from '../clock.ts';
import { announcedManifest, expectPhoneCodes, sealPhones, withoutPhones } from './asked-phones.ts';
import { INLINE_BYTES, newContentId, readContent, writeSegment } from './contents.ts';
import { createDepositParser } from './inspect-message.ts';
import type { MailboxAccess } from './mailbox-access.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { BlobStore, KeyVault } from './ports/contents.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { Upload, UploadStore } from './ports/uploads.ts';
import { type PublishParts, publishEnvelope } from './publish.ts';
import { earlierReceipt, receiptOf } from './receipts.ts';
import { expectMayWrite, resolveRecipients } from './recipients.ts';
import type { Caller } from './sessions.ts';
import { createWholeDeposits, expectSameUpload, stillAllowed, type WholeDeposits } from './whole-deposit.ts';

export interface Deposits {
  announce(caller: Caller, manifest: Manifest): Promise<UploadStatus>;
  status(caller: Caller, envelopeId: string): Promise<UploadStatus>;
  /** Appends what `body` gives until it ends or breaks off; answers how much is on disk. */
  append(caller: Caller, envelopeId: string, offset: number, body: ByteStream): Promise<number>;
  commit(caller: Caller, envelopeId: string): Promise<DepositReceipt>;
  /** All three at once, of a small message. */
  deposit: WholeDeposits['deposit'];
  cancel(caller: Caller, envelopeId: string): Promise<void>;
}

export interface DepositParts extends PublishParts {
  readonly mailboxes: MailboxAccess;
  readonly accounts: AccountStore;
  readonly directory: DirectoryStore;
  readonly envelopes: EnvelopeStore;
  readonly uploads: UploadStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** A message being read while it arrives, so that the commit need not read it again. */
interface Reading {
  readonly parser: MessageParser;
  readonly offset: number;
  readonly touchedAt: number;
}

/** Uploads of one account that are begun and not finished: each may hold 60 MB for a week. */
const MAX_UNFINISHED = 32;
const RETRY_AFTER_SECONDS = 60;
const READING_IDLE_MS = 10 * 60_000;
/** Each may hold a text of 2 MB; those beyond are read again at the commit. */
const MAX_READINGS = 64;

export function createDeposits(parts: DepositParts): Deposits {
  const { uploads, envelopes, vault, blobs, clock } = parts;
  const whole = createWholeDeposits(parts);
  const readings = new Map<string, Reading>();
  const committing = new Map<string, Promise<DepositReceipt>>();

  async function sealed(caller: Caller, envelopeId: string): Promise<StoredEnvelope | null> {
    const envelope = await envelopes.find(envelopeId);
    return envelope?.senderAccountId === caller.mailbox.card.accountId ? envelope : null;
  }

  /** An upload is its uploader's, for the mailbox that it was announced for: no co-delegate and no owner goes on with it. */
  async function findUpload(caller: Caller, envelopeId: string): Promise<Upload> {
    const upload = await uploads.find(caller.account.card.accountId, envelopeId);
    if (upload?.mailboxId !== caller.mailbox.card.accountId) throw new AppError('upload.not-found');
    return upload;
  }

  async function continueUpload(upload: Upload, manifest: Manifest, mailboxId: string): Promise<UploadStatus> {
    await expectSameUpload(parts, upload, manifest, mailboxId);
    return { state: 'receiving', offset: upload.offset };
  }

  async function keyOf(upload: Upload): Promise<Uint8Array> {
    const key = await vault.find(upload.contentId);
    if (!key) throw new AppError('upload.not-found');
    return key;
  }

  async function forget(contentId: string): Promise<void> {
    readings.delete(contentId);
    // Once sealed, key and bytes are the envelope's: whoever comes late with bad bytes or a cancellation forgets nothing.
    if (!(await uploads.remove(contentId))) return;
    await vault.destroy([contentId]);
    await blobs.removeAll(contentId);
  }

  /** The reading that goes on at `offset`, taken out so that nobody else feeds it meanwhile. */
  function takeReading(contentId: string, offset: number): Reading | null {
    const now = clock().getTime();
    for (const [id, reading] of readings) if (reading.touchedAt < now - READING_IDLE_MS) readings.delete(id);
    const reading = readings.get(contentId) ?? { parser: createDepositParser(), offset: 0, touchedAt: now };
    readings.delete(contentId);
    return reading.offset === offset ? reading : null;
  }

  function keepReading(contentId: string, reading: Reading): void {
    const oldest = readings.keys().next().value;
    if (readings.size >= MAX_READINGS && oldest !== undefined) readings.delete(oldest);
    readings.set(contentId, reading);
  }

  async function* readUpload({ contentId, manifest }: Upload, key: Uint8Array): ByteStream {
    const segments = await uploads.segments(contentId);
    yield* readContent(blobs, { contentId, key, segments }, 0, manifest.sizeBytes);
  }

  async function parsedMessage(upload: Upload, key: Uint8Array) {
    const reading = takeReading(upload.contentId, upload.manifest.sizeBytes);
    if (reading) return reading.parser.end();
    const parser = createDepositParser();
    for await (const piece of readUpload(upload, key)) parser.write(piece);
    return parser.end();
  }

  async function commitOnce(caller: Caller, envelopeId: string): Promise<DepositReceipt> {
    const earlier = await sealed(caller, envelopeId);
    if (earlier) return receiptOf(vault, earlier);
    const upload = await findUpload(caller, envelopeId);
    const { accountId, contentId, manifest, offset } = upload;
    const { sizeBytes } = manifest;
    await expectMayWrite(parts.envelopes, caller, manifest);
    if (offset !== sizeBytes) throw new AppError('upload.incomplete', { offset, sizeBytes });
    try {
      // Asked before reading, so that a scanner that is away costs nothing each time somebody tries again.
      await parts.scanning?.expectReady();
      const key = await keyOf(upload);
      const published = await publishEnvelope(parts, {
        ...{ depositor: caller, accountId, message: await parsedMessage(upload, key), statement: null },
        manifest: await announcedManifest(parts, upload),
        still: () => stillAllowed(parts, caller),
        read: () => readUpload(upload, key),
        keep: async () => ({ contentId, key, segments: null }),
      });
      return await receiptOf(vault, published);
    } catch (error) {
      // Its sender tries again: it must not be swept away as one that nobody continues.
      if (error instanceof AppError && error.is('operator.scan-pending')) await uploads.touch(contentId, clock());
      // Bytes that were refused for what they are will be refused again: the next try starts afresh.
      if (error instanceof AppError && isAboutTheBytes(error)) {
        await forget(contentId);
        throw error;
      }
      const current = await uploads.find(caller.account.card.accountId, envelopeId);
      // Taken back meanwhile: whatever failed then failed for that.
      if (current?.contentId !== contentId) throw new AppError('upload.not-found', error);
      throw error;
    }
  }

  return {
    async announce(caller, manifest) {
      const receipt = await earlierReceipt(parts, caller, manifest);
      if (receipt) return { state: 'sealed', offset: manifest.sizeBytes, receipt };
      const accountId = caller.account.card.accountId;
      const mailboxId = caller.mailbox.card.accountId;
      const existing = await uploads.find(accountId, manifest.envelopeId);
      if (existing) return continueUpload(existing, manifest, mailboxId);
      await expectMayWrite(envelopes, caller, manifest);
      const recipients = await resolveRecipients(parts, caller, manifest.recipients, manifest.inReplyTo);
      expectPhoneCodes(parts.mayAskCodes, manifest, recipients);
      const createdAt = clock();
      const contentId = newContentId(createdAt);
      const key = await vault.create(contentId, createdAt);
      const announced = {
        ...{ accountId, mailboxId, contentId, offset: 0, createdAt },
        manifest: withoutPhones(manifest),
      };
      const upload = await uploads.create(announced, MAX_UNFINISHED, sealPhones(key, manifest));
      if (upload?.contentId === contentId) return { state: 'receiving', offset: 0 };
      await vault.destroy([contentId]);
      if (!upload) throw new AppError('operator.too-many-requests', { retryAfterSeconds: RETRY_AFTER_SECONDS });
      return continueUpload(upload, manifest, mailboxId);
    },
    async status(caller, envelopeId) {
      const envelope = await sealed(caller, envelopeId);
      if (envelope) return { state: 'sealed', offset: envelope.sizeBytes, receipt: await receiptOf(vault, envelope) };
      return { state: 'receiving', offset: (await findUpload(caller, envelopeId)).offset };
    },
    async append(caller, envelopeId, offset, body) {
      const upload = await findUpload(caller, envelopeId);
      if (upload.offset !== offset) throw new AppError('upload.offset-mismatch', { offset: upload.offset });
      const key = await keyOf(upload);
      const { contentId, manifest } = upload;
      const reading = takeReading(contentId, offset);
      const limit = Math.min(UPLOAD_CHUNK_BYTES, manifest.sizeBytes - offset);
      const plain = feeding(untilBroken(body, limit), reading?.parser ?? null);
      const index = (await uploads.segments(contentId)).length;
      try {
        const isInline = manifest.sizeBytes <= INLINE_BYTES;
        const segment = await writeSegment(blobs, { contentId, key, index, offset }, plain, isInline);
        if (segment.sizeBytes === 0 || !(await uploads.append(contentId, segment, clock()))) {
          if (segment.blob) await blobs.remove(contentId, segment.blob);
          const current = (await findUpload(caller, envelopeId)).offset;
          if (segment.sizeBytes === 0) return current;
          throw new AppError('upload.offset-mismatch', { offset: current });
        }
        const end = offset + segment.sizeBytes;
        if (reading) keepReading(contentId, { ...reading, offset: end, touchedAt: clock().getTime() });
        return end;
      } catch (error) {
        if (error instanceof AppError && isAboutTheBytes(error)) await forget(contentId);
        throw error;
      }
    },
    commit(caller, envelopeId) {
      const name = `${caller.account.card.accountId} ${caller.mailbox.card.accountId} ${envelopeId}`;
      const running = committing.get(name);
      if (running) return running;
      const receipt = commitOnce(caller, envelopeId).finally(() => committing.delete(name));
      committing.set(name, receipt);
      return receipt;
    },
    deposit: whole.deposit,
    async cancel(caller, envelopeId) {
      await whole.withdraw(caller, envelopeId);
      const upload = await uploads.find(caller.account.card.accountId, envelopeId);
      if (upload?.mailboxId === caller.mailbox.card.accountId) await forget(upload.contentId);
    },
  };
}

function isAboutTheBytes(error: AppError): boolean {
  // Missing revocation lists come back; the bytes are worth keeping until then.
  if (error.is('envelope.signature-invalid')) return error.details.reason !== 'card.revocation-unknown';
  return error.code.startsWith('envelope.') || error.code === 'upload.digest-mismatch';
}

/** Gives a request's body until it ends or its connection breaks: what came until then is worth keeping. */
async function* untilBroken(body: ByteStream, limitBytes: number): ByteStream {
  let sizeBytes = 0;
  const source = body[Symbol.asyncIterator]();
  while (true) {
    const next = await source.next().catch(() => null);
    if (next === null || next.done) return;
    sizeBytes += next.value.length;
    if (sizeBytes > limitBytes) throw new AppError('request.invalid', { field: 'body' });
    yield next.value;
  }
}

async function* feeding(source: ByteStream, parser: MessageParser | null): ByteStream {
  for await (const piece of source) {
    parser?.write(piece);
    yield piece;
  }
}
