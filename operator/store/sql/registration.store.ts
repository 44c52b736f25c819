/** Mailed links and applications for accounts. */
import { Language } from '../../../contract/model/language.ts';
import { SubmittedProfile } from '../../../contract/model/registration.ts';
import type {
  Application,
  ApplicationState,
  Link,
  LinkPurpose,
  RegistrationStore,
} from '../../services/ports/registrations.ts';
import { holderOf } from '../../services/ports/structures.ts';
import { accountRow } from './account.store.ts';
import { appendAct } from './act-rows.ts';
import { addressHolder } from './address-holder.ts';
import { claimEnvelopes } from './claim-envelopes.ts';
import { writePassword } from './credential.store.ts';
import type { Database, Transaction } from './database.ts';
import { joinMembers } from './member-rows.ts';
import type { MainSchema } from './schema.ts';

export function createRegistrationStore(database: Database<MainSchema>): RegistrationStore {
  const { build } = database;
  const serving = (tokenHash: string, purpose: LinkPurpose, at: Date) =>
    build
      .selectFrom('links')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', at.toISOString());
  const account = (column: 'address' | 'national_id', value: string) =>
    build.selectFrom('accounts').select('id').where(column, '=', value);

  /** All links of the purpose for that address. */
  async function forgetLinks(
    transaction: Transaction<MainSchema>,
    link: { readonly address: string; readonly purpose: string },
  ): Promise<void> {
    const all = build.deleteFrom('links').where('address', '=', link.address);
    await transaction.run(all.where('purpose', '=', link.purpose));
  }

  return {
    addLink(link, since, max) {
      return database.commit(async (transaction) => {
        const now = link.createdAt.toISOString();
        await transaction.run(build.deleteFrom('links').where('expires_at', '<', now));
        const recent = build
          .selectFrom('links')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('address', '=', link.address)
          .where('purpose', 'in', link.purpose === 'recovery' ? ['recovery'] : ['registration', 'notice'])
          .where('created_at', '>', since.toISOString());
        if (((await transaction.first(recent))?.n ?? 0) >= max) return 'enough';
        await transaction.run(build.insertInto('links').values(toRow(link)));
        return 'added';
      });
    },
    async findLink(tokenHash, purpose, at) {
      const row = await database.first(serving(tokenHash, purpose, at));
      return row ? toLink(row) : null;
    },
    finish(tokenHash, created, at) {
      return database.commit(async (transaction) => {
        const link = await transaction.first(serving(tokenHash, 'registration', at));
        if (!link) return 'link-gone';
        await forgetLinks(transaction, link);
        if ((await addressHolder(transaction, link.address)) !== null) return 'address-taken';
        await transaction.run(build.insertInto('accounts').values(accountRow(created.account)));
        await claimEnvelopes(transaction, created.account.card);
        await writePassword(transaction, created.password);
        await transaction.run(build.insertInto('applications').values(applicationRow(created.application)));
        await joinMembers(transaction, holderOf(created.account), at);
        return 'created';
      });
    },
    finishRecovery(tokenHash, password, at) {
      return database.commit(async (transaction) => {
        const link = await transaction.first(serving(tokenHash, 'recovery', at));
        const before = build.selectFrom('passwords').select('account_id').where('account_id', '=', password.accountId);
        // Who turned the password off is not let in by a mail.
        if (!link || !(await transaction.first(before))) return 'link-gone';
        await forgetLinks(transaction, link);
        await writePassword(transaction, password);
        return 'changed';
      });
    },
    async pending() {
      const waiting = build.selectFrom('applications').selectAll().where('state', '=', 'pending');
      return (await database.all(waiting.orderBy('submitted_at'))).map(toApplication);
    },
    async applicationOf(accountId) {
      const row = await database.first(
        build.selectFrom('applications').selectAll().where('account_id', '=', accountId),
      );
      return row ? toApplication(row) : null;
    },
    decide(application, decided, act) {
      return database.commit(async (transaction) => {
        const { accountId, nationalId } = { accountId: application.accountId, nationalId: decided.nationalId };
        const holder = nationalId === null ? undefined : await transaction.first(account('national_id', nationalId));
        if (holder && holder.id !== accountId) return 'identifier-taken';
        const open = build.selectFrom('accounts').select('id').where('id', '=', accountId).where('closed', '=', 0);
        if (!(await transaction.first(open))) return 'not-pending';
        const waiting = build
          .updateTable('applications')
          .where('account_id', '=', accountId)
          .where('state', '=', 'pending');
        if ((await transaction.run(waiting.set(applicationRow(application)))) === 0) return 'not-pending';
        // Not the whole row: its standing may have changed since it was read.
        const { card, national_id } = accountRow(decided);
        await transaction.run(build.updateTable('accounts').where('id', '=', accountId).set({ card, national_id }));
        await appendAct(transaction, act);
        await joinMembers(transaction, holderOf(decided), application.decidedAt ?? application.submittedAt);
        return 'decided';
      });
    },
  };
}

function toRow(link: Link): MainSchema['links'] {
  return {
    token_hash: link.tokenHash,
    purpose: link.purpose,
    address: link.address,
    given_name: link.givenName,
    family_name: link.familyName,
    language: link.language,
    created_at: link.createdAt.toISOString(),
    expires_at: link.expiresAt.toISOString(),
  };
}

function toLink(row: MainSchema['links']): Link {
  return {
    tokenHash: row.token_hash,
    purpose: row.purpose as LinkPurpose,
    address: row.address,
    givenName: row.given_name,
    familyName: row.family_name,
    language: Language.parse(row.language),
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
  };
}

function applicationRow(application: Application): MainSchema['applications'] {
  return {
    account_id: application.accountId,
    profile: JSON.stringify(application.profile),
    state: application.state,
    submitted_at: application.submittedAt.toISOString(),
    decided_at: application.decidedAt?.toISOString() ?? null,
    reason: application.reason,
  };
}

/** A row as its application. */
export function toApplication(row: MainSchema['applications']): Application {
  return {
    accountId: row.account_id,
    profile: SubmittedProfile.parse(JSON.parse(row.profile)),
    state: row.state as ApplicationState,
    submittedAt: new Date(row.submitted_at),
    decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
    reason: row.reason,
  };
}
