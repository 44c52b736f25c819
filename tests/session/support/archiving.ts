/** The rules of what is kept, over the stores of a test: nothing to fetch, nobody to tell. */
import type { Clock } from '../../../main/session/core/clock.ts';
import { type Archiving, createArchiving } from '../../../main/session/core/keeping/archiving.ts';
import type { AccountStores } from '../../../main/session/store/account-stores.ts';
import { ownAccount } from './records.ts';

export function archivingOver(
  { cache, archive, blobs, journal }: AccountStores,
  clock: Clock,
  isAllowed = true,
): Archiving {
  return createArchiving({
    cache,
    archive,
    blobs,
    journal,
    clock,
    fetch: () => Promise.reject(new Error('nothing is fetched here')),
    context: () => ({ accountId: ownAccount, openedHere: new Set(), pendingItems: new Map() }),
    isAllowed,
    onChanged: () => undefined,
  });
}
