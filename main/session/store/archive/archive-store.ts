/** The archive over an open archive.db. */
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../../../contract/model/event.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { Seal } from '../../../../contract/model/seal.ts';
import type { StoredEnvelope } from '../../core/envelope-store.ts';
import type { ArchiveStore } from '../../core/keeping/archive-store.ts';
import type { MessageIndex } from '../../core/message-port.ts';
import type { Sql } from '../encrypted-database.ts';
import { readSignature, writeDigests } from '../signature-columns.ts';

interface MessageColumns {
  readonly message_index: string;
  readonly cms: Uint8Array | null;
  readonly entity_digests: string | null;
}

interface WholeColumns extends MessageColumns {
  readonly box: string;
  readonly record: string;
  readonly seal: string;
  readonly events: string;
  readonly archived_at: number;
}

/** Statements over one open archive. */
export function createArchiveStore(database: Sql): ArchiveStore {
  const put = database.prepare(`
    INSERT OR IGNORE INTO envelopes
      (id, box, record, seal, events, message_index, cms, entity_digests, raw, blob_id, archived_at, size_bytes, sealed_at,
        expires_at)
    VALUES (:id, :box, :record, :seal, :events, :index, :cms, :digests, :raw, :blobId, :archivedAt, :sizeBytes, :sealedAt,
      :expiresAt)`);
  const bringBack = database.prepare('DELETE FROM released WHERE id = ?');
  const record = database.prepare<[string], string>('SELECT record FROM envelopes WHERE id = ?').pluck();
  const whole = database.prepare<[string], WholeColumns>(
    'SELECT box, record, seal, events, message_index, cms, entity_digests, archived_at FROM envelopes WHERE id = ?',
  );
  const since = database.prepare<[string], number>('SELECT archived_at FROM envelopes WHERE id = ?').pluck();
  const message = database.prepare<[string], MessageColumns>(
    'SELECT message_index, cms, entity_digests FROM envelopes WHERE id = ?',
  );
  const bytes = database.prepare<[string], { raw: Uint8Array | null; blob_id: string | null }>(
    'SELECT raw, blob_id FROM envelopes WHERE id = ?',
  );
  const blobs = database.prepare<[], string>('SELECT blob_id FROM envelopes WHERE blob_id IS NOT NULL').pluck();
  const remove = database.prepare('DELETE FROM envelopes WHERE id = ?');
  const noteReleased = database.prepare('INSERT OR REPLACE INTO released (id, at) VALUES (?, ?)');
  const released = database.prepare<[string], number>('SELECT 1 FROM released WHERE id = ?').pluck();
  const ids = database.prepare<[], EnvelopeId>('SELECT id FROM envelopes ORDER BY archived_at, id').pluck();
  const totals = database.prepare<[number], ReturnType<ArchiveStore['totals']>>(`
    SELECT count(*) AS envelopes, coalesce(sum(size_bytes), 0) AS sizeBytes, coalesce(sum(expires_at <= ?), 0) AS expired,
      min(sealed_at) AS oldestSealedAt FROM envelopes`);
  return {
    has: (id) => since.get(id) !== undefined,
    put: database.transaction(({ envelope, events, message: index, archivedAt }, source) => {
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
        sizeBytes: index.sizeBytes,
        sealedAt: Date.parse(envelope.record.sealedAt),
        expiresAt: Date.parse(envelope.record.expiresAt),
      });
      bringBack.run(envelope.record.id);
    }) as ArchiveStore['put'],
    kept: (id) => {
      const row = whole.get(id);
      if (!row) return null;
      return {
        envelope: {
          record: JSON.parse(row.record) as EnvelopeRecord,
          seal: JSON.parse(row.seal) as Seal,
          box: row.box as StoredEnvelope['box'],
        },
        events: JSON.parse(row.events) as EnvelopeEvent[],
        message: indexOf(row),
        archivedAt: row.archived_at,
      };
    },
    keptSince: (id) => since.get(id) ?? null,
    content: (id) => {
      const text = record.get(id);
      return text === undefined ? null : (JSON.parse(text) as EnvelopeRecord).content;
    },
    message: (id) => {
      const row = message.get(id);
      return row ? indexOf(row) : null;
    },
    messageBytes: (id) => {
      const row = bytes.get(id);
      if (row?.blob_id) return { kind: 'blob', blobId: row.blob_id };
      return row?.raw ? { kind: 'inline', bytes: row.raw } : null;
    },
    release: database.transaction((id, at) => {
      remove.run(id);
      noteReleased.run(id, at);
    }) as ArchiveStore['release'],
    isReleased: (id) => released.get(id) !== undefined,
    ids: () => ids.all(),
    totals: (now) => totals.get(now) ?? { envelopes: 0, sizeBytes: 0, expired: 0, oldestSealedAt: null },
    blobIds: () => blobs.all(),
  };
}

function indexOf(row: MessageColumns): MessageIndex {
  const index = JSON.parse(row.message_index) as Omit<MessageIndex, 'signature'>;
  return { ...index, stated: index.stated ?? null, signature: readSignature(row.cms, row.entity_digests) };
}
