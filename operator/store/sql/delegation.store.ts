/** Delegations: each step with the mail that tells of it, in one commit. */
import { DelegationScope, DelegationState } from '../../../contract/model/delegation.ts';
import type { DelegationStore, StoredDelegation } from '../../services/ports/delegations.ts';
import type { Database, Reader } from './database.ts';
import { insertMails } from './mail-rows.ts';
import type { MainSchema } from './schema.ts';

export function createDelegationStore(database: Database<MainSchema>): DelegationStore {
  const { build } = database;
  const all = build.selectFrom('delegations').selectAll();
  const latestFirst = all.orderBy('place', 'desc');
  const count = build.selectFrom('delegations').select((e) => e.fn.countAll<number>().as('n'));
  const find = async (reader: Reader<MainSchema>, id: string): Promise<StoredDelegation | null> => {
    const row = await reader.first(all.where('id', '=', id));
    return row ? toDelegation(row) : null;
  };
  return {
    add(delegation, { accountId, act }) {
      return database.commit(async (transaction) => {
        if (await find(transaction, delegation.id)) return;
        await transaction.run(build.insertInto('delegations').values(delegationRow(delegation)));
        const at = delegation.grantedAt.toISOString();
        await insertMails(transaction, delegation.id, [{ kind: 'delegation', accountId, recipient: null, act, at }]);
      });
    },
    async find(id) {
      return await find(database, id);
    },
    step({ id, before, state, at, by, notify: { accountId, act } }) {
      return database.commit(async (transaction) => {
        const instant = at.toISOString();
        const change = state === 'ended' ? { ended_at: instant, ended_by: by } : { answered_at: instant };
        const changed = await transaction.run(
          build
            .updateTable('delegations')
            .set({ state, ...change })
            .where('id', '=', id)
            .where('state', 'in', [...before]),
        );
        if (changed > 0) {
          await insertMails(transaction, id, [{ kind: 'delegation', accountId, recipient: null, act, at: instant }]);
        }
        return await find(transaction, id);
      });
    },
    async accepted(ownerId, delegateId, at) {
      const rows = all
        .where('owner_id', '=', ownerId)
        .where('delegate_id', '=', delegateId)
        .where('state', '=', 'accepted')
        .where('until', '>', at.toISOString());
      return (await database.all(rows)).map(toDelegation);
    },
    async between(ownerId, delegateId) {
      const rows = all.where('owner_id', '=', ownerId).where('delegate_id', '=', delegateId);
      return (await database.all(rows)).map(toDelegation);
    },
    async acceptedBy(delegateId, at) {
      const rows = all.where('delegate_id', '=', delegateId).where('state', '=', 'accepted');
      return (await database.all(rows.where('until', '>', at.toISOString()))).map(toDelegation);
    },
    async acceptedFrom(ownerId, at) {
      const rows = all.where('owner_id', '=', ownerId).where('state', '=', 'accepted');
      return (await database.all(rows.where('until', '>', at.toISOString()))).map(toDelegation);
    },
    async given(ownerId, limit) {
      return (await database.all(latestFirst.where('owner_id', '=', ownerId).limit(limit))).map(toDelegation);
    },
    async received(delegateId, limit) {
      return (await database.all(latestFirst.where('delegate_id', '=', delegateId).limit(limit))).map(toDelegation);
    },
    async grantedSince(ownerId, since) {
      const recent = count.where('owner_id', '=', ownerId).where('granted_at', '>', since.toISOString());
      return (await database.first(recent))?.n ?? 0;
    },
    async unopenedOf(accountId, since) {
      const unopened = build
        .selectFrom('recipients')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('recipients.account_id', '=', accountId)
        .where('recipients.state', 'in', ['sealed', 'notified', 'delivered']);
      const wanted = since
        ? unopened
            .innerJoin('envelopes', 'envelopes.id', 'recipients.envelope_id')
            .where('envelopes.sealed_at', '>=', since.toISOString())
        : unopened;
      return (await database.first(wanted))?.n ?? 0;
    },
  };
}

/** A delegation as its row. */
export function delegationRow(delegation: StoredDelegation): Omit<MainSchema['delegations'], 'place'> {
  return {
    id: delegation.id,
    owner_id: delegation.ownerId,
    delegate_id: delegation.delegateId,
    scopes: JSON.stringify(delegation.scopes),
    starts_at: delegation.from.toISOString(),
    until: delegation.until.toISOString(),
    reason: delegation.reason,
    state: delegation.state,
    granted_at: delegation.grantedAt.toISOString(),
    answered_at: delegation.answeredAt?.toISOString() ?? null,
    ended_at: delegation.endedAt?.toISOString() ?? null,
    ended_by: delegation.endedBy,
  };
}

/** A row as its delegation. */
export function toDelegation(row: Omit<MainSchema['delegations'], 'place'>): StoredDelegation {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    id: row.id,
    ownerId: row.owner_id,
    delegateId: row.delegate_id,
    scopes: DelegationScope.array().parse(JSON.parse(row.scopes)),
    from: new Date(row.starts_at),
    until: new Date(row.until),
    reason: row.reason,
    state: DelegationState.parse(row.state),
    grantedAt: new Date(row.granted_at),
    answeredAt: instant(row.answered_at),
    endedAt: instant(row.ended_at),
    endedBy: row.ended_by,
  };
}
