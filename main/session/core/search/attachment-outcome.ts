/** How reading an attachment for searching ended. */
import type { UnreadableReason } from '../../../../contract/model/readable-document.ts';

/** `part`: its beginning alone is searched. Any other is why nothing of it is. */
export type AttachmentOutcome = 'whole' | 'part' | UnreadableReason;
