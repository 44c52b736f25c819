/** Envelopes that an address received before it had an account become its account's. */
import type { Transaction } from './database.ts';
import { joinFeed } from './feed.ts';
import { claimAnswers } from './invited-answers.ts';
import { askedOf } from './phone-proof.store.ts';
import type { MainSchema } from './schema.ts';

interface NewAccount {
  readonly accountId: string;
  readonly address: string;
}

/**
 * Gives a new account what was addressed to it by invitation, and what it answered; of `only` one envelope where told. Its
 * kind of recipient stays what was sealed, and what was recorded of it stays as it was. Envelopes take places that a feed
 * which was read has left behind: only inside the transaction that makes the account, or else the one envelope.
 */
export async function claimEnvelopes(
  transaction: Transaction<MainSchema>,
  { accountId, address }: NewAccount,
  only?: string,
): Promise<void> {
  const { build } = transaction;
  await claimAnswers(transaction, { accountId, address }, only);
  // Whoever holds the mailbox can make the account: what asks for more than the mailbox is read with the code alone.
  const asksCode = askedOf(transaction, 'recipients.envelope_id', address);
  const waiting = await transaction.all(
    build
      .selectFrom('recipients')
      .select(['envelope_id', 'facts'])
      .where('address', '=', address)
      .where('account_id', 'is', null)
      .where(({ not, exists }) => not(exists(asksCode)))
      .$if(only !== undefined, (rows) => rows.where('envelope_id', '=', only ?? '')),
  );
  for (const { envelope_id, facts } of waiting) {
    await transaction.run(
      build
        .updateTable('recipients')
        .set({ account_id: accountId, facts: JSON.stringify({ ...(JSON.parse(facts) as object), accountId }) })
        .where('envelope_id', '=', envelope_id)
        .where('address', '=', address),
    );
    await joinFeed(transaction, { accountId, envelopeId: envelope_id, box: 'received' });
  }
}
