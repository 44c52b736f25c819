/** Administrators, their secrets and their sessions. */
import type {
  Administrator,
  AdministratorRole,
  AdministratorStore,
  SpentCode,
} from '../../services/ports/administrators.ts';
import { appendAct } from './act-rows.ts';
import type { Database, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

export function createAdministratorStore(database: Database<MainSchema>): AdministratorStore {
  const { build } = database;
  const administrators = build
    .selectFrom('administrators')
    .leftJoin('structures', 'structures.id', 'administrators.structure_id')
    .selectAll('administrators')
    .select('structures.name as structure_name');
  const serving = (tokenHash: string, at: Date) =>
    build
      .selectFrom('enrolments')
      .innerJoin('administrators', 'administrators.id', 'enrolments.administrator_id')
      .leftJoin('structures', 'structures.id', 'administrators.structure_id')
      .selectAll('administrators')
      .select([
        'structures.name as structure_name',
        'enrolments.password_hash as chosen_hash',
        'enrolments.totp_secret as chosen_secret',
      ])
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', at.toISOString());
  const recoveryCode = (administratorId: string, recoveryHash: string) =>
    build
      .selectFrom('recovery_codes')
      .select('code_hash')
      .where('administrator_id', '=', administratorId)
      .where('code_hash', '=', recoveryHash);

  /** True when the code had not been used. */
  async function spend(
    transaction: Transaction<MainSchema>,
    administratorId: string,
    spent: SpentCode,
  ): Promise<boolean> {
    if ('totpStep' in spent) {
      const own = build.updateTable('administrators').where('id', '=', administratorId);
      return (
        (await transaction.run(own.where('totp_step', '<', spent.totpStep).set({ totp_step: spent.totpStep }))) === 1
      );
    }
    const codes = build.deleteFrom('recovery_codes').where('administrator_id', '=', administratorId);
    return (await transaction.run(codes.where('code_hash', '=', spent.recoveryHash))) === 1;
  }

  return {
    add(administrator, { tokenHash, expiresAt }, act) {
      return database.commit(async (transaction) => {
        const row = {
          ...{ id: administrator.id, address: administrator.address, name: administrator.name },
          ...{ role: administrator.role, region: administrator.region },
          structure_id: administrator.structure?.id ?? null,
          ...{
            created_at: administrator.createdAt.toISOString(),
            password_hash: null,
            totp_secret: null,
            totp_step: 0,
          },
        };
        const adding = build.insertInto('administrators').values(row);
        if ((await transaction.run(adding.onConflict((conflict) => conflict.column('address').doNothing()))) === 0) {
          return 'address-taken';
        }
        const link = { token_hash: tokenHash, administrator_id: administrator.id, expires_at: expiresAt.toISOString() };
        await transaction.run(
          build.insertInto('enrolments').values({ ...link, password_hash: null, totp_secret: null }),
        );
        await appendAct(transaction, act);
        return 'added';
      });
    },
    remove(administratorId, act) {
      return database.commit(async (transaction) => {
        // What hangs on the row goes with it.
        if ((await transaction.run(build.deleteFrom('administrators').where('id', '=', administratorId))) === 0)
          return 'unknown';
        await appendAct(transaction, act);
        return 'removed';
      });
    },
    async list() {
      const rows = await database.all(administrators.orderBy('administrators.address'));
      return rows.map((row) => ({ ...toAdministrator(row), enrolled: row.password_hash !== null }));
    },
    async enrolled(address) {
      const row = await database.first(administrators.where('administrators.address', '=', address));
      if (!row?.password_hash || !row.totp_secret) return null;
      const { password_hash: passwordHash, totp_secret: totpSecret, totp_step: totpStep } = row;
      return { administrator: toAdministrator(row), passwordHash, totpSecret, totpStep };
    },
    async enrolment(tokenHash, at) {
      const row = await database.first(serving(tokenHash, at));
      if (!row) return null;
      const { chosen_hash: passwordHash, chosen_secret: totpSecret } = row;
      return {
        administrator: toAdministrator(row),
        chosen: passwordHash !== null && totpSecret !== null ? { passwordHash, totpSecret } : null,
      };
    },
    choose(tokenHash, { passwordHash, totpSecret }, at) {
      return database.commit(async (transaction) => {
        const link = build.updateTable('enrolments').where('token_hash', '=', tokenHash);
        const chosen = link.set({ password_hash: passwordHash, totp_secret: totpSecret });
        return (await transaction.run(chosen.where('expires_at', '>', at.toISOString()))) === 1;
      });
    },
    enrol({ tokenHash, secrets, totpStep, recoveryHashes, act }, at) {
      return database.commit(async (transaction) => {
        const row = await transaction.first(serving(tokenHash, at));
        if (!row?.chosen_secret || Buffer.compare(row.chosen_secret, secrets.totpSecret) !== 0) return 'link-gone';
        const inForce = { password_hash: secrets.passwordHash, totp_secret: secrets.totpSecret, totp_step: totpStep };
        await transaction.run(build.updateTable('administrators').where('id', '=', row.id).set(inForce));
        await transaction.run(build.deleteFrom('enrolments').where('administrator_id', '=', row.id));
        for (const code_hash of recoveryHashes) {
          await transaction.run(build.insertInto('recovery_codes').values({ administrator_id: row.id, code_hash }));
        }
        await appendAct(transaction, act);
        return 'enrolled';
      });
    },
    open({ tokenHash, administrator, createdAt, seenAt }, spent, act) {
      return database.commit(async (transaction) => {
        if (!(await spend(transaction, administrator.id, spent))) return 'code-spent';
        await transaction.run(
          build.insertInto('console_sessions').values({
            token_hash: tokenHash,
            administrator_id: administrator.id,
            created_at: createdAt.toISOString(),
            seen_at: seenAt.toISOString(),
          }),
        );
        await appendAct(transaction, act);
        return 'opened';
      });
    },
    async hasRecoveryCode(administratorId, recoveryHash) {
      return (await database.first(recoveryCode(administratorId, recoveryHash))) !== undefined;
    },
    async recoveryCodesLeft(administratorId) {
      const own = build.selectFrom('recovery_codes').where('administrator_id', '=', administratorId);
      return (await database.first(own.select((e) => e.fn.countAll<number>().as('n'))))?.n ?? 0;
    },
    async rehash(administratorId, from, to) {
      await database.commit(async (transaction) => {
        const current = build.updateTable('administrators').where('id', '=', administratorId);
        await transaction.run(current.where('password_hash', '=', from).set({ password_hash: to }));
      });
    },
    async session(tokenHash) {
      const row = await database.first(
        build
          .selectFrom('console_sessions')
          .innerJoin('administrators', 'administrators.id', 'console_sessions.administrator_id')
          .leftJoin('structures', 'structures.id', 'administrators.structure_id')
          .selectAll('administrators')
          .select(['structures.name as structure_name', 'console_sessions.created_at as opened_at', 'seen_at'])
          .where('token_hash', '=', tokenHash),
      );
      if (!row) return null;
      const administrator = toAdministrator(row);
      return { tokenHash, administrator, createdAt: new Date(row.opened_at), seenAt: new Date(row.seen_at) };
    },
    async touch(tokenHash, at) {
      await database.commit(async (transaction) => {
        const own = build.updateTable('console_sessions').where('token_hash', '=', tokenHash);
        await transaction.run(own.set({ seen_at: at.toISOString() }));
      });
    },
    async end(tokenHash, act) {
      await database.commit(async (transaction) => {
        const own = build.deleteFrom('console_sessions').where('token_hash', '=', tokenHash);
        if ((await transaction.run(own)) === 1) await appendAct(transaction, act);
      });
    },
    async forgetSessions(unusedSince) {
      await database.commit(
        async (transaction) =>
          await transaction.run(build.deleteFrom('console_sessions').where('seen_at', '<=', unusedSince.toISOString())),
      );
    },
  };
}

type AdministratorRow = MainSchema['administrators'] & { readonly structure_name: string | null };

function toAdministrator(row: AdministratorRow): Administrator {
  const { structure_id: id, structure_name: name } = row;
  return {
    id: row.id,
    address: row.address,
    name: row.name,
    role: row.role as AdministratorRole,
    region: row.region,
    structure: id !== null && name !== null ? { id, name } : null,
    createdAt: new Date(row.created_at),
  };
}
