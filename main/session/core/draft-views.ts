/** Drafts as the screens show them. */
import type { Draft, DraftRow } from '../../../contract/ipc/draft.contract.ts';
import { toInstant } from './clock.ts';
import { type DraftStanding, editionOf } from './sharing/draft-sharing-store.ts';
import { viewSharing } from './sharing/view-sharing.ts';
import type { StoredDraft } from './stored-draft.ts';

/** The draft as the composer shows it; `standing` tells how it stands with the other workstations. */
export function viewDraft(draft: StoredDraft, standing: DraftStanding | null, workstationId: string): Draft {
  const attachments = draft.attachments.map(({ attachmentId, name, mediaType, sizeBytes, original }) => ({
    attachmentId,
    name,
    mediaType,
    sizeBytes,
    ...(original ? { originalBytes: original.sizeBytes } : {}),
  }));
  return {
    id: draft.id,
    content: draft.content,
    attachments,
    attachmentsBytes: attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    attachmentsElsewhere: (standing?.elsewhere ?? []).map(({ attachmentId, name, sizeBytes, heldBy }) => ({
      ...{ attachmentId, name, sizeBytes },
      workstation: heldBy.name,
    })),
    savedAt: toInstant(draft.savedAt),
    edition: editionOf(standing),
    sharing: viewSharing(standing, workstationId),
  };
}

/** The draft as the list shows it. */
export function rowOf({ id, content }: StoredDraft, view: Draft): DraftRow {
  const { attachments, attachmentsElsewhere: elsewhere, savedAt, sharing } = view;
  const [first] = elsewhere;
  return {
    id,
    to: content.recipients.map(({ name, address }) => name || address).join(', '),
    subject: content.subject,
    attachments: attachments.length + elsewhere.length,
    elsewhere: first ? { attachments: elsewhere.length, workstation: first.workstation } : null,
    savedAt,
    sharing,
  };
}
