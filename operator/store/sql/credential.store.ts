/** Passwords, code challenges and known devices. */
import { timingSafeEqual } from 'node:crypto';
import { Language } from '../../../contract/model/language.ts';
import type {
  ChallengeOutcome,
  CodeAttempt,
  CodeChallenge,
  CodeFactor,
  CodeTry,
  CredentialStore,
  Password,
} from '../../services/ports/credentials.ts';
import type { Database, Reader, Transaction } from './database.ts';
import { answeredBy, forgetChallenges, forgetFactors, hasFactor, spendCode } from './factor.store.ts';
import type { MainSchema } from './schema.ts';

export function createCredentialStore(database: Database<MainSchema>): CredentialStore {
  const { build } = database;
  const device = (accountId: string, jkt: string) =>
    build.selectFrom('devices').select('jkt').where('account_id', '=', accountId).where('jkt', '=', jkt);

  /** Codes of the account that were given to devices it does not know; none for a known device, which is counted alone. */
  async function codesOfOthers(reader: Reader<MainSchema>, { accountId, jkt }: CodeChallenge): Promise<number> {
    const owner = accountId ?? '';
    const known = build.selectFrom('devices').select('jkt').where('account_id', '=', owner);
    const codes = build
      .selectFrom('code_challenges')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('account_id', '=', owner)
      .where('jkt', 'not in', known);
    const count = (await reader.first(codes))?.n ?? 0;
    return (await reader.first(device(owner, jkt))) === undefined ? count : 0;
  }

  /** The same questions whatever the challenge belongs to, so that every kind takes the same time. */
  async function judge(
    transaction: Transaction<MainSchema>,
    row: MainSchema['code_challenges'],
    given: CodeTry,
  ): Promise<CodeFactor | null> {
    const isMailed = timingSafeEqual(Buffer.from(row.code_hash, 'hex'), Buffer.from(given.codeHash, 'hex'));
    const accountId = row.account_id ?? '';
    const spent = await spendCode(transaction, accountId, given);
    if (spent !== null || (await hasFactor(transaction, accountId))) return spent;
    return isMailed ? 'mail' : null;
  }

  return {
    async passwordOf(accountId) {
      const row = await database.first(build.selectFrom('passwords').selectAll().where('account_id', '=', accountId));
      return row ? { accountId, hash: row.hash, language: Language.parse(row.language) } : null;
    },
    setPassword: (password) => database.commit(async (transaction) => await writePassword(transaction, password)),
    removePassword(accountId) {
      return database.commit(async (transaction) => {
        await transaction.run(build.deleteFrom('passwords').where('account_id', '=', accountId));
        await transaction.run(build.deleteFrom('devices').where('account_id', '=', accountId));
        await forgetFactors(transaction, accountId);
        // A link asked for before would make another one.
        const address = build.selectFrom('accounts').select('address').where('id', '=', accountId);
        await transaction.run(
          build.deleteFrom('links').where('purpose', '=', 'recovery').where('address', 'in', address),
        );
      });
    },
    rehash(accountId, from, to) {
      return database.commit(async (transaction) => {
        const current = build.updateTable('passwords').where('account_id', '=', accountId).where('hash', '=', from);
        await transaction.run(current.set({ hash: to }));
      });
    },
    async isKnownDevice(accountId, jkt) {
      return (await database.first(device(accountId, jkt))) !== undefined;
    },
    rememberDevice(accountId, jkt, at, max) {
      return database.commit(async (transaction) => {
        const isNew = (await transaction.first(device(accountId, jkt))) === undefined;
        const row = { account_id: accountId, jkt, last_seen_at: at.toISOString() };
        await transaction.run(
          build
            .insertInto('devices')
            .values(row)
            .onConflict((conflict) => conflict.columns(['account_id', 'jkt']).doUpdateSet(row)),
        );
        const all = build.selectFrom('devices').selectAll().where('account_id', '=', accountId);
        const devices = await transaction.all(all.orderBy('last_seen_at', 'desc'));
        for (const old of devices.slice(max)) {
          await transaction.run(
            build.deleteFrom('devices').where('account_id', '=', accountId).where('jkt', '=', old.jkt),
          );
        }
        return isNew;
      });
    },
    addChallenge(challenge, { since, max }) {
      return database.commit(async (transaction): Promise<ChallengeOutcome> => {
        // Codes live less long than they are counted.
        await transaction.run(build.deleteFrom('code_challenges').where('created_at', '<=', since.toISOString()));
        const asked = await transaction.all(
          build
            .selectFrom('code_challenges')
            .select('created_at')
            .where('address_hash', '=', challenge.addressHash)
            .where('jkt', '=', challenge.jkt)
            .orderBy('created_at'),
        );
        if (asked.length >= max) return { outcome: 'too-many', oldest: new Date(asked[0]?.created_at ?? since) };
        const isMuted = (await codesOfOthers(transaction, challenge)) >= max;
        await transaction.run(
          build.insertInto('code_challenges').values(toRow(challenge, isMuted ? null : challenge.accountId)),
        );
        return { outcome: isMuted ? 'muted' : 'added' };
      });
    },
    async challengedAccount(id) {
      const row = await database.first(build.selectFrom('code_challenges').select('account_id').where('id', '=', id));
      return row?.account_id ?? null;
    },
    async challengingKey(id, at) {
      const row = await database.first(build.selectFrom('code_challenges').selectAll().where('id', '=', id));
      return row && row.used === 0 && row.expires_at > at.toISOString() ? row.jkt : null;
    },
    attempt(id, jkt, given, at) {
      return database.commit(async (transaction): Promise<CodeAttempt> => {
        const row = await transaction.first(build.selectFrom('code_challenges').selectAll().where('id', '=', id));
        if (!row) return { outcome: 'gone' };
        if (row.jkt !== jkt) return { outcome: 'other-key' };
        const challenge = toChallenge(row);
        if (row.used === 1 || challenge.triesLeft <= 0 || challenge.expiresAt <= at) return { outcome: 'gone' };
        const own = build.updateTable('code_challenges').where('id', '=', id);
        const factor = await judge(transaction, row, given);
        if (factor !== null && challenge.accountId !== null) {
          await transaction.run(own.set({ used: 1 }));
          const { accountId } = challenge;
          const answered = await transaction.first(answeredBy(transaction, accountId, given.passkeyHash));
          return { outcome: 'right', challenge, accountId, factor, passkeyAnswer: answered?.answer ?? null };
        }
        const triesLeft = challenge.triesLeft - 1;
        await transaction.run(own.set({ tries_left: triesLeft }));
        const isGuessed = triesLeft === 0 && (await hasFactor(transaction, challenge.accountId ?? ''));
        return { outcome: 'wrong', triesLeft, guessed: isGuessed ? challenge.accountId : null };
      });
    },
  };
}

/** Sets a password, and forgets codes under way and known devices. */
export async function writePassword(transaction: Transaction<MainSchema>, password: Password): Promise<void> {
  const { build } = transaction;
  const row = { account_id: password.accountId, hash: password.hash, language: password.language };
  await transaction.run(
    build
      .insertInto('passwords')
      .values(row)
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row)),
  );
  await forgetChallenges(transaction, password.accountId);
  await transaction.run(build.deleteFrom('devices').where('account_id', '=', password.accountId));
}

function toRow(challenge: CodeChallenge, accountId: string | null): MainSchema['code_challenges'] {
  return {
    id: challenge.id,
    account_id: accountId,
    address_hash: challenge.addressHash,
    jkt: challenge.jkt,
    code_hash: challenge.codeHash,
    tries_left: challenge.triesLeft,
    used: 0,
    created_at: challenge.createdAt.toISOString(),
    expires_at: challenge.expiresAt.toISOString(),
  };
}

function toChallenge(row: MainSchema['code_challenges']): CodeChallenge {
  return {
    id: row.id,
    accountId: row.account_id,
    addressHash: row.address_hash,
    jkt: row.jkt,
    codeHash: row.code_hash,
    triesLeft: row.tries_left,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  };
}
