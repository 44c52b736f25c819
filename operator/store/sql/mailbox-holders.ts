/** Ending what lets somebody hold mailboxes of an organisation, within the transaction that has a reason to. */

import type { Transaction } from './database.ts';
import { toDelegation } from './delegation.store.ts';
import { insertMails } from './mail-rows.ts';
import type { MainSchema } from './schema.ts';

/** Ends every right of an account to some mailboxes, with the mail that tells of each; answers the mailboxes that it held. */
export async function endHoldings(
  transaction: Transaction<MainSchema>,
  mailboxIds: readonly string[],
  accountId: string,
  at: Date,
): Promise<readonly string[]> {
  if (mailboxIds.length === 0) return [];
  const { build } = transaction;
  const rows = await transaction.all(
    build
      .selectFrom('delegations')
      .selectAll()
      .where('owner_id', 'in', [...mailboxIds])
      .where('delegate_id', '=', accountId)
      .where('state', '=', 'accepted'),
  );
  const instant = at.toISOString();
  for (const { id, ownerId } of rows.map(toDelegation)) {
    const ended = { state: 'ended', ended_at: instant, ended_by: ownerId };
    await transaction.run(build.updateTable('delegations').set(ended).where('id', '=', id));
    const mail = { kind: 'delegation', accountId, recipient: null, act: 'ended', at: instant } as const;
    await insertMails(transaction, id, [mail]);
  }
  return [...new Set(rows.map((row) => row.owner_id))];
}

/** Ends every holding of an organisation's mailbox; of an account that is none, nothing. */
export async function endAllHoldings(transaction: Transaction<MainSchema>, mailboxId: string, at: Date): Promise<void> {
  const { build } = transaction;
  const mailbox = build.selectFrom('organisation_mailboxes').select('id').where('id', '=', mailboxId);
  if (!(await transaction.first(mailbox))) return;
  const held = build.selectFrom('delegations').select('delegate_id').distinct().where('owner_id', '=', mailboxId);
  for (const { delegate_id } of await transaction.all(held)) {
    await endHoldings(transaction, [mailboxId], delegate_id, at);
  }
}
