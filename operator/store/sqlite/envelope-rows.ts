/** Envelopes and recipients between rows and objects. */
import { AccountCard } from '../../../contract/model/person.ts';
import { Recipient, type RecipientState } from '../../../contract/model/recipient.ts';
import { Seal } from '../../../contract/model/seal.ts';
import type { StoredEnvelope } from '../../services/ports/envelopes.ts';
import type { SqliteDatabase } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Reads an envelope with its recipients as they stand. */
export function readEnvelope(database: SqliteDatabase<MainSchema>, envelopeId: string): StoredEnvelope | null {
  const row = database.first(database.build.selectFrom('envelopes').selectAll().where('id', '=', envelopeId));
  return row ? toEnvelope(database, row) : null;
}

/** An envelope from its row. */
export function toEnvelope(database: SqliteDatabase<MainSchema>, row: MainSchema['envelopes']): StoredEnvelope {
  const recipients = database.all(
    database.build.selectFrom('recipients').selectAll().where('envelope_id', '=', row.id).orderBy('position'),
  );
  return {
    id: row.id,
    contentId: row.content_id,
    senderAccountId: row.sender_account_id,
    sender: AccountCard.parse(JSON.parse(row.sender)),
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

/** Adds the rows of an envelope; only inside a transaction. */
export function insertEnvelope(database: SqliteDatabase<MainSchema>, envelope: StoredEnvelope): void {
  const { build } = database;
  database.run(
    build.insertInto('envelopes').values({
      id: envelope.id,
      content_id: envelope.contentId,
      sender_account_id: envelope.senderAccountId,
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
  for (const [position, recipient] of envelope.recipients.entries()) {
    const { state, openedAt, ...facts } = recipient;
    database.run(
      build.insertInto('recipients').values({
        envelope_id: envelope.id,
        position,
        address: recipient.address,
        account_id: recipient.accountId,
        state,
        opened_at: openedAt,
        facts: JSON.stringify(facts),
      }),
    );
  }
}

/** Writes where a recipient stands; only inside a transaction. */
export function updateRecipient(
  database: SqliteDatabase<MainSchema>,
  key: { readonly envelopeId: string; readonly address: string },
  next: { readonly state: RecipientState; readonly openedAt: string | null },
): void {
  database.run(
    database.build
      .updateTable('recipients')
      .set({ state: next.state, opened_at: next.openedAt })
      .where('envelope_id', '=', key.envelopeId)
      .where('address', '=', key.address),
  );
}
