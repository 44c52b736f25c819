/** What the bytes that are here weigh, and which of them may go: those that the operator still gives. */
import type { EnvelopeRow } from '../../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { EXPIRING_MS } from '../../core/policy.ts';
import type { KeptStore, MeasuredPart, ReleaseChoice, Weight } from '../../core/storage/kept-store.ts';
import type { Sql } from '../encrypted-database.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { boxNumber, type RowColumns, toRow } from './list-rows.ts';

/**
 * What the operator has erased, or is about to, exists here alone until the archive has it; a letter without attachments
 * is nothing but its text.
 */
const MAY_GO = `kept.attachment_bytes > 0 AND kept.expires_at > :safeUntil
  AND json_extract(envelopes.record, '$.content') IS NOT NULL
  AND kept.envelope_id NOT IN (SELECT value FROM json_each(:spared))`;

interface ReleaseColumns {
  readonly envelope_id: string;
  readonly sealed_at: number;
  readonly size_bytes: number;
  readonly sha256: string;
}

/** Rows and bytes of a part, by the number of the row. The length of a text is read without the text. */
const partRows: Readonly<Record<MeasuredPart, string>> = {
  words: 'SELECT id AS place, length(block) AS bytes FROM search_index_data WHERE id > CAST(:after AS INTEGER)',
  letters: `SELECT rowid AS place, octet_length(text) + coalesce(octet_length(html), 0) + coalesce(octet_length(cms), 0)
    AS bytes FROM messages WHERE rowid > :after`,
  inside: 'SELECT rowid AS place, octet_length(text) AS bytes FROM attachment_texts WHERE rowid > :after',
  ahead: 'SELECT rowid AS place, octet_length(text) AS bytes FROM ahead_texts WHERE rowid > :after',
};

/** Statements over the weights of one open cache; the caller makes the transactions. */
export function prepareKeptWeights(database: Sql, kept: KeptBytes): KeptStore {
  const chosen = (isBefore: boolean) =>
    `FROM kept_messages AS kept JOIN envelopes ON envelopes.id = kept.envelope_id
     WHERE ${isBefore ? 'kept.sealed_at < :before' : 'kept.envelope_id IN (SELECT value FROM json_each(:before))'}
     AND ${MAY_GO}`;
  type Values = Record<string, string | number>;
  const statementsOf = (isBefore: boolean) => ({
    weight: database.prepare<[Values], Weight>(
      `SELECT count(*) AS count, coalesce(sum(kept.size_bytes), 0) AS sizeBytes ${chosen(isBefore)}`,
    ),
    next: database.prepare<[Values], ReleaseColumns>(
      `SELECT kept.envelope_id, kept.sealed_at, kept.size_bytes,
         json_extract(envelopes.record, '$.message.sha256') AS sha256
       ${chosen(isBefore)} ORDER BY kept.sealed_at LIMIT :limit`,
    ),
  });
  const byAge = statementsOf(true);
  const byName = statementsOf(false);
  const statements = ({ before }: ReleaseChoice) => (typeof before === 'number' ? byAge : byName);
  const valuesOf = ({ before, now, spared }: ReleaseChoice): Values => ({
    before: typeof before === 'number' ? before : JSON.stringify(before),
    safeUntil: now + EXPIRING_MS,
    spared: JSON.stringify(spared),
  });
  const absent = database.prepare<[number], Weight>(
    'SELECT count(*) AS count, coalesce(sum(size_bytes), 0) AS sizeBytes FROM missing_messages WHERE sealed_at >= ?',
  );
  const keptBytes = database.prepare<[], { sizeBytes: number; attachmentBytes: number; inlineBytes: number }>(`
    SELECT coalesce(sum(size_bytes), 0) AS sizeBytes, coalesce(sum(attachment_bytes), 0) AS attachmentBytes,
      coalesce(sum(CASE WHEN blob_id IS NULL THEN size_bytes END), 0) AS inlineBytes FROM kept_messages`);
  const keptBetween = database.prepare<[number, number], Weight>(`
    SELECT count(*) AS count, coalesce(sum(size_bytes), 0) AS sizeBytes FROM kept_messages
    WHERE sealed_at >= ? AND sealed_at < ?`);
  const keptByPlace = database.prepare<[], Weight & { place: EnvelopeRow['place']; boxNumber: number }>(`
    SELECT place, CASE WHEN place IS NULL THEN box ELSE 0 END AS boxNumber, count(*) AS count,
      sum(size_bytes) AS sizeBytes
    FROM (SELECT envelope_id, min(box) AS box FROM list_rows GROUP BY envelope_id) AS first
    JOIN list_rows USING (envelope_id, box) JOIN kept_messages USING (envelope_id)
    GROUP BY 1, 2 ORDER BY sizeBytes DESC`);
  const largest = database.prepare<[number], RowColumns & { weight: number }>(`
    SELECT list_rows.*, heavy.size_bytes AS weight
    FROM (SELECT envelope_id, size_bytes FROM kept_messages ORDER BY size_bytes DESC LIMIT ?) AS heavy
    JOIN list_rows USING (envelope_id) GROUP BY envelope_id HAVING box = min(box) ORDER BY weight DESC`);
  const blobs = database
    .prepare<[], string>(`
      SELECT blob_id FROM kept_messages WHERE blob_id IS NOT NULL
      UNION SELECT blob_id FROM missing_messages WHERE blob_id IS NOT NULL`)
    .pluck();
  const measures = new Map(
    Object.entries(partRows).map(([part, rows]) => [
      part,
      database.prepare<[{ after: number; limit: number }], { last: number | null; rows: number; bytes: number }>(
        `SELECT max(place) AS last, count(*) AS rows, coalesce(sum(bytes), 0) AS bytes
         FROM (${rows} ORDER BY 1 LIMIT :limit)`,
      ),
    ]),
  );

  return {
    releasable: (choice) => statements(choice).weight.get(valuesOf(choice)) ?? { count: 0, sizeBytes: 0 },
    release(choice, limit, byHand) {
      const rows = statements(choice).next.all({ ...valuesOf(choice), limit });
      const freedBlobs: string[] = [];
      for (const { envelope_id, sealed_at, size_bytes, sha256 } of rows) {
        const message = { sealedAt: sealed_at, sizeBytes: size_bytes, sha256 };
        const blobId = kept.release(envelope_id, message, byHand);
        if (blobId !== null) freedBlobs.push(blobId);
      }
      return {
        ids: rows.map(({ envelope_id }) => envelope_id as EnvelopeId),
        freedBlobs,
        sizeBytes: rows.reduce((sum, { size_bytes }) => sum + size_bytes, 0),
      };
    },
    followRule: kept.followRule,
    absent: (keptFrom) => absent.get(keptFrom) ?? { count: 0, sizeBytes: 0 },
    keptBytes: () => keptBytes.get() ?? { sizeBytes: 0, attachmentBytes: 0, inlineBytes: 0 },
    keptSince(instants) {
      const bounds = [Number.POSITIVE_INFINITY, ...instants, Number.NEGATIVE_INFINITY];
      return bounds.slice(1).map((from, at) => {
        return keptBetween.get(from, bounds[at] ?? Number.POSITIVE_INFINITY) ?? { count: 0, sizeBytes: 0 };
      });
    },
    keptByPlace: () =>
      keptByPlace.all().map(({ boxNumber: number, ...weight }) => ({
        ...weight,
        box: number === boxNumber.sent ? 'sent' : 'received',
      })),
    largest: (limit) =>
      largest.all(limit).map(({ weight, ...columns }) => ({ row: toRow(columns), sizeBytes: weight })),
    blobIds: () => blobs.all(),
    measure(part, after, limit) {
      const slice = measures.get(part)?.get({ after, limit });
      const isLast = !slice || slice.rows < limit;
      return { sizeBytes: slice?.bytes ?? 0, next: isLast ? null : slice.last };
    },
  };
}
