/** Messages of the cache: index, attachments, and raw bytes kept once, in a column or in an encrypted file. */
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { MissingMessage } from '../../core/envelope-store.ts';
import type { IndexedAttachment, MessageBytes, MessageIndex } from '../../core/message-port.ts';
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
  readonly blob_id: string | null;
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
  const selectBytes = database
    .prepare<[string], Uint8Array>('SELECT raw FROM message_bytes WHERE envelope_id = ?')
    .pluck();
  const selectAttachments = database.prepare<[string], AttachmentColumns>(
    'SELECT * FROM attachments WHERE envelope_id = ? ORDER BY position',
  );
  const insert = database.prepare(`
    INSERT OR REPLACE INTO messages (envelope_id, sha256, size_bytes, text, text_truncated, html, headers_differ, cms,
      entity_digests, blob_id, expires_at, stated)
    VALUES (:id, :sha256, :sizeBytes, :text, :textTruncated, :html, :headersDiffer, :cms, :digests, :blobId, :expiresAt,
      :stated)`);
  const insertBytes = database.prepare('INSERT OR REPLACE INTO message_bytes (envelope_id, raw) VALUES (?, ?)');
  const insertAttachment = database.prepare(`
    INSERT INTO attachments (envelope_id, position, name, media_type, size_bytes, encoding, body_offset, body_length,
      detected_type)
    VALUES (:id, :index, :name, :mediaType, :sizeBytes, :encoding, :offset, :length, :detectedType)`);
  const removals = ['messages', 'message_bytes', 'attachments'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE envelope_id = ?`),
  );
  const setOffline = database.prepare('UPDATE list_rows SET offline = ? WHERE envelope_id = ?');
  const addMissing = database.prepare(`
    INSERT INTO missing_messages (envelope_id, sealed_at, sha256, size_bytes) VALUES (?, ?, ?, ?)
    ON CONFLICT (envelope_id) DO NOTHING`);
  const removeMissing = database.prepare('DELETE FROM missing_messages WHERE envelope_id = ?');
  const missingBlob = database
    .prepare<[string], string | null>('SELECT blob_id FROM missing_messages WHERE envelope_id = ?')
    .pluck();
  // "Not before" more than a quarter of an hour ahead comes from a clock that was wrong.
  const due = database.prepare<
    [number, number, number],
    { envelope_id: string; sha256: string; size_bytes: number; blob_id: string | null }
  >(`
    SELECT envelope_id, sha256, size_bytes, blob_id FROM missing_messages
    WHERE next_try_at IS NULL OR next_try_at <= ? OR next_try_at > ? + 900000
    ORDER BY sealed_at DESC LIMIT ?`);
  const missingTotal = database.prepare<[], number | null>('SELECT sum(size_bytes) FROM missing_messages').pluck();
  const missingCount = database.prepare<[], number>('SELECT count(*) FROM missing_messages').pluck();
  const setBlob = database.prepare('UPDATE missing_messages SET blob_id = ? WHERE envelope_id = ?');
  const setTry = database.prepare('UPDATE missing_messages SET tries = ?, next_try_at = ? WHERE envelope_id = ?');
  const expiring = database
    .prepare<[number, string], string>(`
      SELECT envelope_id FROM messages WHERE expires_at <= ? AND EXISTS (
        SELECT 1 FROM list_rows WHERE list_rows.envelope_id = messages.envelope_id
          AND box IN (SELECT value FROM json_each(?)))
      ORDER BY expires_at`)
    .pluck();
  const tries = database.prepare<[string], number>('SELECT tries FROM missing_messages WHERE envelope_id = ?').pluck();

  const drop = (id: string): string | null => {
    const blobId = select.get(id)?.blob_id ?? missingBlob.get(id) ?? null;
    for (const removal of removals) removal.run(id);
    removeMissing.run(id);
    setOffline.run(0, id);
    return blobId;
  };

  return {
    has: (id: string) => select.get(id) !== undefined,
    sha256Of: (id: string) => select.get(id)?.sha256 ?? null,

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

    bytes(id: string): MessageBytes | null {
      const blobId = select.get(id)?.blob_id;
      if (blobId) return { kind: 'blob', blobId };
      const bytes = selectBytes.get(id);
      return bytes ? { kind: 'inline', bytes } : null;
    },

    put(id: string, index: MessageIndex, bytes: MessageBytes, expiresAt: number): void {
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
        blobId: bytes.kind === 'blob' ? bytes.blobId : null,
        expiresAt,
        stated: JSON.stringify(index.stated),
      });
      if (bytes.kind === 'inline') insertBytes.run(id, bytes.bytes);
      for (const attachment of index.attachments) insertAttachment.run({ id, ...attachment });
      setOffline.run(1, id);
    },

    drop,
    /** The bytes are in the archive from now on: the row stays readable, and nothing is fetched again. */
    moveOut: (id: string) => {
      drop(id);
      setOffline.run(1, id);
    },
    expiring: (until: number, boxes: readonly number[]): Iterable<string> =>
      expiring.iterate(until, JSON.stringify(boxes)),
    expect: (id: string, sealedAt: number, sha256: string, sizeBytes: number) => {
      addMissing.run(id, sealedAt, sha256, sizeBytes);
    },
    missing: (now: number, limit: number): MissingMessage[] =>
      due.all(now, now, limit).map((row) => ({
        envelopeId: row.envelope_id as EnvelopeId,
        sha256: row.sha256,
        sizeBytes: row.size_bytes,
        blobId: row.blob_id,
      })),
    missingBytes: () => missingTotal.get() ?? 0,
    missingCount: () => missingCount.get() ?? 0,
    beginDownload: (id: string, blobId: string) => {
      setBlob.run(blobId, id);
    },
    failDownload: (id: string, count: number, nextTryAt: number) => {
      setTry.run(count, nextTryAt, id);
    },
    tries: (id: string) => tries.get(id) ?? 0,
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
