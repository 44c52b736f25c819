/** Mailboxes of organisations: asked for, agreed to by their address, and held by the people whom their structure names. */
import type { OrganisationMailbox, OrganisationMailboxStore } from '../../services/ports/organisation-mailboxes.ts';
import { accountRow, toAccount } from './account.store.ts';
import { appendAct } from './act-rows.ts';
import { addressHolder } from './address-holder.ts';
import { claimEnvelopes } from './claim-envelopes.ts';
import type { Database, Reader, Transaction } from './database.ts';
import { delegationRow, toDelegation } from './delegation.store.ts';
import { insertMails } from './mail-rows.ts';
import { endHoldings } from './mailbox-holders.ts';
import type { MainSchema } from './schema.ts';

export function createOrganisationMailboxStore(database: Database<MainSchema>): OrganisationMailboxStore {
  const { build } = database;
  const all = build.selectFrom('organisation_mailboxes').selectAll();
  const holding = build.selectFrom('delegations').selectAll().where('state', '=', 'accepted').orderBy('place');
  const serving = (tokenHash: string, at: string) =>
    all.where('token_hash', '=', tokenHash).where('expires_at', '>', at);

  async function withAccounts(rows: readonly MainSchema['organisation_mailboxes'][]): Promise<OrganisationMailbox[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const accounts = await database.all(build.selectFrom('accounts').selectAll().where('id', 'in', ids));
    return rows.map((row) => toMailbox(row, accounts));
  }

  /** Takes back one whose address has not agreed; true where there was one. */
  async function remove(transaction: Transaction<MainSchema>, id: string): Promise<boolean> {
    const waiting = build.deleteFrom('organisation_mailboxes').where('id', '=', id).where('token_hash', 'is not', null);
    return (await transaction.run(waiting)) > 0;
  }

  return {
    ask(mailbox, max, act) {
      return database.commit(async (transaction) => {
        const at = mailbox.askedAt.toISOString();
        const gone = build.deleteFrom('organisation_mailboxes').where('address', '=', mailbox.address);
        await transaction.run(gone.where('expires_at', '<=', at));
        if (await isSpokenFor(transaction, mailbox.address)) return 'address-taken';
        const own = build
          .selectFrom('organisation_mailboxes')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('structure_id', '=', mailbox.structureId);
        if (((await transaction.first(own))?.n ?? 0) >= max) return 'too-many';
        const insert = build.insertInto('organisation_mailboxes').values({
          id: mailbox.id,
          structure_id: mailbox.structureId,
          name: mailbox.name,
          address: mailbox.address,
          town: mailbox.town,
          asked_at: at,
          token_hash: mailbox.tokenHash,
          expires_at: mailbox.expiresAt.toISOString(),
          published: 0,
        });
        if ((await transaction.run(insert.onConflict((conflict) => conflict.doNothing()))) === 0)
          return 'asked-already';
        await appendAct(transaction, act);
        return 'asked';
      });
    },
    async askAgain(id, { tokenHash, expiresAt }) {
      return database.commit(async (transaction) => {
        const link = { token_hash: tokenHash, expires_at: expiresAt.toISOString() };
        const waiting = build.updateTable('organisation_mailboxes').set(link).where('id', '=', id);
        return (await transaction.run(waiting.where('token_hash', 'is not', null))) > 0;
      });
    },
    withdraw(id, act) {
      return database.commit(async (transaction) => {
        const isGone = await remove(transaction, id);
        if (isGone) await appendAct(transaction, act);
        return isGone;
      });
    },
    async find(structureId, id) {
      const row = await database.first(all.where('id', '=', id).where('structure_id', '=', structureId));
      return row ? ((await withAccounts([row]))[0] ?? null) : null;
    },
    async ofStructure(structureId) {
      return withAccounts(
        await database.all(all.where('structure_id', '=', structureId).orderBy('name').orderBy('id')),
      );
    },
    async byLink(tokenHash, at) {
      const row = await database.first(serving(tokenHash, at.toISOString()));
      return row ? toMailbox(row, []) : null;
    },
    open(tokenHash, account, act) {
      return database.commit(async (transaction) => {
        const row = await transaction.first(serving(tokenHash, act.at.toISOString()));
        if (row?.id !== account.card.accountId) return 'link-gone';
        if (await isSpokenFor(transaction, row.address)) return 'address-taken';
        const insert = build.insertInto('accounts').values(accountRow(account));
        const added = await transaction.run(insert.onConflict((conflict) => conflict.doNothing()));
        if (added === 0) return 'address-taken';
        const used = { token_hash: null, expires_at: null };
        await transaction.run(build.updateTable('organisation_mailboxes').set(used).where('id', '=', row.id));
        await claimEnvelopes(transaction, account.card);
        await appendAct(transaction, act);
        return 'opened';
      });
    },
    nameHolder(delegation, structureId, act) {
      return database.commit(async (transaction) => {
        const { ownerId, delegateId } = delegation;
        const open = build.selectFrom('accounts').select('id').where('id', '=', ownerId).where('closed', '=', 0);
        if (!(await transaction.first(open))) return 'not-open';
        const member = build
          .selectFrom('members')
          .select('place')
          .where('structure_id', '=', structureId)
          .where('account_id', '=', delegateId)
          .where('left_at', 'is', null);
        if (!(await transaction.first(member))) return 'not-a-member';
        const held = holding.where('owner_id', '=', ownerId).where('delegate_id', '=', delegateId);
        if (await transaction.first(held)) return 'holds-already';
        await transaction.run(build.insertInto('delegations').values(delegationRow(delegation)));
        const at = act.at.toISOString();
        const mail = { kind: 'delegation', accountId: delegateId, recipient: null, act: 'named', at } as const;
        await insertMails(transaction, delegation.id, [mail]);
        await appendAct(transaction, act);
        return 'named';
      });
    },
    async holders(mailboxId) {
      const delegations = (await database.all(holding.where('owner_id', '=', mailboxId))).map(toDelegation);
      if (delegations.length === 0) return [];
      const ids = delegations.map(({ delegateId }) => delegateId);
      const rows = await database.all(build.selectFrom('accounts').selectAll().where('id', 'in', ids));
      return delegations.flatMap((delegation) => {
        const account = toAccount(rows.find(({ id }) => id === delegation.delegateId));
        return account ? [{ delegation, account }] : [];
      });
    },
    letGo(mailboxId, accountId, act) {
      return database.commit(async (transaction) => {
        const ended = await endHoldings(transaction, [mailboxId], accountId, act.at);
        if (ended.length > 0) await appendAct(transaction, act);
        return ended.length > 0;
      });
    },
    async unpublished(limit) {
      const waiting = build
        .selectFrom('accounts')
        .innerJoin('organisation_mailboxes', 'organisation_mailboxes.id', 'accounts.id')
        .selectAll('accounts')
        .where('published', '=', 0)
        .orderBy('accounts.id')
        .limit(limit);
      return (await database.all(waiting)).flatMap((row) => toAccount(row) ?? []);
    },
    async markPublished(ids) {
      if (ids.length === 0) return;
      await database.commit(async (transaction) => {
        const told = build
          .updateTable('organisation_mailboxes')
          .set({ published: 1 })
          .where('id', 'in', [...ids]);
        await transaction.run(told);
      });
    },
  };
}

/** Whether an address is somebody's: of an account, now or before, or of a person whom a structure entered. */
async function isSpokenFor(reader: Reader<MainSchema>, address: string): Promise<boolean> {
  if ((await addressHolder(reader, address)) !== null) return true;
  const entered = reader.build.selectFrom('members').select('place').where('address', '=', address);
  return (await reader.first(entered.where('left_at', 'is', null))) !== undefined;
}

function toMailbox(
  row: MainSchema['organisation_mailboxes'],
  accounts: readonly MainSchema['accounts'][],
): OrganisationMailbox {
  return {
    id: row.id,
    structureId: row.structure_id,
    name: row.name,
    address: row.address,
    town: row.town,
    askedAt: new Date(row.asked_at),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    account: toAccount(accounts.find(({ id }) => id === row.id)),
  };
}
