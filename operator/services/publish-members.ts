/**
 * Tells the directory of people whom structures entered, and of the structures' own mailboxes. It is another database than the members': what was entered
 * waits to be told, and is told again after a crash, until it was.
 */
import { createHash } from 'node:crypto';
import { DirectoryEntry } from '../../contract/model/directory.ts';
import { entryOfAccount } from './directory-entry.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { OrganisationMailboxStore } from './ports/organisation-mailboxes.ts';
import type { Preregistration, StructureStore, UnpublishedMember } from './ports/structures.ts';

export interface PublishParts {
  readonly accounts: AccountStore;
  readonly structures: StructureStore;
  readonly mailboxes: OrganisationMailboxStore;
  readonly directory: DirectoryStore;
}

const BATCH = 500;

/** Gives how many members the directory was told of; `operator.unavailable` while an import holds the directory. */
export async function publishMembers(parts: PublishParts): Promise<number> {
  await publishMailboxes(parts);
  let published = 0;
  for (;;) {
    const waiting = await parts.structures.unpublished(BATCH);
    if (waiting.length > 0) await publish(parts, waiting);
    published += waiting.length;
    if (waiting.length < BATCH) return published;
  }
}

async function publishMailboxes({ mailboxes, directory }: PublishParts): Promise<void> {
  for (;;) {
    const waiting = await mailboxes.unpublished(BATCH);
    const open = waiting.filter(({ closed }) => !closed);
    const entries = open.map(({ card, department }) => entryOfAccount(card, department, `account-${card.accountId}`));
    if (entries.length > 0) await directory.put(entries, 'account');
    await mailboxes.markPublished(waiting.map(({ card }) => card.accountId));
    if (waiting.length < BATCH) return;
  }
}

async function publish({ accounts, structures, directory }: PublishParts, members: readonly UnpublishedMember[]) {
  const owners = await Promise.all(
    members.map(({ accountId }) => (accountId === null ? null : accounts.byId(accountId))),
  );
  const addresses = members.map(({ preregistration }) => preregistration.person.address);
  const own = owners.flatMap((account) => (account ? [account.card.address] : []));
  const known = await directory.byAddresses([...new Set([...addresses, ...own])]);
  const byAddress = new Map(known.map((entry) => [entry.address, entry]));
  const withdrawn: string[] = [];
  const ofAccounts: DirectoryEntry[] = [];
  const prepared: DirectoryEntry[] = [];
  for (const [index, { preregistration, hasLeft }] of members.entries()) {
    const { address, department } = preregistration.person;
    const account = owners[index];
    const isListed = account?.card.certified === true && !account.closed;
    if (account && isListed) {
      // Under its own address alone, with what it says of its structure now.
      const old = byAddress.get(account.card.address);
      const id = old?.id ?? `account-${account.card.accountId}`;
      const isTheAddress = account.card.address === address;
      ofAccounts.push(entryOfAccount(account.card, old?.department ?? (isTheAddress ? department : null), id));
    }
    if (account && account.card.address !== address) withdrawn.push(address);
    else if (hasLeft && !isListed) withdrawn.push(address);
    else if (!isListed && !account?.closed && !byAddress.get(address)?.accountId) {
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
