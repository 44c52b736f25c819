/** Which messages have their bytes here, in a column or in an encrypted file, and which are still to be fetched. */
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { MissingMessage } from '../../core/envelope-store.ts';
import type { MessageBytes, MessageIndex } from '../../core/message-port.ts';
import { INLINE_MESSAGE_BYTES } from '../../core/policy.ts';
import type { Sql } from '../encrypted-database.ts';

/** What is here of a message whose bytes are not. */
const absence = { whole: 0, hasText: 1, freedByHand: 2 } as const;

interface MissingColumns {
  readonly envelope_id: string;
  readonly sha256: string;
  readonly size_bytes: number;
  readonly blob_id: string | null;
}

// "Not before" more than a quarter of an hour ahead comes from a clock that was wrong.
const IS_DUE = '(next_try_at IS NULL OR next_try_at <= :now OR next_try_at > :now + 900000)';

/** Statements over the bytes of one open cache. */
export function prepareKeptBytes(database: Sql) {
  const isKept = database.prepare<[string], number>('SELECT 1 FROM kept_messages WHERE envelope_id = ?').pluck();
  const keptBlob = database.prepare<[string], { blob_id: string | null }>(
    'SELECT blob_id FROM kept_messages WHERE envelope_id = ?',
  );
  const inline = database.prepare<[string], Uint8Array>('SELECT raw FROM message_bytes WHERE envelope_id = ?').pluck();
  const insertInline = database.prepare('INSERT OR REPLACE INTO message_bytes (envelope_id, raw) VALUES (?, ?)');
  const insertKept = database.prepare(`
    INSERT OR REPLACE INTO kept_messages (envelope_id, sealed_at, expires_at, size_bytes, attachment_bytes, blob_id)
    VALUES (:id, :sealedAt, :expiresAt, :sizeBytes, :attachmentBytes, :blobId)`);
  const removals = ['kept_messages', 'message_bytes', 'missing_messages', 'ahead_texts'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE envelope_id = ?`),
  );
  const setOffline = database.prepare('UPDATE list_rows SET offline = ? WHERE envelope_id = ? AND offline <> ?');
  const addMissing = database.prepare(`
    INSERT INTO missing_messages (envelope_id, sealed_at, sha256, size_bytes, state)
    VALUES (:id, :sealedAt, :sha256, :sizeBytes, :state) ON CONFLICT (envelope_id) DO NOTHING`);
  const missingBlob = database
    .prepare<[string], string | null>('SELECT blob_id FROM missing_messages WHERE envelope_id = ?')
    .pluck();
  const wanted = database.prepare<[{ now: number; from: number; limit: number }], MissingColumns>(`
    SELECT envelope_id, sha256, size_bytes, blob_id FROM missing_messages
    WHERE state < 2 AND sealed_at >= :from AND ${IS_DUE} ORDER BY sealed_at DESC LIMIT :limit`);
  const wantedTexts = database.prepare<[{ now: number; from: number; limit: number }], MissingColumns>(`
    SELECT envelope_id, sha256, size_bytes, blob_id FROM missing_messages
    WHERE state = 0 AND sealed_at < :from AND ${IS_DUE} ORDER BY sealed_at DESC LIMIT :limit`);
  const wantedBytes = database
    .prepare<[number], number | null>('SELECT sum(size_bytes) FROM missing_messages WHERE state < 2 AND sealed_at >= ?')
    .pluck();
  const wantedTextBytes = database
    .prepare<[number], number | null>(
      `SELECT sum(min(size_bytes, ${INLINE_MESSAGE_BYTES})) FROM missing_messages WHERE state = 0 AND sealed_at < ?`,
    )
    .pluck();
  const withoutText = database.prepare<[], number>('SELECT count(*) FROM missing_messages WHERE state = 0').pluck();
  const setBlob = database.prepare('UPDATE missing_messages SET blob_id = ? WHERE envelope_id = ?');
  const setTry = database.prepare('UPDATE missing_messages SET tries = ?, next_try_at = ? WHERE envelope_id = ?');
  const tries = database.prepare<[string], number>('SELECT tries FROM missing_messages WHERE envelope_id = ?').pluck();
  const putAhead = database.prepare('INSERT OR REPLACE INTO ahead_texts (envelope_id, text) VALUES (?, ?)');
  const endWantingText = database.prepare(
    `UPDATE missing_messages SET state = ${absence.hasText}, tries = 0, next_try_at = NULL WHERE envelope_id = ? AND state = 0`,
  );
  const followRule = database.prepare(
    `UPDATE missing_messages SET state = ${absence.hasText} WHERE state = ${absence.freedByHand}`,
  );
  const expiring = database
    .prepare<[number, string], string>(`
      SELECT envelope_id FROM kept_messages WHERE expires_at <= ? AND EXISTS (
        SELECT 1 FROM list_rows WHERE list_rows.envelope_id = kept_messages.envelope_id
          AND box IN (SELECT value FROM json_each(?)))
      ORDER BY expires_at`)
    .pluck();

  const expiringAbsent = database
    .prepare<[{ now: number; until: number; boxes: string }], string>(`
      SELECT envelope_id FROM missing_messages WHERE ${IS_DUE} AND envelope_id IN (
        SELECT envelope_id FROM list_rows WHERE box IN (SELECT value FROM json_each(:boxes))
          AND expires_at > :now AND expires_at <= :until)`)
    .pluck();

  /** Forgets bytes and wishes; answers the file that nothing names any more. */
  const drop = (id: string): string | null => {
    const blobId = keptBlob.get(id)?.blob_id ?? missingBlob.get(id) ?? null;
    for (const removal of removals) removal.run(id);
    setOffline.run(0, id, 0);
    return blobId;
  };
  const expect = (id: string, message: { sealedAt: number; sha256: string; sizeBytes: number }, state: number) => {
    addMissing.run({ id, ...message, state });
  };

  return {
    isKept: (id: string) => isKept.get(id) !== undefined,
    bytes(id: string): MessageBytes | null {
      const kept = keptBlob.get(id);
      if (!kept) return null;
      if (kept.blob_id !== null) return { kind: 'blob', blobId: kept.blob_id };
      const bytes = inline.get(id);
      return bytes ? { kind: 'inline', bytes } : null;
    },
    /** From now on the bytes are here. */
    put(id: string, index: MessageIndex, bytes: MessageBytes, times: { sealedAt: number; expiresAt: number }): void {
      drop(id);
      insertKept.run({
        id,
        ...times,
        sizeBytes: index.sizeBytes,
        attachmentBytes: index.attachments.reduce((sum, { length }) => sum + length, 0),
        blobId: bytes.kind === 'blob' ? bytes.blobId : null,
      });
      if (bytes.kind === 'inline') insertInline.run(id, bytes.bytes);
      setOffline.run(1, id, 1);
    },
    drop,
    /** The bytes go, the text stays. */
    release(id: string, message: { sealedAt: number; sha256: string; sizeBytes: number }, byHand: boolean) {
      const blobId = drop(id);
      expect(id, message, byHand ? absence.freedByHand : absence.hasText);
      return blobId;
    },
    /** The bytes are in the archive from now on: the row stays readable, and nothing is fetched again. */
    moveOut(id: string): string | null {
      const blobId = drop(id);
      setOffline.run(1, id, 1);
      return blobId;
    },
    expiring: (until: number, boxes: readonly number[]): Iterable<string> =>
      expiring.iterate(until, JSON.stringify(boxes)),
    expiringAbsent: (until: number, boxes: readonly number[], now: number) =>
      expiringAbsent.all({ now, until, boxes: JSON.stringify(boxes) }),
    /** Neither text nor bytes are here. */
    expect: (id: string, message: { sealedAt: number; sha256: string; sizeBytes: number }) =>
      expect(id, message, absence.whole),
    /** The text of a message that was only begun. */
    putAhead(id: string, text: string): void {
      putAhead.run(id, text);
      endWantingText.run(id);
    },
    followRule: () => {
      followRule.run();
    },
    missing(now: number, limit: number, keptFrom: number): MissingMessage[] {
      const whole = wanted.all({ now, from: keptFrom, limit }).map(toMissing('bytes'));
      const rest = limit - whole.length;
      return rest === 0
        ? whole
        : [...whole, ...wantedTexts.all({ now, from: keptFrom, limit: rest }).map(toMissing('text'))];
    },
    missingBytes: (keptFrom: number) => (wantedBytes.get(keptFrom) ?? 0) + (wantedTextBytes.get(keptFrom) ?? 0),
    missingCount: () => withoutText.get() ?? 0,
    partialBlob: (id: string) => missingBlob.get(id) ?? null,
    beginDownload: (id: string, blobId: string) => {
      setBlob.run(blobId, id);
    },
    failDownload: (id: string, count: number, nextTryAt: number) => {
      setTry.run(count, nextTryAt, id);
    },
    tries: (id: string) => tries.get(id) ?? 0,
  };
}

export type KeptBytes = ReturnType<typeof prepareKeptBytes>;

function toMissing(wants: MissingMessage['wants']) {
  return ({ envelope_id, sha256, size_bytes, blob_id }: MissingColumns): MissingMessage => ({
    envelopeId: envelope_id as EnvelopeId,
    sha256,
    sizeBytes: size_bytes,
    blobId: blob_id,
    wants,
  });
}
