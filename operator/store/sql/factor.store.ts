/** Code applications and recovery codes of accounts. */
import { sql } from 'kysely';
import type { ReadCode } from '../../services/factor-secrets.ts';
import type { FactorStore, SpentFactor } from '../../services/ports/factors.ts';
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
        const row = { account_id: accountId, secret, step, enrolled_at: at.toISOString() };
        await transaction.run(build.insertInto('time_codes').values(row));
        await replaceRecoveryCodes(transaction, accountId, recoveryHashes);
        await forgetChallenges(transaction, accountId);
        return 'enrolled';
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

/** Forgets secret, recovery codes and codes under way; false when there was no secret. */
export async function forgetTimeCodes(transaction: Transaction<MainSchema>, accountId: string): Promise<boolean> {
  const removed = await transaction.run(transaction.build.deleteFrom('time_codes').where('account_id', '=', accountId));
  await replaceRecoveryCodes(transaction, accountId, []);
  await forgetChallenges(transaction, accountId);
  return removed > 0;
}

async function replaceRecoveryCodes(
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

/** Uses a time-based or a recovery code up, whichever it is: of two at once, one is. */
export async function spendCode(
  transaction: Transaction<MainSchema>,
  accountId: string,
  { step, recoveryHash }: ReadCode,
): Promise<SpentFactor> {
  const { build } = transaction;
  const later = build
    .updateTable('time_codes')
    .set({ step: step ?? 0 })
    .where('account_id', '=', accountId);
  if ((await transaction.run(later.where('step', '<', step ?? 0))) > 0) return 'time-code';
  const recovery = build.deleteFrom('account_recovery_codes').where('account_id', '=', accountId);
  return (await transaction.run(recovery.where('code_hash', '=', recoveryHash))) > 0 ? 'recovery-code' : null;
}

/** Whether the account signs in with a code application. */
export async function hasTimeCodes(reader: Reader<MainSchema>, accountId: string): Promise<boolean> {
  const one = reader.build.selectFrom('time_codes').select(sql<number>`1`.as('one'));
  return (await reader.first(one.where('account_id', '=', accountId))) !== undefined;
}

/** Codes under way of an account serve no more. */
export async function forgetChallenges(transaction: Transaction<MainSchema>, accountId: string): Promise<void> {
  await transaction.run(
    transaction.build.updateTable('code_challenges').where('account_id', '=', accountId).set({ used: 1 }),
  );
}
