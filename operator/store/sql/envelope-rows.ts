/** Envelopes and recipients between rows and objects. */
import { Sender } from '../../../contract/model/person.ts';
import { Recipient, type RecipientState } from '../../../contract/model/recipient.ts';
import { Seal } from '../../../contract/model/seal.ts';
import type { StoredEnvelope } from '../../services/ports/envelopes.ts';
import { plain, type Reader, type Transaction } from './database.ts';
import { grouped } from './grouped.ts';
import type { MainSchema } from './schema.ts';

/** Reads an envelope with its recipients as they stand. */
export async function readEnvelope(reader: Reader<MainSchema>, envelopeId: string): Promise<StoredEnvelope | null> {
  const row = await reader.first(plain<MainSchema['envelopes']>('SELECT * FROM envelopes WHERE id = ?', envelopeId));
  if (!row) return null;
  return toEnvelope(
    row,
    await reader.all(
      plain<MainSchema['recipients']>('SELECT * FROM recipients WHERE envelope_id = ? ORDER BY position', row.id),
    ),
  );
}

function toEnvelope(row: MainSchema['envelopes'], recipients: readonly MainSchema['recipients'][]): StoredEnvelope {
  return {
    id: row.id,
    contentId: row.content_id,
    senderAccountId: row.sender_account_id || null,
    sender: Sender.parse(JSON.parse(row.sender)),
    recipients: recipients.map((recipient) =>
      Recipient.parse({
        ...(JSON.parse(recipient.facts) as object),
        state: recipient.state,
        openedAt: recipient.opened_at,
      }),
    ),
    metadata: row.metadata,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    signed: row.signed === 1,
    depositedAt: row.deposited_at,
    sealedAt: row.sealed_at,
    expiresAt: row.expires_at,
    seal: Seal.parse(JSON.parse(row.seal)),
  };
}

/** Envelopes from their rows, in the same order; all recipients are read at once. */
export async function toEnvelopes(
  reader: Reader<MainSchema>,
  rows: readonly MainSchema['envelopes'][],
): Promise<StoredEnvelope[]> {
  if (rows.length === 0) return [];
  const recipients = reader.build.selectFrom('recipients').selectAll().orderBy('envelope_id').orderBy('position');
  const ids = rows.map(({ id }) => id);
  const of = grouped(await reader.all(recipients.where('envelope_id', 'in', ids)), (one) => one.envelope_id);
  return rows.map((row) => toEnvelope(row, of.get(row.id) ?? []));
}

/** Adds the rows of an envelope. */
export async function insertEnvelope(transaction: Transaction<MainSchema>, envelope: StoredEnvelope): Promise<void> {
  const { build } = transaction;
  await transaction.run(
    build.insertInto('envelopes').values({
      id: envelope.id,
      content_id: envelope.contentId,
      sender_account_id: envelope.senderAccountId ?? '',
      sender: JSON.stringify(envelope.sender),
      metadata: envelope.metadata,
      sha256: envelope.sha256,
      size_bytes: envelope.sizeBytes,
      signed: envelope.signed ? 1 : 0,
      deposited_at: envelope.depositedAt,
      sealed_at: envelope.sealedAt,
      expires_at: envelope.expiresAt,
      seal: JSON.stringify(envelope.seal),
    }),
  );
  const recipients = envelope.recipients.map(({ state, openedAt, ...facts }, position) => ({
    envelope_id: envelope.id,
    position,
    address: facts.address,
    account_id: facts.accountId,
    state,
    opened_at: openedAt,
    facts: JSON.stringify(facts),
  }));
  await transaction.run(build.insertInto('recipients').values(recipients));
}

/** Writes where a recipient stands. */
export async function updateRecipient(
  transaction: Transaction<MainSchema>,
  key: { readonly envelopeId: string; readonly address: string },
  next: { readonly state: RecipientState; readonly openedAt: string | null },
): Promise<void> {
  await transaction.run(
    transaction.build
      .updateTable('recipients')
      .set({ state: next.state, opened_at: next.openedAt })
      .where('envelope_id', '=', key.envelopeId)
      .where('address', '=', key.address),
  );
}
