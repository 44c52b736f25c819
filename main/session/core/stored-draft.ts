/** A draft as it lies in the journal, with the files that were attached to it. */
import type { DraftContent } from '../../../contract/model/draft-content.ts';
import type { DraftId } from '../../../contract/model/ids.ts';

export interface StoredDraft {
  readonly id: DraftId;
  readonly content: DraftContent;
  readonly savedAt: number;
  readonly attachments: readonly StoredDraftAttachment[];
}

/** A file that was attached, as it lies here. */
export interface AttachedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly blobId: string;
}

export interface StoredDraftAttachment extends AttachedFile {
  readonly attachmentId: string;
  /** What was attached before it was made smaller; undefined where it leaves as it came. */
  readonly original?: AttachedFile | undefined;
}
