/** Code applications and recovery codes of accounts in SQLite. */
import { sql } from 'kysely';
import type { ReadCode } from '../../services/factor-secrets.ts';
import type { FactorStore, SpentFactor } from '../../services/ports/factors.ts';
import type { SqliteDatabase } from './database.ts';
import type { MainSchema } from './schema.ts';

type Database = SqliteDatabase<MainSchema>;

export function createFactorStore(database: Database): FactorStore {
  const { build } = database;
  const inForce = (accountId: string) =>
    database.first(build.selectFrom('time_codes').selectAll().where('account_id', '=', accountId));

  return {
    async timeCodesOf(accountId) {
      const row = inForce(accountId);
      return row ? { secret: row.secret, step: row.step, enrolledAt: new Date(row.enrolled_at) } : null;
    },
    async recoveryCodesLeft(accountId) {
      const left = build
        .selectFrom('account_recovery_codes')
        .select((e) => e.fn.countAll<number>().as('n'))
        .where('account_id', '=', accountId);
      return database.first(left)?.n ?? 0;
    },
    begin(accountId, secret, expiresAt) {
      return database.commit(() => {
        const row = { account_id: accountId, secret, expires_at: expiresAt.toISOString() };
        database.run(build.replaceInto('begun_time_codes').values(row));
      });
    },
    async begun(accountId, at) {
      const begun = build.selectFrom('begun_time_codes').select('secret').where('account_id', '=', accountId);
      return database.first(begun.where('expires_at', '>', at.toISOString()))?.secret ?? null;
    },
    enrol({ accountId, secret, step, recoveryHashes, at }) {
      return database.commit(() => {
        const begun = build.deleteFrom('begun_time_codes').where('account_id', '=', accountId);
        const taken = database.run(begun.where('secret', '=', secret).where('expires_at', '>', at.toISOString()));
        if (taken === 0 || inForce(accountId)) return 'gone';
        const row = { account_id: accountId, secret, step, enrolled_at: at.toISOString() };
        database.run(build.insertInto('time_codes').values(row));
        replaceRecoveryCodes(database, accountId, recoveryHashes);
        forgetChallenges(database, accountId);
        return 'enrolled';
      });
    },
    renewRecoveryCodes(accountId, code, hashes) {
      return database.commit(() => {
        const spent = spendCode(database, accountId, code);
        if (spent !== null) replaceRecoveryCodes(database, accountId, hashes);
        return spent;
      });
    },
    remove(accountId, code) {
      return database.commit(() => {
        const spent = spendCode(database, accountId, code);
        if (spent !== null) forgetTimeCodes(database, accountId);
        return spent;
      });
    },
    forget: (accountId) => database.commit(() => forgetTimeCodes(database, accountId)),
  };
}

/** Forgets secret, recovery codes and codes under way; false when there was no secret. Only inside `commit`. */
export function forgetTimeCodes(database: Database, accountId: string): boolean {
  const removed = database.run(database.build.deleteFrom('time_codes').where('account_id', '=', accountId));
  replaceRecoveryCodes(database, accountId, []);
  forgetChallenges(database, accountId);
  return removed > 0;
}

function replaceRecoveryCodes(database: Database, accountId: string, hashes: readonly string[]): void {
  const { build } = database;
  database.run(build.deleteFrom('account_recovery_codes').where('account_id', '=', accountId));
  for (const code_hash of hashes) {
    database.run(build.insertInto('account_recovery_codes').values({ account_id: accountId, code_hash }));
  }
}

/** Uses a time-based or a recovery code up, whichever it is: of two at once, one is. Only inside `commit`. */
export function spendCode(database: Database, accountId: string, { step, recoveryHash }: ReadCode): SpentFactor {
  const { build } = database;
  const later = build
    .updateTable('time_codes')
    .set({ step: step ?? 0 })
    .where('account_id', '=', accountId);
  if (database.run(later.where('step', '<', step ?? 0)) > 0) return 'time-code';
  const recovery = build.deleteFrom('account_recovery_codes').where('account_id', '=', accountId);
  return database.run(recovery.where('code_hash', '=', recoveryHash)) > 0 ? 'recovery-code' : null;
}

/** Whether the account signs in with a code application. */
export function hasTimeCodes(database: Database, accountId: string): boolean {
  const one = database.build.selectFrom('time_codes').select(sql<number>`1`.as('one'));
  return database.first(one.where('account_id', '=', accountId)) !== undefined;
}

/** Codes under way of an account serve no more. Only inside `commit`. */
export function forgetChallenges(database: Database, accountId: string): void {
  database.run(database.build.updateTable('code_challenges').where('account_id', '=', accountId).set({ used: 1 }));
}
