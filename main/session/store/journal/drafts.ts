/** Drafts and the copies of their attachments. */
import type { DraftContent } from '../../../../contract/model/draft-content.ts';
import type { DraftId } from '../../../../contract/model/ids.ts';
import type { AttachedFile, StoredDraft, StoredDraftAttachment } from '../../core/stored-draft.ts';
import type { Sql } from '../encrypted-database.ts';

interface AttachmentColumns {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly blob_id: string;
  readonly original: string | null;
}

/** Statements over the drafts of one open journal. */
export function prepareDrafts(database: Sql) {
  const list = database.prepare<[], { id: string; content: string; saved_at: number }>(
    'SELECT id, content, saved_at FROM drafts ORDER BY saved_at DESC, id DESC',
  );
  const get = database.prepare<[string], { id: string; content: string; saved_at: number }>(
    'SELECT id, content, saved_at FROM drafts WHERE id = ?',
  );
  const put = database.prepare(`
    INSERT INTO drafts (id, content, saved_at) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at`);
  const remove = database.prepare('DELETE FROM drafts WHERE id = ?');
  const attachments = database.prepare<[string], AttachmentColumns>(
    'SELECT id, name, media_type, size_bytes, blob_id, original FROM draft_attachments WHERE draft_id = ? ORDER BY position',
  );
  const attach = database.prepare(`
    INSERT INTO draft_attachments (id, draft_id, position, name, media_type, size_bytes, blob_id, original)
    VALUES (:id, :draftId,
      (SELECT coalesce(max(position), -1) + 1 FROM draft_attachments WHERE draft_id = :draftId),
      :name, :mediaType, :sizeBytes, :blobId, :original)`);
  const change = database.prepare(`
    UPDATE draft_attachments SET name = :name, media_type = :mediaType, size_bytes = :sizeBytes, blob_id = :blobId,
      original = :original
    WHERE id = :id AND draft_id = :draftId`);
  const detach = database.prepare('DELETE FROM draft_attachments WHERE id = ? AND draft_id = ?');
  const detachAll = database.prepare('DELETE FROM draft_attachments WHERE draft_id = ?');

  const attachmentsOf = (id: string): StoredDraftAttachment[] =>
    attachments.all(id).map((row) => ({
      attachmentId: row.id,
      name: row.name,
      mediaType: row.media_type,
      sizeBytes: row.size_bytes,
      blobId: row.blob_id,
      ...(row.original === null ? {} : { original: JSON.parse(row.original) as AttachedFile }),
    }));
  const toDraft = (row: { id: string; content: string; saved_at: number }): StoredDraft => ({
    id: row.id as DraftId,
    content: JSON.parse(row.content) as DraftContent,
    savedAt: row.saved_at,
    attachments: attachmentsOf(row.id),
  });

  return {
    list: () => list.all().map(toDraft),
    get: (id: string) => {
      const row = get.get(id);
      return row ? toDraft(row) : null;
    },
    put: (id: string, content: DraftContent, savedAt: number) => {
      put.run(id, JSON.stringify(content), savedAt);
    },
    attachmentsOf,
    /** Removes the draft alone: its attachments then belong to the outbox entry of the same id. */
    remove: (id: string) => {
      remove.run(id);
    },
    attach: (id: string, attachment: StoredDraftAttachment) => {
      attach.run(columnsOf(id, attachment));
    },
    change: (id: string, attachment: StoredDraftAttachment) => {
      change.run(columnsOf(id, attachment));
    },
    /** Answers its files, an original among them. */
    detach: (id: string, attachmentId: string): string[] | null => {
      const found = attachmentsOf(id).find((attachment) => attachment.attachmentId === attachmentId);
      if (!found) return null;
      detach.run(attachmentId, id);
      return filesOf(found);
    },
    /** Removes all attachments; answers their files. */
    detachAll: (id: string): string[] => {
      const blobIds = attachmentsOf(id).flatMap(filesOf);
      detachAll.run(id);
      return blobIds;
    },
  };
}

function columnsOf(draftId: string, attachment: StoredDraftAttachment) {
  const { attachmentId, name, mediaType, sizeBytes, blobId, original } = attachment;
  return {
    name,
    mediaType,
    sizeBytes,
    blobId,
    id: attachmentId,
    draftId,
    original: original ? JSON.stringify(original) : null,
  };
}

function filesOf({ blobId, original }: StoredDraftAttachment): string[] {
  return original ? [blobId, original.blobId] : [blobId];
}
