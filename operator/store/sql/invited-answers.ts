/** Answers of people without an account: where they belong, and whose they become with an account. */
import type { Invitation } from '../../services/ports/invitations.ts';
import type { Reader, Transaction } from './database.ts';
import { joinFeed } from './feed.ts';
import { askedOf } from './phone-proof.store.ts';
import type { MainSchema } from './schema.ts';

/** Notes which letter an envelope answers, by whose invitation; where the envelope is added. */
export async function insertAnswer(
  transaction: Transaction<MainSchema>,
  answerId: string,
  { envelopeId, address }: Invitation,
): Promise<void> {
  const row = { answer_id: answerId, answered_id: envelopeId, address };
  await transaction.run(transaction.build.insertInto('invited_answers').values(row));
}

/** The answers to a letter by one of those whom it invited, oldest first: their ids sort by time. */
export async function readAnswers(
  reader: Reader<MainSchema>,
  { envelopeId, address }: Invitation,
): Promise<readonly string[]> {
  const rows = reader.build
    .selectFrom('invited_answers')
    .select('answer_id')
    .where('answered_id', '=', envelopeId)
    .where('address', '=', address)
    .orderBy('answer_id');
  return (await reader.all(rows)).map((row) => row.answer_id);
}

/**
 * Gives a new account what its address answered before, as sent letters; `only` one of them where told. What was sealed
 * of the sender stays. Not what answers a letter that asks for a code by telephone: it was written with more than the mailbox.
 */
export async function claimAnswers(
  transaction: Transaction<MainSchema>,
  { accountId, address }: { readonly accountId: string; readonly address: string },
  only?: string,
): Promise<void> {
  const { build } = transaction;
  const answers = build
    .selectFrom('invited_answers')
    .select('answer_id')
    .where('address', '=', address)
    .where(({ not, exists }) => not(exists(askedOf(transaction, 'invited_answers.answered_id', address))))
    .$if(only !== undefined, (rows) => rows.where('answer_id', '=', only ?? ''));
  for (const { answer_id } of await transaction.all(answers)) {
    const mine = build.updateTable('envelopes').set({ sender_account_id: accountId }).where('id', '=', answer_id);
    if ((await transaction.run(mine.where('sender_account_id', '=', ''))) === 0) continue;
    await joinFeed(transaction, { accountId, envelopeId: answer_id, box: 'sent' });
  }
}
