/** Passkeys of accounts, and what browsers were sent to do with them. */
import type {
  Ceremony,
  CeremonyAnswer,
  CeremonyPurpose,
  Passkey,
  PasskeyStore,
} from '../../services/ports/passkeys.ts';
import { keptCredential } from '../../services/webauthn.ts';
import type { Database, Transaction } from './database.ts';
import { forgetChallenges, forgetSpareCodes, hasFactor, replaceRecoveryCodes, spendCode } from './factor.store.ts';
import type { MainSchema } from './schema.ts';

export function createPasskeyStore(database: Database<MainSchema>): PasskeyStore {
  const { build } = database;
  const all = build.selectFrom('passkeys').selectAll();

  /** Takes the one answer of a ceremony; false where none is awaited any more. */
  async function take(
    transaction: Transaction<MainSchema>,
    ticketHash: string,
    { codeHash, answer, expiresAt }: CeremonyAnswer,
    at: Date,
  ): Promise<boolean> {
    const awaited = build
      .updateTable('passkey_ceremonies')
      .set({ code_hash: codeHash, answer, expires_at: expiresAt.toISOString() })
      .where('ticket_hash', '=', ticketHash)
      .where('used', '=', 0)
      .where('code_hash', 'is', null);
    return (await transaction.run(awaited.where('expires_at', '>', at.toISOString()))) > 0;
  }

  const refused = (ticketHash: string) =>
    build.updateTable('passkey_ceremonies').set({ used: 1 }).where('ticket_hash', '=', ticketHash);

  return {
    async passkeysOf(accountId) {
      const own = all.where('account_id', '=', accountId).orderBy('added_at').orderBy('id');
      return (await database.all(own)).map(toPasskey);
    },
    async byCredential(credentialId) {
      const row = await database.first(all.where('credential_id', '=', credentialId));
      return row ? toPasskey(row) : null;
    },
    begin({ ticketHash, purpose, boundTo, accountId, expiresAt }, at) {
      return database.commit(async (transaction) => {
        const former = build.deleteFrom('passkey_ceremonies');
        await transaction.run(former.where('expires_at', '<=', at.toISOString()));
        await transaction.run(former.where('bound_to', '=', boundTo));
        const row = { ticket_hash: ticketHash, purpose, bound_to: boundTo, account_id: accountId };
        const open = { expires_at: expiresAt.toISOString(), used: 0, code_hash: null, answer: null };
        await transaction.run(build.insertInto('passkey_ceremonies').values({ ...row, ...open }));
      });
    },
    async awaited(ticketHash, at) {
      const open = build.selectFrom('passkey_ceremonies').selectAll().where('ticket_hash', '=', ticketHash);
      const row = await database.first(open.where('used', '=', 0).where('code_hash', 'is', null));
      return row && row.expires_at > at.toISOString() ? toCeremony(row) : null;
    },
    answerMade(ticketHash, answer, at) {
      return database.commit(async (transaction) =>
        (await take(transaction, ticketHash, answer, at)) ? 'answered' : 'gone',
      );
    },
    answerSigned(ticketHash, { credentialId, signCount, ...answer }, at) {
      return database.commit(async (transaction) => {
        if (!(await take(transaction, ticketHash, answer, at))) return 'gone';
        // §6.1.1: a device that counts never says the same number twice; one that does not says zero.
        const goesOn = build
          .updateTable('passkeys')
          .set({ sign_count: signCount })
          .where('credential_id', '=', credentialId)
          .where((e) => (signCount === 0 ? e('sign_count', '=', 0) : e('sign_count', '<', signCount)));
        if ((await transaction.run(goesOn)) > 0) return 'answered';
        await transaction.run(refused(ticketHash));
        return 'copied';
      });
    },
    refuse: (ticketHash) =>
      database.commit(async (transaction) => {
        await transaction.run(refused(ticketHash));
      }),
    enrol({ id, accountId, codeHash, name, recoveryHashes, at, max }) {
      return database.commit(async (transaction) => {
        const answered = build
          .selectFrom('passkey_ceremonies')
          .selectAll()
          .where('account_id', '=', accountId)
          .where('code_hash', '=', codeHash);
        const row = await transaction.first(answered.where('purpose', '=', 'enrolment').where('used', '=', 0));
        if (!row || row.expires_at <= at.toISOString() || row.answer === null) return 'gone';
        await transaction.run(refused(row.ticket_hash));
        const { credentialId, publicKey, signCount } = keptCredential(row.answer);
        if (await transaction.first(all.where('credential_id', '=', credentialId))) return 'gone';
        if ((await transaction.all(all.where('account_id', '=', accountId))).length >= max) return 'too-many';
        const isFirst = !(await hasFactor(transaction, accountId));
        const key = { credential_id: credentialId, public_key: publicKey, sign_count: signCount };
        const own = { id, account_id: accountId, name, added_at: at.toISOString(), used_at: null };
        await transaction.run(build.insertInto('passkeys').values({ ...own, ...key }));
        if (isFirst) await replaceRecoveryCodes(transaction, accountId, recoveryHashes);
        await forgetChallenges(transaction, accountId);
        return isFirst ? 'first' : 'further';
      });
    },
    remove(accountId, id, code) {
      return database.commit(async (transaction) => {
        const own = build.deleteFrom('passkeys').where('account_id', '=', accountId).where('id', '=', id);
        if (!(await transaction.first(all.where('account_id', '=', accountId).where('id', '=', id)))) return 'gone';
        if (code !== null && (await spendCode(transaction, accountId, code)) === null) return 'wrong-code';
        await transaction.run(own);
        await forgetSpareCodes(transaction, accountId);
        await forgetChallenges(transaction, accountId);
        return 'removed';
      });
    },
  };
}

function toPasskey(row: MainSchema['passkeys']): Passkey {
  return {
    id: row.id,
    accountId: row.account_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    signCount: row.sign_count,
    name: row.name,
    addedAt: new Date(row.added_at),
    usedAt: row.used_at === null ? null : new Date(row.used_at),
  };
}

function toCeremony(row: MainSchema['passkey_ceremonies']): Ceremony {
  return {
    ticketHash: row.ticket_hash,
    purpose: row.purpose as CeremonyPurpose,
    boundTo: row.bound_to,
    accountId: row.account_id,
    expiresAt: new Date(row.expires_at),
  };
}
