/** Opening an envelope: its content, what signature and seal are worth, its history, its proof. */
import { AppError } from '../../../contract/errors.ts';
import type { AttachmentView, EnvelopeView, ProofView } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type { DocumentReading } from '../../../contract/model/readable-document.ts';
import type { SealStatement, SealVerdict } from '../../../contract/model/seal.ts';
import type { SignatureVerdict } from '../../../contract/model/signature.ts';
import type { BlobStore } from './blob-store.ts';
import type { ByteStream } from './bytes.ts';
import { type Clock, toInstantOrNull } from './clock.ts';
import type { DocumentReader } from './document-port.ts';
import type { EnvelopeStore, StoredEnvelope } from './envelope-store.ts';
import { connectionProblem } from './failures.ts';
import { isExecutable, isTypeMismatch, previewKind } from './file-kind.ts';
import type { ArchiveStore } from './keeping/archive-store.ts';
import type { IndexedAttachment, MessageBytes, MessageIndex, MessageReader } from './message-port.ts';
import type { AttachmentOutcome } from './search/attachment-outcome.ts';
import { differencesFromRecord, isOtherDeposit, isOtherSigner } from './stated-headers.ts';
import { readerOf } from './sync/message-download.ts';
import type { MessageFetcher } from './sync/message-fetcher.ts';

export interface ReadingPorts {
  readonly cache: EnvelopeStore;
  readonly archive: ArchiveStore;
  readonly blobs: BlobStore;
  readonly fetcher: MessageFetcher;
  readonly reader: MessageReader;
  readonly documents: DocumentReader;
  readonly clock: Clock;
}

/** An attachment's facts and bytes. */
export interface OpenAttachment {
  readonly attachment: IndexedAttachment;
  readonly view: AttachmentView;
  bytes(): ByteStream;
}

/** An envelope with the very bytes that were sealed. */
export interface OriginalEnvelope {
  readonly stored: StoredEnvelope;
  /** Title and attachments, known here even when the operator has forgotten them. */
  readonly content: StoredEnvelope['record']['content'];
  readonly index: MessageIndex;
  /** `envelope.altered` behind the last of them when they are not what was sealed. */
  bytes(): ByteStream;
}

export interface Reading {
  /** Fetched when it is not here; `envelope.expired` when it is nowhere any more. */
  original(id: EnvelopeId): Promise<OriginalEnvelope>;
  open(id: EnvelopeId): Promise<EnvelopeView>;
  proof(id: EnvelopeId): Promise<ProofView>;
  attachments(id: EnvelopeId): Promise<readonly OpenAttachment[]>;
  attachment(id: EnvelopeId, index: number): Promise<OpenAttachment>;
  /** Those whose bytes are on this workstation; null when they are not, and nothing is fetched. */
  attachmentsHere(id: EnvelopeId): readonly OpenAttachment[] | null;
  /** What stands in one that is shown as a document. */
  read(id: EnvelopeId, index: number): Promise<DocumentReading>;
}

export function createReading(ports: ReadingPorts): Reading {
  const { cache, archive, blobs, reader, clock } = ports;

  const existing = (id: EnvelopeId): StoredEnvelope => {
    const stored = cache.envelope(id);
    if (!stored) throw new AppError('envelope.not-found');
    return stored;
  };
  const local = (id: EnvelopeId) => cache.message(id) ?? archive.message(id);
  const localBytes = (id: EnvelopeId): MessageBytes | null => cache.messageBytes(id) ?? archive.messageBytes(id);

  /** The message, fetched when it is not here; null once its content was erased everywhere. */
  async function message(id: EnvelopeId, stored: StoredEnvelope): Promise<MessageIndex | null> {
    const found = local(id);
    if (found || stored.record.content === null) return found;
    await fetchNow(id);
    return local(id);
  }

  async function fetchNow(id: EnvelopeId): Promise<void> {
    try {
      await ports.fetcher.fetch(id);
    } catch (error) {
      if (connectionProblem(error)) throw new AppError('envelope.not-available-offline', error);
      throw error;
    }
  }

  async function judge(stored: StoredEnvelope, index: MessageIndex | null) {
    const { record } = stored;
    const seal = await reader.assessSeal(stored.seal, record.id, index ?? record.message);
    return { seal, signature: await judgeSignature(stored, index, seal) };
  }

  /** What the operator stated, where its seal holds. */
  const stated = (stored: StoredEnvelope, seal: SealVerdict): SealStatement | null =>
    seal.state === 'valid' ? reader.readStatement(stored.seal) : null;

  /** Fields in which the record, the message and its signature do not agree. */
  function contradictions(
    stored: StoredEnvelope,
    index: MessageIndex,
    verdicts: { readonly seal: SealVerdict; readonly signature: SignatureVerdict },
  ): string[] {
    const { record } = stored;
    const statement = stated(stored, verdicts.seal);
    const isOther = isOtherSigner(verdicts.signature, record, statement) || isOtherDeposit(record, statement);
    const sender = isOther ? ['sender'] : [];
    return [...new Set([...index.headersDiffer, ...differencesFromRecord(index.stated, record), ...sender])];
  }

  async function judgeSignature(
    { record }: StoredEnvelope,
    index: MessageIndex | null,
    seal: SealVerdict,
  ): Promise<SignatureVerdict> {
    if (index === null) {
      return record.signed
        ? { state: 'unverifiable', signer: null, reason: 'revocation-unknown' }
        : { state: 'unsigned' };
    }
    const sealedAt = seal.state === 'valid' ? seal.timestampedAt : record.sealedAt;
    return reader.assessSignature(index.signature, new Date(sealedAt), new Date(clock.now()));
  }

  /** Bytes that were damaged on this disk are forgotten and fetched again; the message itself was verified on arrival. */
  async function* healing(id: EnvelopeId, bytes: MessageBytes, source: ByteStream): ByteStream {
    try {
      yield* source;
    } catch (error) {
      const isDamaged = error instanceof AppError && (error.is('envelope.altered') || error.is('store.corrupt'));
      if (!isDamaged || archive.has(id)) throw error;
      // A file that was let go since this was begun is gone, not damaged.
      if (isSameFile(bytes, localBytes(id))) {
        const blobId = cache.dropMessage(id);
        if (blobId !== null) await blobs.remove([blobId]);
        ports.fetcher.start();
      }
      throw new AppError('envelope.not-available-offline', error);
    }
  }

  function openAttachments(id: EnvelopeId, index: MessageIndex, bytes: MessageBytes): OpenAttachment[] {
    const read = readerOf(bytes, blobs);
    const views = viewAttachments(id, index);
    return index.attachments.map((attachment, at) => ({
      attachment,
      view: views[at] as AttachmentView,
      bytes: () => healing(id, bytes, reader.decode(attachment, read)),
    }));
  }

  /** The whole message, fetched where its bytes are not here: the text may have stayed where they went. */
  async function whole(id: EnvelopeId) {
    const stored = existing(id);
    const index = await message(id, stored);
    if (index && localBytes(id) === null && stored.record.content !== null) await fetchNow(id);
    const bytes = localBytes(id);
    if (index === null || bytes === null) throw new AppError('envelope.expired');
    return { stored, index, bytes };
  }

  async function attachments(id: EnvelopeId): Promise<readonly OpenAttachment[]> {
    const { index, bytes } = await whole(id);
    return openAttachments(id, index, bytes);
  }

  async function attachment(id: EnvelopeId, index: number): Promise<OpenAttachment> {
    const found = (await attachments(id)).find((one) => one.attachment.index === index);
    if (!found) throw new AppError('attachment.not-found');
    return found;
  }

  function viewAttachments(id: EnvelopeId, index: MessageIndex): AttachmentView[] {
    const outcomes = cache.readOutcomes(id);
    return index.attachments.map((one) => ({ ...viewAttachment(one), searched: searchedOf(outcomes.get(one.index)) }));
  }

  return {
    async open(id) {
      const stored = existing(id);
      const index = await message(id, stored);
      const verdicts = await judge(stored, index);
      const record = { ...stored.record, content: stored.record.content ?? archive.content(id) };
      const views = index && viewAttachments(id, index);
      // The process that reads them is there when somebody looks.
      if (views?.some(({ preview }) => preview === 'document')) ports.documents.prepare();
      return {
        record: { ...record, content: withSignedSubject(record.content, index, verdicts.signature) },
        box: stored.box,
        content: index && {
          text: index.text,
          textTruncated: index.textTruncated,
          html: index.html,
          attachments: views ?? [],
          attachmentsHere: index.attachments.length === 0 || localBytes(id) !== null,
          headersDiffer: contradictions(stored, index, verdicts),
        },
        ...verdicts,
        deposit: stated(stored, verdicts.seal)?.sender.authentication.method ?? null,
        events: [...cache.events(id)],
        absences: [...cache.absences(id)],
        keptSince: toInstantOrNull(archive.keptSince(id)),
      };
    },

    async original(id) {
      const { stored, index, bytes } = await whole(id);
      const read = readerOf(bytes, blobs);
      return {
        stored,
        content: stored.record.content ?? archive.content(id),
        index,
        bytes: () => healing(id, bytes, reader.checked(read(0, index.sizeBytes), stored.record.message.sha256)),
      };
    },

    async proof(id) {
      const stored = existing(id);
      const index = local(id);
      const bytes = localBytes(id);
      const events = [...cache.events(id)];
      const { seal: sealVerdict, signature } = await judge(stored, index);
      const read = bytes && readerOf(bytes, blobs);
      return {
        statement: reader.readStatement(stored.seal),
        seal: stored.seal,
        sealVerdict,
        signature,
        events,
        record: stored.record,
        recomputedSha256: read && index ? await reader.sha256(read(0, index.sizeBytes)) : null,
        eventHashes: events.map((event) => reader.eventHash(event)),
      };
    },

    attachments,
    attachment,
    attachmentsHere(id) {
      const index = local(id);
      const bytes = localBytes(id);
      return index && bytes && openAttachments(id, index, bytes);
    },
    async read(id, index) {
      const { attachment: found, view, bytes } = await attachment(id, index);
      if (view.preview !== 'document') return { ok: false, reason: 'unsupported' };
      return ports.documents.show({ name: found.name, sizeBytes: found.sizeBytes, bytes });
    },
  };
}

function isSameFile(some: MessageBytes, others: MessageBytes | null): boolean {
  if (some.kind === 'blob') return others?.kind === 'blob' && others.blobId === some.blobId;
  return others?.kind === 'inline';
}

/** The title that the sender signed goes before the one that the operator tells. */
function withSignedSubject<C extends { readonly subject: string } | null>(
  content: C,
  index: MessageIndex | null,
  signature: SignatureVerdict,
): C {
  const holds = signature.state === 'valid' || signature.state === 'revoked-since';
  return content && holds && index?.stated?.covered
    ? { ...content, subject: index.stated.subject.slice(0, 998) }
    : content;
}

/** Without outcome it waits; where there was nothing to read, nothing is searched. */
function searchedOf(outcome: AttachmentOutcome | undefined): AttachmentView['searched'] {
  if (outcome === undefined) return 'waiting';
  return outcome === 'whole' || outcome === 'part' ? outcome : 'nothing';
}

function viewAttachment({
  index,
  name,
  mediaType,
  sizeBytes,
  detectedType,
}: IndexedAttachment): Omit<AttachmentView, 'searched'> {
  return {
    index,
    name,
    mediaType,
    sizeBytes,
    typeMismatch: isTypeMismatch(name, mediaType, detectedType),
    executable: isExecutable(name, detectedType),
    preview: previewKind(name, mediaType, detectedType),
  };
}
