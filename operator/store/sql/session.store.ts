/** Sessions, used nonces and sign-in evidence. */
import type { JWK } from 'jose';
import type { NewSession, Session, SessionStore } from '../../services/ports/sessions.ts';
import { type Database, plain, type Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createSessionStore(database: Database<MainSchema>): SessionStore {
  const { build } = database;
  return {
    open({ session, refreshHash, nonce, evidence }) {
      return database.commit(async (transaction) => {
        const at = session.createdAt.toISOString();
        if (!(await consumeNonce(transaction, nonce, session.createdAt))) return 'nonce-used';
        await keepEvidence(transaction, session.accountId, evidence, session.createdAt);
        await transaction.run(
          build.insertInto('sessions').values({
            id: session.id,
            account_id: session.accountId,
            jkt: session.jkt,
            public_key: JSON.stringify(session.publicKey),
            method: session.method,
            evidence_sha256: session.evidenceSha256,
            refresh_hash: refreshHash,
            previous_refresh_hash: null,
            created_at: at,
            expires_at: session.expiresAt.toISOString(),
            ended_at: null,
            used_at: null,
          }),
        );
        return 'opened';
      });
    },
    async byId(sessionId) {
      // Plain SQL: every request asks.
      const row = await database.first(plain<MainSchema['sessions']>('SELECT * FROM sessions WHERE id = ?', sessionId));
      return row ? toSession(row) : null;
    },
    async openOf(accountId, at) {
      const rows = await database.all(
        build
          .selectFrom('sessions')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('ended_at', 'is', null)
          .where('expires_at', '>', at.toISOString())
          .orderBy('created_at', 'desc'),
      );
      return rows.map(toSession);
    },
    async countOpen(at) {
      const row = await database.first(
        build
          .selectFrom('sessions')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('ended_at', 'is', null)
          .where('expires_at', '>', at.toISOString()),
      );
      return row?.n ?? 0;
    },
    rotate(sessionId, presentedHash, nextHash, at) {
      return database.commit(async (transaction) => {
        const open = build.updateTable('sessions').where('id', '=', sessionId).where('ended_at', 'is', null);
        const current = open.where('refresh_hash', '=', presentedHash);
        const rotated = { refresh_hash: nextHash, previous_refresh_hash: presentedHash };
        if ((await transaction.run(current.set(rotated))) === 1) return 'rotated';
        // The current one was never used: its answer may have been lost, and whoever asks again gets another in its place.
        const previous = open.where('previous_refresh_hash', '=', presentedHash);
        if ((await transaction.run(previous.set({ refresh_hash: nextHash }))) === 1) return 'rotated';
        await transaction.run(open.set({ ended_at: at.toISOString() }));
        return 'ended';
      });
    },
    noteUse(sessionId, at) {
      return database.commit(async (transaction) => {
        await transaction.run(
          build.updateTable('sessions').where('id', '=', sessionId).set({ used_at: at.toISOString() }),
        );
      });
    },
    end(sessionId, at) {
      return database.commit(async (transaction) => {
        const open = build.updateTable('sessions').where('id', '=', sessionId).where('ended_at', 'is', null);
        await transaction.run(open.set({ ended_at: at.toISOString() }));
      });
    },
    endAll(at) {
      const open = build.updateTable('sessions').where('ended_at', 'is', null);
      return database.commit(async (transaction) => {
        await transaction.run(open.set({ ended_at: at.toISOString() }));
      });
    },
  };
}

/** Uses a nonce up; false when it was used before. */
export async function consumeNonce(
  transaction: Transaction<MainSchema>,
  nonce: NewSession['nonce'],
  at: Date,
): Promise<boolean> {
  const { build } = transaction;
  await transaction.run(build.deleteFrom('used_nonces').where('expires_at', '<', at.toISOString()));
  const row = { nonce: nonce.value, expires_at: nonce.expiresAt.toISOString() };
  const used = build.insertInto('used_nonces').values(row);
  return (await transaction.run(used.onConflict((conflict) => conflict.doNothing()))) > 0;
}

/** Keeps by what a session was opened, or a card linked. */
export async function keepEvidence(
  transaction: Transaction<MainSchema>,
  accountId: string,
  { sha256, assertion }: NewSession['evidence'],
  at: Date,
): Promise<void> {
  const row = { sha256, account_id: accountId, at: at.toISOString(), assertion };
  await transaction.run(transaction.build.insertInto('sign_in_evidence').values(row));
}

function toSession(row: MainSchema['sessions']): Session {
  return {
    id: row.id,
    accountId: row.account_id,
    jkt: row.jkt,
    publicKey: JSON.parse(row.public_key) as JWK,
    method: row.method === 'card' ? 'card' : 'code',
    evidenceSha256: row.evidence_sha256,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    ended: row.ended_at !== null,
    usedAt: row.used_at === null ? null : new Date(row.used_at),
  };
}
