/** Passwords, code challenges and known devices in SQLite. */
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
import type { SqliteDatabase } from './database.ts';
import { forgetChallenges, forgetTimeCodes, hasTimeCodes, spendCode } from './factor.store.ts';
import type { MainSchema } from './schema.ts';

export function createCredentialStore(database: SqliteDatabase<MainSchema>): CredentialStore {
  const { build } = database;
  const device = (accountId: string, jkt: string) =>
    build.selectFrom('devices').select('jkt').where('account_id', '=', accountId).where('jkt', '=', jkt);

  /** Codes of the account that were given to devices it does not know; none for a known device, which is counted alone. */
  function codesOfOthers({ accountId, jkt }: CodeChallenge): number {
    const owner = accountId ?? '';
    const known = build.selectFrom('devices').select('jkt').where('account_id', '=', owner);
    const codes = build
      .selectFrom('code_challenges')
      .select((e) => e.fn.countAll<number>().as('n'))
      .where('account_id', '=', owner)
      .where('jkt', 'not in', known);
    const count = database.first(codes)?.n ?? 0;
    return database.first(device(owner, jkt)) === undefined ? count : 0;
  }

  /** The same questions whatever the challenge belongs to, so that every kind takes the same time. */
  function judge(row: MainSchema['code_challenges'], given: CodeTry): CodeFactor | null {
    const isMailed = timingSafeEqual(Buffer.from(row.code_hash, 'hex'), Buffer.from(given.codeHash, 'hex'));
    const accountId = row.account_id ?? '';
    const spent = spendCode(database, accountId, given);
    if (spent !== null || hasTimeCodes(database, accountId)) return spent;
    return isMailed ? 'mail' : null;
  }

  return {
    async passwordOf(accountId) {
      const row = database.first(build.selectFrom('passwords').selectAll().where('account_id', '=', accountId));
      return row ? { accountId, hash: row.hash, language: Language.parse(row.language) } : null;
    },
    setPassword: (password) => database.commit(() => writePassword(database, password)),
    removePassword(accountId) {
      return database.commit(() => {
        database.run(build.deleteFrom('passwords').where('account_id', '=', accountId));
        database.run(build.deleteFrom('devices').where('account_id', '=', accountId));
        forgetTimeCodes(database, accountId);
        // A link asked for before would make another one.
        const address = build.selectFrom('accounts').select('address').where('id', '=', accountId);
        database.run(build.deleteFrom('links').where('purpose', '=', 'recovery').where('address', 'in', address));
      });
    },
    rehash(accountId, from, to) {
      return database.commit(() => {
        const current = build.updateTable('passwords').where('account_id', '=', accountId).where('hash', '=', from);
        database.run(current.set({ hash: to }));
      });
    },
    async isKnownDevice(accountId, jkt) {
      return database.first(device(accountId, jkt)) !== undefined;
    },
    rememberDevice(accountId, jkt, at, max) {
      return database.commit(() => {
        const isNew = database.first(device(accountId, jkt)) === undefined;
        const row = { account_id: accountId, jkt, last_seen_at: at.toISOString() };
        database.run(build.replaceInto('devices').values(row));
        const all = build.selectFrom('devices').selectAll().where('account_id', '=', accountId);
        for (const old of database.all(all.orderBy('last_seen_at', 'desc').offset(max).limit(-1))) {
          database.run(build.deleteFrom('devices').where('account_id', '=', accountId).where('jkt', '=', old.jkt));
        }
        return isNew;
      });
    },
    addChallenge(challenge, { since, max }) {
      return database.commit((): ChallengeOutcome => {
        // Codes live less long than they are counted.
        database.run(build.deleteFrom('code_challenges').where('created_at', '<=', since.toISOString()));
        const asked = database.all(
          build
            .selectFrom('code_challenges')
            .select('created_at')
            .where('address_hash', '=', challenge.addressHash)
            .where('jkt', '=', challenge.jkt)
            .orderBy('created_at'),
        );
        if (asked.length >= max) return { outcome: 'too-many', oldest: new Date(asked[0]?.created_at ?? since) };
        const isMuted = codesOfOthers(challenge) >= max;
        database.run(
          build.insertInto('code_challenges').values(toRow(challenge, isMuted ? null : challenge.accountId)),
        );
        return { outcome: isMuted ? 'muted' : 'added' };
      });
    },
    async challengedAccount(id) {
      const row = database.first(build.selectFrom('code_challenges').select('account_id').where('id', '=', id));
      return row?.account_id ?? null;
    },
    attempt(id, jkt, given, at) {
      return database.commit((): CodeAttempt => {
        const row = database.first(build.selectFrom('code_challenges').selectAll().where('id', '=', id));
        if (!row) return { outcome: 'gone' };
        if (row.jkt !== jkt) return { outcome: 'other-key' };
        const challenge = toChallenge(row);
        if (row.used === 1 || challenge.triesLeft <= 0 || challenge.expiresAt <= at) return { outcome: 'gone' };
        const own = build.updateTable('code_challenges').where('id', '=', id);
        const factor = judge(row, given);
        if (factor !== null && challenge.accountId !== null) {
          database.run(own.set({ used: 1 }));
          return { outcome: 'right', challenge, accountId: challenge.accountId, factor };
        }
        const triesLeft = challenge.triesLeft - 1;
        database.run(own.set({ tries_left: triesLeft }));
        const isGuessed = triesLeft === 0 && hasTimeCodes(database, challenge.accountId ?? '');
        return { outcome: 'wrong', triesLeft, guessed: isGuessed ? challenge.accountId : null };
      });
    },
  };
}

/** Sets a password, and forgets codes under way and known devices. Only inside `commit`. */
export function writePassword(database: SqliteDatabase<MainSchema>, password: Password): void {
  const { build } = database;
  const row = { account_id: password.accountId, hash: password.hash, language: password.language };
  database.run(build.replaceInto('passwords').values(row));
  forgetChallenges(database, password.accountId);
  database.run(build.deleteFrom('devices').where('account_id', '=', password.accountId));
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
