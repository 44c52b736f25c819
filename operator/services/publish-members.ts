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
    for (const member of waiting) await publish(parts, member);
    await parts.structures.markPublished(waiting);
    published += waiting.length;
    if (waiting.length < BATCH) return published;
  }
}

async function publish(parts: PublishParts, { preregistration, accountId }: UnpublishedMember): Promise<void> {
  const { person } = preregistration;
  const account = accountId === null ? null : await parts.accounts.byId(accountId);
  const [known] = await parts.directory.byAddresses([person.address]);
  // Whoever has an account is found under its address alone.
  if (account && account.card.address !== person.address) return parts.directory.withdraw([person.address]);
  if (account?.card.certified) {
    const id = known?.id ?? `account-${account.card.accountId}`;
    return parts.directory.put([entryOfAccount(account.card, known?.department ?? person.department, id)], 'account');
  }
  // An account that the agency has not certified is not in the directory by itself: the structure's entry stays.
  if (known?.accountId || account?.closed) return;
  await parts.directory.put([entryOfPerson(preregistration)], 'pre-registered');
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
