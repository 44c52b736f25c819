/** The archive over an open archive.db. */
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import type { ArchiveStore } from '../../core/archive-store.ts';
import type { MessageIndex } from '../../core/message-port.ts';
import type { Sql } from '../encrypted-database.ts';
import { readSignature, writeDigests } from '../signature-columns.ts';

interface MessageColumns {
  readonly message_index: string;
  readonly cms: Uint8Array | null;
  readonly entity_digests: string | null;
}

/** Statements over one open archive. */
export function createArchiveStore(database: Sql): ArchiveStore {
  const put = database.prepare(`
    INSERT OR IGNORE INTO envelopes
      (id, box, record, seal, events, message_index, cms, entity_digests, raw, blob_id, archived_at)
    VALUES (:id, :box, :record, :seal, :events, :index, :cms, :digests, :raw, :blobId, :archivedAt)`);
  const record = database.prepare<[string], string>('SELECT record FROM envelopes WHERE id = ?').pluck();
  const message = database.prepare<[string], MessageColumns>(
    'SELECT message_index, cms, entity_digests FROM envelopes WHERE id = ?',
  );
  const bytes = database.prepare<[string], { raw: Uint8Array | null; blob_id: string | null }>(
    'SELECT raw, blob_id FROM envelopes WHERE id = ?',
  );
  const blobs = database.prepare<[], string>('SELECT blob_id FROM envelopes WHERE blob_id IS NOT NULL').pluck();
  const count = database.prepare<[], number>('SELECT count(*) FROM envelopes').pluck();
  return {
    has: (id) => record.get(id) !== undefined,
    count: () => count.get() ?? 0,
    put(envelope, events, index, source, archivedAt) {
      const { signature, ...rest } = index;
      put.run({
        id: envelope.record.id,
        box: envelope.box,
        record: JSON.stringify(envelope.record),
        seal: JSON.stringify(envelope.seal),
        events: JSON.stringify(events),
        index: JSON.stringify(rest),
        cms: signature?.cms ?? null,
        digests: signature && writeDigests(signature),
        raw: source.kind === 'inline' ? source.bytes : null,
        blobId: source.kind === 'blob' ? source.blobId : null,
        archivedAt,
      });
    },
    content: (id) => {
      const text = record.get(id);
      return text === undefined ? null : (JSON.parse(text) as EnvelopeRecord).content;
    },
    message: (id) => {
      const row = message.get(id);
      if (!row) return null;
      const index = JSON.parse(row.message_index) as Omit<MessageIndex, 'signature'>;
      return { ...index, stated: index.stated ?? null, signature: readSignature(row.cms, row.entity_digests) };
    },
    messageBytes: (id) => {
      const row = bytes.get(id);
      if (row?.blob_id) return { kind: 'blob', blobId: row.blob_id };
      return row?.raw ? { kind: 'inline', bytes: row.raw } : null;
    },
    blobIds: () => blobs.all(),
  };
}
