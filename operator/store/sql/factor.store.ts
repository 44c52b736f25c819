/** Code applications and recovery codes of accounts, and codes of any second factor used up. */
import { sql } from 'kysely';
import type { FactorStore, FactorTry, SpentFactor } from '../../services/ports/factors.ts';
import { keptAnswer } from '../../services/webauthn.ts';
import type { Database, Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createFactorStore(database: Database<MainSchema>): FactorStore {
  const { build } = database;
  const inForce = async (reader: Reader<MainSchema>, accountId: string) =>
    await reader.first(build.selectFrom('time_codes').selectAll().where('account_id', '=', accountId));

  return {
    async timeCodesOf(accountId) {
      const row = await inForce(database, accountId);
      return row ? { secret: row.secret, step: row.step, enrolledAt: new Date(row.enrolled_at) } : null;
    },
    async recoveryCodesLeft(accountId) {
      const left = build
        .selectFrom('account_recovery_codes')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('account_id', '=', accountId);
      return (await database.first(left))?.n ?? 0;
    },
    isInForce: (accountId) => hasFactor(database, accountId),
    spend: (accountId, code) => database.commit((transaction) => spendCode(transaction, accountId, code)),
    begin(accountId, secret, expiresAt) {
      return database.commit(async (transaction) => {
        const row = { account_id: accountId, secret, expires_at: expiresAt.toISOString() };
        await transaction.run(
          build
            .insertInto('begun_time_codes')
            .values(row)
            .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row)),
        );
      });
    },
    async begun(accountId, at) {
      const begun = build.selectFrom('begun_time_codes').select('secret').where('account_id', '=', accountId);
      return (await database.first(begun.where('expires_at', '>', at.toISOString())))?.secret ?? null;
    },
    enrol({ accountId, secret, step, recoveryHashes, at }) {
      return database.commit(async (transaction) => {
        const begun = build.deleteFrom('begun_time_codes').where('account_id', '=', accountId);
        const taken = await transaction.run(
          begun.where('secret', '=', secret).where('expires_at', '>', at.toISOString()),
        );
        if (taken === 0 || (await inForce(transaction, accountId))) return 'gone';
        const isFirst = !(await hasFactor(transaction, accountId));
        const row = { account_id: accountId, secret, step, enrolled_at: at.toISOString() };
        await transaction.run(build.insertInto('time_codes').values(row));
        if (isFirst) await replaceRecoveryCodes(transaction, accountId, recoveryHashes);
        await forgetChallenges(transaction, accountId);
        return isFirst ? 'first' : 'further';
      });
    },
    renewRecoveryCodes(accountId, code, hashes) {
      return database.commit(async (transaction) => {
        const spent = await spendCode(transaction, accountId, code);
        if (spent !== null) await replaceRecoveryCodes(transaction, accountId, hashes);
        return spent;
      });
    },
    remove(accountId, code) {
      return database.commit(async (transaction) => {
        const spent = await spendCode(transaction, accountId, code);
        if (spent !== null) await forgetTimeCodes(transaction, accountId);
        return spent;
      });
    },
    forget: (accountId) => database.commit((transaction) => forgetTimeCodes(transaction, accountId)),
  };
}

/** Forgets the secret and codes under way, and the recovery codes where no other factor is left; false when there was none. */
async function forgetTimeCodes(transaction: Transaction<MainSchema>, accountId: string): Promise<boolean> {
  const removed = await transaction.run(transaction.build.deleteFrom('time_codes').where('account_id', '=', accountId));
  await forgetSpareCodes(transaction, accountId);
  await forgetChallenges(transaction, accountId);
  return removed > 0;
}

/** Forgets the application, every passkey, recovery codes and codes under way; false when no factor was in force. */
export async function forgetFactors(transaction: Transaction<MainSchema>, accountId: string): Promise<boolean> {
  const { build } = transaction;
  const passkeys = await transaction.run(build.deleteFrom('passkeys').where('account_id', '=', accountId));
  await transaction.run(build.deleteFrom('passkey_ceremonies').where('account_id', '=', accountId));
  return (await forgetTimeCodes(transaction, accountId)) || passkeys > 0;
}

/** Recovery codes stand in for a factor: without one there are none. */
export async function forgetSpareCodes(transaction: Transaction<MainSchema>, accountId: string): Promise<void> {
  if (!(await hasFactor(transaction, accountId))) await replaceRecoveryCodes(transaction, accountId, []);
}

export async function replaceRecoveryCodes(
  transaction: Transaction<MainSchema>,
  accountId: string,
  hashes: readonly string[],
): Promise<void> {
  const { build } = transaction;
  await transaction.run(build.deleteFrom('account_recovery_codes').where('account_id', '=', accountId));
  for (const code_hash of hashes) {
    await transaction.run(build.insertInto('account_recovery_codes').values({ account_id: accountId, code_hash }));
  }
}

/** Uses a code up, whatever it is of: of two at once, one is. */
export async function spendCode(
  transaction: Transaction<MainSchema>,
  accountId: string,
  { step, recoveryHash, passkeyHash, at }: FactorTry,
): Promise<SpentFactor> {
  const { build } = transaction;
  const later = build
    .updateTable('time_codes')
    .set({ step: step ?? 0 })
    .where('account_id', '=', accountId);
  const isOfApplication = (await transaction.run(later.where('step', '<', step ?? 0))) > 0;
  const isOfPasskey = await spendPasskeyCode(transaction, accountId, passkeyHash, at);
  if (isOfApplication) return 'time-code';
  if (isOfPasskey) return 'passkey';
  const recovery = build.deleteFrom('account_recovery_codes').where('account_id', '=', accountId);
  return (await transaction.run(recovery.where('code_hash', '=', recoveryHash))) > 0 ? 'recovery-code' : null;
}

/** True of the code of a key that the account still has. */
async function spendPasskeyCode(
  transaction: Transaction<MainSchema>,
  accountId: string,
  codeHash: string,
  at: Date,
): Promise<boolean> {
  const { build } = transaction;
  const answered = build
    .updateTable('passkey_ceremonies')
    .set({ used: 1 })
    .where('account_id', '=', accountId)
    .where('code_hash', '=', codeHash);
  const live = answered.where('used', '=', 0).where('expires_at', '>', at.toISOString());
  const isSpent = (await transaction.run(live)) > 0;
  const row = await transaction.first(answeredBy(transaction, accountId, codeHash));
  const credentialId = row?.answer ? keptAnswer(row.answer).id : '';
  const key = build.updateTable('passkeys').set({ used_at: at.toISOString() }).where('account_id', '=', accountId);
  return isSpent && (await transaction.run(key.where('credential_id', '=', credentialId))) > 0;
}

/** What the browser answered, for the code that came of it. */
export function answeredBy({ build }: Reader<MainSchema>, accountId: string, codeHash: string) {
  const own = build.selectFrom('passkey_ceremonies').select('answer').where('account_id', '=', accountId);
  return own.where('code_hash', '=', codeHash);
}

/** Whether the account signs in with a second factor of its own instead of mailed codes. */
export async function hasFactor(reader: Reader<MainSchema>, accountId: string): Promise<boolean> {
  const one = sql<number>`1`.as('one');
  const [application, passkey] = [
    await reader.first(reader.build.selectFrom('time_codes').select(one).where('account_id', '=', accountId)),
    await reader.first(reader.build.selectFrom('passkeys').select(one).where('account_id', '=', accountId).limit(1)),
  ];
  return application !== undefined || passkey !== undefined;
}

/** Codes under way of an account serve no more. */
export async function forgetChallenges(transaction: Transaction<MainSchema>, accountId: string): Promise<void> {
  await transaction.run(
    transaction.build.updateTable('code_challenges').where('account_id', '=', accountId).set({ used: 1 }),
  );
}
