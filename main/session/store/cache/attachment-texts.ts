/** Texts inside attachments, and the envelopes whose attachments wait to be read. */
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { AttachmentOutcome } from '../../core/search/attachment-outcome.ts';
import type { Sql } from '../encrypted-database.ts';

/** Statements over the texts of one open cache. */
export function prepareAttachmentTexts(database: Sql) {
  const expect = database.prepare('INSERT OR REPLACE INTO unread_attachments (envelope_id, sealed_at) VALUES (?, ?)');
  const endExpecting = database.prepare('DELETE FROM unread_attachments WHERE envelope_id = ?');
  const newest = database
    .prepare<[], string>('SELECT envelope_id FROM unread_attachments ORDER BY sealed_at DESC LIMIT 1')
    .pluck();
  const count = database.prepare<[], number>('SELECT count(*) FROM unread_attachments').pluck();
  const isExpected = database
    .prepare<[string], number>('SELECT 1 FROM unread_attachments WHERE envelope_id = ?')
    .pluck();
  const outcomes = database.prepare<[string], { position: number; outcome: AttachmentOutcome | null }>(
    'SELECT position, outcome FROM attachment_texts WHERE envelope_id = ?',
  );
  const texts = database.prepare<[string], { position: number; text: string }>(
    `SELECT position, text FROM attachment_texts WHERE envelope_id = ? AND text <> '' ORDER BY position`,
  );
  const begin = database
    .prepare<[string, number], number>(`
      INSERT INTO attachment_texts (envelope_id, position, tries) VALUES (?, ?, 1)
      ON CONFLICT (envelope_id, position) DO UPDATE SET tries = tries + 1 RETURNING tries`)
    .pluck();
  const spare = database.prepare(
    'UPDATE attachment_texts SET tries = tries - 1 WHERE envelope_id = ? AND position = ? AND tries > 0',
  );
  const put = database.prepare(`
    INSERT INTO attachment_texts (envelope_id, position, outcome, text) VALUES (:id, :position, :outcome, :text)
    ON CONFLICT (envelope_id, position) DO UPDATE SET outcome = excluded.outcome, text = excluded.text`);
  const removeTexts = database.prepare('DELETE FROM attachment_texts WHERE envelope_id = ?');

  return {
    expect(id: string, sealedAt: number): void {
      expect.run(id, sealedAt);
    },
    /** The same, unless they were read or are expected already. */
    expectOnce(id: string, sealedAt: number): void {
      if (isExpected.get(id) === undefined && outcomes.get(id) === undefined) expect.run(id, sealedAt);
    },
    endExpecting(id: string): void {
      endExpecting.run(id);
    },
    newest: () => (newest.get() ?? null) as EnvelopeId | null,
    count: () => count.get() ?? 0,
    /** How reading each ended; those that were begun and not ended are not told. */
    outcomes(id: string): ReadonlyMap<number, AttachmentOutcome> {
      const ended = new Map<number, AttachmentOutcome>();
      for (const { position, outcome } of outcomes.all(id)) if (outcome !== null) ended.set(position, outcome);
      return ended;
    },
    texts: (id: string) => texts.all(id),
    /** Notes that reading begins, before it does; answers how many times it has. */
    begin: (id: string, position: number) => begin.get(id, position) ?? 1,
    /** Reading ended, and could not be noted: that time does not count. */
    spare(id: string, position: number): void {
      spare.run(id, position);
    },
    put(id: string, position: number, outcome: AttachmentOutcome, text: string): void {
      put.run({ id, position, outcome, text });
    },
    remove(id: string): void {
      removeTexts.run(id);
      endExpecting.run(id);
    },
  };
}
