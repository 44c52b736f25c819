/** What goes of who handles what in a mailbox whose account is closed, in the transactions that close it and that erase letters. */
import type { StoredEnvelope } from '../../services/ports/envelopes.ts';
import type { Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

/**
 * All of it with the account, but what is about letters that a hold keeps: their notes are under the same key, and kept for the
 * same reason.
 */
export async function forgetHandlings(transaction: Transaction<MainSchema>, mailboxId: string): Promise<void> {
  const { build } = transaction;
  const kept = build
    .selectFrom('held_envelopes')
    .innerJoin('envelopes', 'envelopes.id', 'held_envelopes.envelope_id')
    .select('held_envelopes.envelope_id')
    .where('envelopes.metadata', 'is not', null);
  const entries = build.deleteFrom('handling_entries').where('mailbox_id', '=', mailboxId);
  await transaction.run(entries.where('envelope_id', 'not in', kept));
  await transaction.run(build.deleteFrom('handling_counts').where('mailbox_id', '=', mailboxId));
}

/** With the content of an envelope, what a hold had kept about it in mailboxes that are closed. */
export async function forgetHeldHandlings(
  transaction: Transaction<MainSchema>,
  { id, recipients }: Pick<StoredEnvelope, 'id' | 'recipients'>,
): Promise<void> {
  const { build } = transaction;
  const mailboxIds = recipients.flatMap(({ accountId }) => accountId ?? []);
  if (mailboxIds.length === 0) return;
  const closed = build.selectFrom('accounts').select('id').where('closed', '=', 1).where('id', 'in', mailboxIds);
  await transaction.run(
    build.deleteFrom('handling_entries').where('mailbox_id', 'in', closed).where('envelope_id', '=', id),
  );
}
