/** Drafts: written here, kept encrypted here, with copies of what is attached. */
import { AppError } from '../../../contract/errors.ts';
import type { Draft, DraftContent, DraftRow } from '../../../contract/ipc/draft.contract.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import { MAX_ATTACHMENTS, MAX_ATTACHMENTS_BYTES } from '../../../contract/model/limits.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import type { BlobStore } from './blob-store.ts';
import { counted } from './bytes.ts';
import { type Clock, toInstant } from './clock.ts';
import type { EnvelopeStore } from './envelope-store.ts';
import { typeOfName } from './file-kind.ts';
import type { GrantedFiles } from './files-port.ts';
import type { JournalStore, StoredDraft } from './journal-store.ts';
import { PROGRESS_INTERVAL_MS } from './policy.ts';
import { throttled } from './progress.ts';

export interface DraftPorts {
  readonly account: AccountCard;
  readonly journal: JournalStore;
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly files: GrantedFiles;
  readonly clock: Clock;
  /** What the text of a new letter begins as. */
  readonly newLetter: () => string;
  readonly newEnvelopeId: () => EnvelopeId;
  readonly newAttachmentId: () => string;
  readonly onAttachProgress: (draftId: DraftId, doneBytes: number, totalBytes: number) => void;
  /** The number of drafts changed. */
  readonly onCount: () => void;
}

/** The draft as the composer shows it. */
export function viewDraft(draft: StoredDraft): Draft {
  const attachments = draft.attachments.map(({ attachmentId, name, mediaType, sizeBytes }) => ({
    attachmentId,
    name,
    mediaType,
    sizeBytes,
  }));
  return {
    id: draft.id,
    content: draft.content,
    attachments,
    attachmentsBytes: attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    savedAt: toInstant(draft.savedAt),
  };
}

export function createDrafts(ports: DraftPorts) {
  const { journal, blobs, clock } = ports;

  const existing = (draftId: DraftId): StoredDraft => {
    const draft = journal.draft(draftId);
    if (!draft) throw new AppError('draft.not-found');
    return draft;
  };

  return {
    create(answerTo: EnvelopeId | null, toAll: boolean): Draft {
      const begun = answerTo === null ? emptyContent : answerContent(answerTo, toAll, ports);
      const content = { ...begun, text: ports.newLetter() };
      const id = ports.newEnvelopeId();
      journal.putDraft(id, content, clock.now());
      ports.onCount();
      return viewDraft(existing(id));
    },
    get: (draftId: DraftId): Draft => viewDraft(existing(draftId)),
    list: (): DraftRow[] =>
      journal.drafts().map((draft) => ({
        id: draft.id,
        to: draft.content.recipients.map(({ name, address }) => name || address).join(', '),
        subject: draft.content.subject,
        attachments: draft.attachments.length,
        savedAt: toInstant(draft.savedAt),
      })),
    save(draftId: DraftId, content: DraftContent): string {
      existing(draftId);
      const savedAt = clock.now();
      journal.putDraft(draftId, content, savedAt);
      return toInstant(savedAt);
    },
    async discard(draftId: DraftId): Promise<void> {
      existing(draftId);
      await blobs.remove(journal.deleteDraft(draftId));
      ports.onCount();
    },

    async attach(draftId: DraftId, grantId: string): Promise<Draft> {
      const before = viewDraft(existing(draftId));
      const source = await ports.files.source(grantId);
      const sizeBytes = before.attachmentsBytes + source.sizeBytes;
      if (sizeBytes > MAX_ATTACHMENTS_BYTES || before.attachments.length >= MAX_ATTACHMENTS) {
        throw new AppError('envelope.too-large', { sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES });
      }
      const tell = throttled(clock.now, PROGRESS_INTERVAL_MS, (done: number) =>
        ports.onAttachProgress(draftId, done, source.sizeBytes),
      );
      const blobId = blobs.newId();
      const bytes = counted(source.open(), (done) => tell(done === source.sizeBytes, done));
      const written = await blobs.write(blobId, bytes);
      if (written.sizeBytes !== source.sizeBytes || !journal.draft(draftId)) {
        await blobs.remove([blobId]);
        throw new AppError(journal.draft(draftId) ? 'attachment.changed' : 'draft.not-found');
      }
      journal.addAttachment(draftId, {
        attachmentId: ports.newAttachmentId(),
        name: source.name.slice(0, 255),
        mediaType: typeOfName(source.name),
        sizeBytes: source.sizeBytes,
        blobId,
      });
      return viewDraft(existing(draftId));
    },
    async detach(draftId: DraftId, attachmentId: string): Promise<Draft> {
      existing(draftId);
      const blobId = journal.removeAttachment(draftId, attachmentId);
      if (blobId === null) throw new AppError('attachment.not-found');
      await blobs.remove([blobId]);
      return viewDraft(existing(draftId));
    },
  };
}

const emptyContent: DraftContent = { recipients: [], subject: '', text: '', inReplyTo: null };

/** Recipients and subject of an answer: the sender, and with `toAll` the other recipients but oneself. */
function answerContent(answerTo: EnvelopeId, toAll: boolean, ports: DraftPorts): DraftContent {
  const stored = ports.cache.envelope(answerTo);
  if (!stored) throw new AppError('envelope.not-found');
  const { record, box } = stored;
  const own = ports.account.address;
  const to: RecipientRef[] =
    box === 'sent'
      ? record.recipients.filter(({ role }) => role === 'to').map(toRef)
      : [{ address: record.sender.address, name: displayName(record.sender), role: 'to' }];
  const others = toAll ? record.recipients.map((recipient): RecipientRef => ({ ...toRef(recipient), role: 'cc' })) : [];
  const seen = new Set([own]);
  const recipients = [...to, ...others].filter(({ address }) => !seen.has(address) && seen.add(address));
  const subject = record.content?.subject ?? '';
  return {
    recipients: recipients.length > 0 ? recipients : to,
    subject: /^\s*re\s*:/i.test(subject) ? subject : `Re: ${subject}`.slice(0, 998),
    text: '',
    inReplyTo: answerTo,
  };
}

function toRef({ address, name, role }: RecipientRef): RecipientRef {
  return { address, name, role };
}
