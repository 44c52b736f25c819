/** Drafts: written here, kept encrypted here, with copies of what is attached. */
import { AppError } from '../../../contract/errors.ts';
import type { Draft, DraftRow, QuoteWords } from '../../../contract/ipc/draft.contract.ts';
import { isCompressible } from '../../../contract/model/compressible.ts';
import type { DraftContent } from '../../../contract/model/draft-content.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import { plainTextOf } from '../../../contract/model/letter-text.ts';
import {
  MAX_ATTACHMENTS,
  MAX_ATTACHMENTS_BYTES,
  MAX_NUMBERED_ENVELOPES,
  MAX_TEXT_BYTES,
  MAX_ZIPPED_FILE_BYTES,
} from '../../../contract/model/limits.ts';
import { distribute, numberedSubject } from '../../../contract/model/numbered-envelopes.ts';
import { isFormatted } from '../../../contract/model/rich-letter.ts';
import { type CopyPorts, copyAttachments } from './attachment-copies.ts';
import type { BlobStore } from './blob-store.ts';
import { atMost, type ByteStream, counted, until } from './bytes.ts';
import { type Clock, toInstant } from './clock.ts';
import { answer, type BeginningPorts, emptyLetter, followUp, forward } from './draft-beginnings.ts';
import { rowOf, viewDraft } from './draft-views.ts';
import { safeFileName, typeOfName } from './file-kind.ts';
import type { GrantedFiles, GrantedSource } from './files-port.ts';
import type { JournalStore } from './journal-store.ts';
import { PROGRESS_INTERVAL_MS } from './policy.ts';
import { throttled } from './progress.ts';
import type { OpenAttachment } from './reading.ts';
import { recipientFacts } from './recipient-facts.ts';
import type { Aside } from './sharing/aside.ts';
import { editionOf } from './sharing/draft-sharing-store.ts';
import type { AttachedFile, StoredDraft, StoredDraftAttachment } from './stored-draft.ts';

export interface DraftPorts extends BeginningPorts {
  readonly journal: JournalStore;
  readonly blobs: BlobStore;
  readonly files: GrantedFiles;
  readonly clock: Clock;
  readonly newEnvelopeId: () => EnvelopeId;
  readonly newAttachmentId: () => string;
  /** A zip of one file. */
  readonly zipped: (name: string, content: ByteStream, at: Date) => ByteStream;
  readonly onAttachProgress: (draftId: DraftId, doneBytes: number, totalBytes: number) => void;
  /** The number of drafts changed. */
  readonly onCount: () => void;
  /** Which workstation this is. */
  readonly workstationId: string;
  readonly aside: Aside;
  /** There is something for the other workstations; `once` where a draft is gone from here. */
  readonly onWritten: (at: 'rest' | 'once') => void;
}

/** Where and when words were kept. */
export interface SavedDraft {
  readonly savedAt: string;
  readonly draftId: DraftId;
}

/** A zip is kept from this part of the file on: whoever gets it has to unpack it. */
const WORTH_ZIPPING = 0.9;

export function createDrafts(ports: DraftPorts) {
  const { journal, blobs, clock } = ports;

  const existing = (draftId: DraftId): StoredDraft => {
    const draft = journal.draft(draftId);
    if (!draft) throw new AppError('draft.not-found');
    return draft;
  };

  const view = (draft: StoredDraft): Draft => viewDraft(draft, journal.sharing.find(draft.id), ports.workstationId);
  /** The draft after a change, which the other workstations are to have too. */
  const written = (draftId: DraftId): Draft => {
    ports.onWritten('rest');
    return view(existing(draftId));
  };

  const begin = (content: DraftContent, attachments: readonly StoredDraftAttachment[]): Draft => {
    const id = ports.newEnvelopeId();
    journal.beginDraft({ id, content, savedAt: clock.now(), attachments });
    ports.onCount();
    return written(id);
  };

  const attachmentOf = (draftId: DraftId, attachmentId: string): StoredDraftAttachment => {
    const found = existing(draftId).attachments.find((one) => one.attachmentId === attachmentId);
    if (!found) throw new AppError('attachment.not-found');
    return found;
  };

  /** What is being copied into which draft, to be given up. */
  const copying = new Map<DraftId, AbortController>();

  /**
   * Copies a file in, encrypted, as it is or as a zip of it, of which nothing is on disk in plain either; `attachment.changed`
   * when it is not what was announced.
   */
  async function takeIn(draftId: DraftId, source: GrantedSource, isZipped = false): Promise<AttachedFile> {
    const control = new AbortController();
    copying.set(draftId, control);
    try {
      return await copyIn(draftId, source, isZipped, control.signal);
    } finally {
      if (copying.get(draftId) === control) copying.delete(draftId);
    }
  }

  async function copyIn(
    draftId: DraftId,
    source: GrantedSource,
    isZipped: boolean,
    signal: AbortSignal,
  ): Promise<AttachedFile> {
    const tell = throttled(clock.now, PROGRESS_INTERVAL_MS, (done: number) =>
      ports.onAttachProgress(draftId, done, source.sizeBytes),
    );
    const blobId = blobs.newId();
    let readBytes = 0;
    const bytes = counted(until(signal, source.open()), (done) => {
      readBytes = done;
      tell(done === source.sizeBytes, done);
    });
    const zip = isZipped ? zipOf(source.name, bytes) : null;
    const { sizeBytes } = await blobs.write(blobId, zip ? enveloped(zip.bytes, source.sizeBytes) : bytes);
    if (readBytes !== source.sizeBytes || !journal.draft(draftId)) {
      await blobs.remove([blobId]);
      throw new AppError(journal.draft(draftId) ? 'attachment.changed' : 'draft.not-found');
    }
    const name = source.name.slice(0, 255);
    return zip ? { ...zip.file, sizeBytes, blobId } : { name, mediaType: typeOfName(name), sizeBytes, blobId };
  }

  /** A zip of one file, and what it is attached as. */
  function zipOf(name: string, content: ByteStream) {
    const inside = safeFileName(name);
    return {
      bytes: ports.zipped(inside, content, new Date(clock.now())),
      file: { name: `${inside}.zip`, mediaType: 'application/zip' },
    };
  }

  /** `zipped`: a zip of it is attached, and has to fit where the file does not. */
  async function attach(draftId: DraftId, source: GrantedSource, zipped = false): Promise<Draft> {
    if (!zipped) checkRoom(view(existing(draftId)), source);
    else if (source.sizeBytes > MAX_ZIPPED_FILE_BYTES) throw fileTooLarge(source.sizeBytes);
    const file = await takeIn(draftId, source, zipped);
    try {
      // How much a zip takes is known once it is there.
      if (zipped) checkRoom(view(existing(draftId)), file);
    } catch (error) {
      await blobs.remove([file.blobId]);
      throw error;
    }
    journal.addAttachment(draftId, { attachmentId: ports.newAttachmentId(), ...file });
    return written(draftId);
  }

  /** A smaller copy takes an attachment's place; what was attached first is kept, and comes back by `restore`. */
  async function replace(draftId: DraftId, attachmentId: string, source: GrantedSource): Promise<Draft> {
    if (source.sizeBytes > attachmentOf(draftId, attachmentId).sizeBytes) throw new AppError('attachment.changed');
    const isPut = await putCopy(draftId, attachmentId, await takeIn(draftId, source));
    if (!isPut) throw new AppError('attachment.not-found');
    return view(existing(draftId));
  }

  /** False when the attachment was taken away while its copy came, which goes then too. */
  async function putCopy(draftId: DraftId, attachmentId: string, file: AttachedFile): Promise<boolean> {
    const before = journal.draft(draftId)?.attachments.find((one) => one.attachmentId === attachmentId);
    if (!before) {
      await blobs.remove([file.blobId]);
      return false;
    }
    const { original = before } = before;
    const { name, mediaType, sizeBytes, blobId } = original;
    journal.changeAttachment(draftId, { attachmentId, ...file, original: { name, mediaType, sizeBytes, blobId } });
    ports.onWritten('rest');
    if (before.blobId !== blobId) await blobs.remove([before.blobId]);
    return true;
  }

  /** Zips each file that becomes smaller by it, one after the other; the files that were attached are kept, as by `replace`. */
  async function compress(draftId: DraftId): Promise<Draft> {
    for (const { attachmentId } of existing(draftId).attachments.filter(isCompressible)) {
      const file = journal.draft(draftId)?.attachments.find((one) => one.attachmentId === attachmentId);
      // Taken away meanwhile, or a copy already.
      if (!file || file.original) continue;
      const blobId = blobs.newId();
      const zip = zipOf(file.name, blobs.read(file.blobId));
      const { sizeBytes } = await blobs.write(blobId, zip.bytes);
      const copy = { ...zip.file, sizeBytes, blobId };
      if (sizeBytes > file.sizeBytes * WORTH_ZIPPING) await blobs.remove([blobId]);
      else await putCopy(draftId, attachmentId, copy);
    }
    return view(existing(draftId));
  }

  async function restore(draftId: DraftId, attachmentId: string): Promise<Draft> {
    const { blobId, original } = attachmentOf(draftId, attachmentId);
    if (!original) throw new AppError('attachment.not-found');
    journal.changeAttachment(draftId, { attachmentId, ...original });
    await blobs.remove([blobId]);
    return written(draftId);
  }

  function saveHere(draftId: DraftId, content: DraftContent): string {
    const before = existing(draftId).content;
    const savedAt = clock.now();
    journal.putDraft(draftId, settled(content), savedAt);
    ports.onWritten('rest');
    if (goToTheSame(before, content)) return toInstant(savedAt);
    const { recipients, phoneCodes = [] } = content;
    // Parts that a failure left behind go to whom the letter goes to now: it may have been corrected since.
    for (const part of journal.drafts()) {
      if (part.content.partOf !== draftId || goToTheSame(part.content, content)) continue;
      journal.putDraft(part.id, { ...part.content, recipients, phoneCodes }, savedAt);
    }
    return toInstant(savedAt);
  }

  /** Whether the draft is still the one whose words somebody changed. */
  const isEdition = (draftId: DraftId, edition: number | undefined): boolean =>
    edition === undefined || (journal.draft(draftId) !== null && editionOf(journal.sharing.find(draftId)) === edition);

  return {
    async create(answerTo: EnvelopeId | null, toAll: boolean, words?: QuoteWords): Promise<Draft> {
      return begin(answerTo === null ? emptyLetter(ports) : await answer(answerTo, toAll, words, ports), []);
    },
    /** Passes an envelope on: its text below, and copies of all its attachments, made before the draft exists. */
    async forward(envelopeId: EnvelopeId, words: QuoteWords): Promise<Draft> {
      const content = await forward(envelopeId, words, ports);
      return begin(content, await copiesOf(await ports.reading.attachments(envelopeId), ports));
    },
    /** A letter to those who have not opened an envelope of one's own. */
    followUp: (envelopeId: EnvelopeId, words: Parameters<typeof followUp>[1]): Draft =>
      begin(followUp(envelopeId, words, ports), []),
    get: (draftId: DraftId): Draft => view(existing(draftId)),
    list: (): DraftRow[] => journal.drafts().map((draft) => rowOf(draft, view(draft))),
    /** Answers when it was saved, and where: beside the draft, if that is not `edition` any more. */
    async save(draftId: DraftId, content: DraftContent, edition?: number): Promise<SavedDraft> {
      if (isEdition(draftId, edition)) return { savedAt: saveHere(draftId, content), draftId };
      const asideId = await ports.aside.draftFor(draftId, edition ?? 0, settled(content));
      const savedAt = saveHere(asideId, content);
      ports.onCount();
      return { savedAt, draftId: asideId };
    },
    /** `draft.changed-elsewhere` when the draft is not what was read any more. */
    expectEdition(draftId: DraftId, edition: number | undefined): void {
      existing(draftId);
      if (!isEdition(draftId, edition)) throw new AppError('draft.changed-elsewhere');
    },
    async discard(draftId: DraftId): Promise<void> {
      existing(draftId);
      await blobs.remove(journal.deleteDraft(draftId));
      ports.onCount();
      ports.onWritten('once');
    },

    async attachGranted(draftId: DraftId, grantId: string, zipped = false): Promise<Draft> {
      existing(draftId);
      return attach(draftId, await ports.files.source(grantId), zipped);
    },
    stopAttaching(draftId: DraftId): void {
      copying.get(draftId)?.abort(new AppError('app.cancelled'));
    },
    attach,
    replace,
    compress,
    restore,
    /** Its bytes, for the page that makes a smaller copy. */
    content(draftId: DraftId, attachmentId: string) {
      const { blobId, mediaType, sizeBytes } = attachmentOf(draftId, attachmentId);
      return { blobId, mediaType, sizeBytes, open: () => blobs.read(blobId) };
    },
    recipientFacts: (draftId: DraftId) => recipientFacts(existing(draftId).content.recipients, ports.cache),
    /** Parts what is too much for one envelope; a draft that fits stays as it is. */
    split(draftId: DraftId, continued: string): readonly DraftId[] {
      const draft = existing(draftId);
      const [first = [], ...others] = distribute(draft.attachments);
      const left = journal.drafts().filter((one) => one.content.partOf === draftId);
      const leftIds = left.map(({ id }) => id).sort();
      if (others.length === 0) return [draftId, ...leftIds];
      if (others.length >= MAX_NUMBERED_ENVELOPES) throw tooLarge(view(draft).attachmentsBytes);
      const part = (number: number) => numberedSubject(draft.content.subject, number, others.length + 1);
      const savedAt = clock.now();
      const rest = others.map((attachments, index) => ({
        id: ports.newEnvelopeId(),
        content: { ...withoutFormatting(draft.content), subject: part(index + 2), text: continued, partOf: draftId },
        savedAt,
        attachments,
      }));
      journal.splitDraft(
        { ...draft, content: { ...draft.content, subject: part(1) }, savedAt, attachments: first },
        rest,
      );
      ports.onCount();
      ports.onWritten('rest');
      return [draftId, ...leftIds, ...rest.map(({ id }) => id)];
    },
    async detach(draftId: DraftId, attachmentId: string): Promise<Draft> {
      existing(draftId);
      const blobIds = journal.removeAttachment(draftId, attachmentId);
      if (blobIds === null && !journal.sharing.removeElsewhere(draftId, attachmentId)) {
        throw new AppError('attachment.not-found');
      }
      await blobs.remove(blobIds ?? []);
      return written(draftId);
    },
  };
}

/** Whether two go to the same people, who are asked for the same codes. */
function goToTheSame(some: DraftContent, others: DraftContent): boolean {
  const of = ({ recipients, phoneCodes = [] }: DraftContent) => JSON.stringify([recipients, phoneCodes]);
  return of(some) === of(others);
}

/**
 * The letter as it is kept: its plain text is written from its formatting here, so that two recipients of one letter,
 * one of whom sees no formatting, never read different words. Without formatting it is plain text as ever.
 */
function settled(content: DraftContent): DraftContent {
  const { rich } = content;
  if (!rich) return content;
  const text = plainTextOf(rich.blocks);
  if (text.length > MAX_TEXT_BYTES) {
    throw new AppError('draft.text-too-long', { sizeBytes: text.length, limitBytes: MAX_TEXT_BYTES });
  }
  return isFormatted(rich.blocks) ? { ...content, text } : { ...withoutFormatting(content), text };
}

function withoutFormatting({ rich: _, ...content }: DraftContent): DraftContent {
  return content;
}

/** A draft may hold more than one envelope takes, as it can leave in several; no file may. */
function checkRoom(draft: Draft, { sizeBytes }: Pick<GrantedSource, 'sizeBytes'>): void {
  if (sizeBytes > MAX_ATTACHMENTS_BYTES) throw fileTooLarge(sizeBytes);
  const envelopes = distribute([...draft.attachments, { sizeBytes }]);
  if (envelopes.length > MAX_NUMBERED_ENVELOPES) throw tooLarge(draft.attachmentsBytes + sizeBytes);
}

function fileTooLarge(sizeBytes: number): AppError {
  return new AppError('attachment.too-large', { sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES });
}

/** A zip as far as one envelope takes it; the file that it is of is named by what it weighs. */
function enveloped(zip: ByteStream, sizeBytes: number): ByteStream {
  const limitBytes = MAX_ATTACHMENTS_BYTES;
  return atMost(zip, limitBytes, () => new AppError('attachment.too-large-zipped', { sizeBytes, limitBytes }));
}

function tooLarge(sizeBytes: number): AppError {
  return new AppError('envelope.too-large', { sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES });
}

/** Copies of what an envelope attaches; all of them or none. */
function copiesOf(attachments: readonly OpenAttachment[], ports: CopyPorts): Promise<readonly StoredDraftAttachment[]> {
  const sizeBytes = attachments.reduce((sum, { attachment }) => sum + attachment.sizeBytes, 0);
  if (sizeBytes > MAX_ATTACHMENTS_BYTES || attachments.length > MAX_ATTACHMENTS) throw tooLarge(sizeBytes);
  return copyAttachments(
    attachments.map(({ attachment, bytes }) => ({ name: attachment.name, open: bytes })),
    ports,
  );
}
