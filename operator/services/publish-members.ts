/**
 * Tells the directory of people whom structures entered. It is another database than the members': what was entered
 * waits to be told, and is told again after a crash, until it was.
 */
import { createHash } from 'node:crypto';
import { DirectoryEntry } from '../../contract/model/directory.ts';
import { entryOfAccount } from './directory-entry.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { Preregistration, StructureStore, UnpublishedMember } from './ports/structures.ts';

export interface PublishParts {
  readonly accounts: AccountStore;
  readonly structures: StructureStore;
  readonly directory: DirectoryStore;
}

const BATCH = 500;

/** Gives how many members the directory was told of; `operator.unavailable` while an import holds the directory. */
export async function publishMembers(parts: PublishParts): Promise<number> {
  let published = 0;
  for (;;) {
    const waiting = await parts.structures.unpublished(BATCH);
    if (waiting.length > 0) await publish(parts, waiting);
    published += waiting.length;
    if (waiting.length < BATCH) return published;
  }
}

async function publish({ accounts, structures, directory }: PublishParts, members: readonly UnpublishedMember[]) {
  const known = await directory.byAddresses(members.map(({ preregistration }) => preregistration.person.address));
  const byAddress = new Map(known.map((entry) => [entry.address, entry]));
  const withdrawn: string[] = [];
  const ofAccounts: DirectoryEntry[] = [];
  const prepared: DirectoryEntry[] = [];
  for (const { preregistration, accountId, hasLeft } of members) {
    const { address, department } = preregistration.person;
    const account = accountId === null ? null : await accounts.byId(accountId);
    const old = byAddress.get(address);
    if (account && account.card.address !== address) {
      // Whoever has an account is found under its address alone.
      withdrawn.push(address);
    } else if (account?.card.certified && !account.closed) {
      const id = old?.id ?? `account-${account.card.accountId}`;
      ofAccounts.push(entryOfAccount(account.card, old?.department ?? department, id));
    } else if (hasLeft) {
      withdrawn.push(address);
    } else if (!account?.closed && !old?.accountId) {
      // An account that the agency has not certified is not in the directory by itself: the structure's entry stays.
      prepared.push(entryOfPerson(preregistration));
    }
  }
  if (withdrawn.length > 0) await directory.withdraw(withdrawn);
  if (ofAccounts.length > 0) await directory.put(ofAccounts, 'account');
  if (prepared.length > 0) await directory.put(prepared, 'pre-registered');
  await structures.markPublished(members);
}

function entryOfPerson({ person, organisation }: Preregistration): DirectoryEntry {
  const hash = createHash('sha256').update(person.address).digest('hex');
  return DirectoryEntry.parse({
    ...person,
    id: `pre-${hash.slice(0, 24)}`,
    accountId: null,
    organisation,
    recipientKind: 'invited',
  });
}
