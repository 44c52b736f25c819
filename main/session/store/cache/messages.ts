/** Messages of the cache: what they say, and where their attachments stand in them. Their bytes are kept apart. */
import type { IndexedAttachment, MessageIndex } from '../../core/message-port.ts';
import type { StatedHeaders } from '../../core/stated-headers.ts';
import type { Sql } from '../encrypted-database.ts';
import { readSignature, writeDigests } from '../signature-columns.ts';

interface MessageColumns {
  readonly sha256: string;
  readonly size_bytes: number;
  readonly text: string;
  readonly text_truncated: number;
  readonly html: string | null;
  readonly headers_differ: string;
  readonly cms: Uint8Array | null;
  readonly entity_digests: string | null;
  /** JSON; null for messages kept before it was noted. */
  readonly stated: string | null;
}

interface AttachmentColumns {
  readonly position: number;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly encoding: string;
  readonly body_offset: number;
  readonly body_length: number;
  readonly detected_type: string | null;
}

/** Statements over the messages of one open cache. */
export function prepareMessages(database: Sql) {
  const select = database.prepare<[string], MessageColumns>('SELECT * FROM messages WHERE envelope_id = ?');
  const sha256 = database.prepare<[string], string>('SELECT sha256 FROM messages WHERE envelope_id = ?').pluck();
  const selectAttachments = database.prepare<[string], AttachmentColumns>(
    'SELECT * FROM attachments WHERE envelope_id = ? ORDER BY position',
  );
  const insert = database.prepare(`
    INSERT OR REPLACE INTO messages (envelope_id, sha256, size_bytes, text, text_truncated, html, headers_differ, cms,
      entity_digests, expires_at, stated)
    VALUES (:id, :sha256, :sizeBytes, :text, :textTruncated, :html, :headersDiffer, :cms, :digests, :expiresAt, :stated)`);
  const insertAttachment = database.prepare(`
    INSERT INTO attachments (envelope_id, position, name, media_type, size_bytes, encoding, body_offset, body_length,
      detected_type)
    VALUES (:id, :index, :name, :mediaType, :sizeBytes, :encoding, :offset, :length, :detectedType)`);
  const removals = ['messages', 'attachments'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE envelope_id = ?`),
  );
  const drop = (id: string): void => {
    for (const removal of removals) removal.run(id);
  };

  return {
    sha256Of: (id: string) => sha256.get(id) ?? null,

    get(id: string): MessageIndex | null {
      const columns = select.get(id);
      if (!columns) return null;
      return {
        sha256: columns.sha256,
        sizeBytes: columns.size_bytes,
        text: columns.text,
        textTruncated: columns.text_truncated === 1,
        html: columns.html,
        headersDiffer: JSON.parse(columns.headers_differ) as string[],
        stated: columns.stated === null ? null : (JSON.parse(columns.stated) as StatedHeaders),
        signature: readSignature(columns.cms, columns.entity_digests),
        attachments: selectAttachments.all(id).map(toAttachment),
      };
    },

    put(id: string, index: MessageIndex, expiresAt: number): void {
      drop(id);
      insert.run({
        id,
        sha256: index.sha256,
        sizeBytes: index.sizeBytes,
        text: index.text,
        textTruncated: Number(index.textTruncated),
        html: index.html,
        headersDiffer: JSON.stringify(index.headersDiffer),
        cms: index.signature?.cms ?? null,
        digests: index.signature && writeDigests(index.signature),
        expiresAt,
        stated: JSON.stringify(index.stated),
      });
      for (const attachment of index.attachments) insertAttachment.run({ id, ...attachment });
    },

    drop,
  };
}

function toAttachment(columns: AttachmentColumns): IndexedAttachment {
  return {
    index: columns.position,
    name: columns.name,
    mediaType: columns.media_type,
    sizeBytes: columns.size_bytes,
    encoding: columns.encoding,
    offset: columns.body_offset,
    length: columns.body_length,
    detectedType: columns.detected_type,
  };
}
