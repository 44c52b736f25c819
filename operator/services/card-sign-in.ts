/** Signing in with a card: what it has shown of its holder opens the holder's account. */
import type { Tokens } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { ProfessionalIdentity } from '../../envelope/x509/certificate.ts';
import { expectStanding } from './account-standing.ts';
import { type AssertionParts, verifyAssertion } from './card-assertion.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { StructureStore } from './ports/structures.ts';
import type { Proof } from './possession.ts';
import { openPreregistered } from './preregistration.ts';
import type { Sessions } from './sessions.ts';

interface Parts extends AssertionParts {
  readonly accounts: AccountStore;
  readonly structures: StructureStore;
  readonly sessions: Sessions;
}

/** Trades an assertion for the tokens of a new session; `proof` must come from the key that the assertion names. */
export async function signInWithCard(parts: Parts, assertion: string, proof: Proof): Promise<Tokens> {
  const { identity, nonce } = await verifyAssertion(parts, assertion, proof.jkt);
  const account = await findAccount(parts, identity, parts.clock());
  await proof.spend();
  return parts.sessions.open({ account, proof, method: 'card', evidence: assertion, nonce });
}

/** Only a card that has shown who it is gets here: what its certificate says may open what a structure prepared. */
async function findAccount(parts: Parts, identity: ProfessionalIdentity | null, now: Date): Promise<Account> {
  const account = identity && (await findOrOpen(parts, identity, now));
  if (!account) throw new AppError('auth.account-unknown');
  expectStanding(account);
  await parts.structures.join(account, now);
  return account;
}

async function findOrOpen(parts: Parts, identity: ProfessionalIdentity, now: Date): Promise<Account | null> {
  const find = () => parts.accounts.byNationalId(identity.nationalId);
  // The last one: two workstations at once open one account.
  return (await find()) ?? (await openPreregistered(parts.structures, identity, now)) ?? find();
}
