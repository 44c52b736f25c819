/** The rules of what is kept, over the stores of a test: nothing to fetch, nobody to tell. */
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type { Clock } from '../../../main/session/core/clock.ts';
import { type Archiving, createArchiving } from '../../../main/session/core/keeping/archiving.ts';
import type { AccountStores } from '../../../main/session/store/account-stores.ts';
import { ownAccount } from './records.ts';

export function archivingOver(
  { cache, archive, blobs, journal }: AccountStores,
  clock: Clock,
  isAllowed = true,
  fetch: (id: EnvelopeId) => Promise<unknown> = () => Promise.reject(new Error('nothing is fetched here')),
): Archiving {
  return createArchiving({
    cache,
    archive,
    blobs,
    journal,
    clock,
    fetch,
    context: () => ({ accountId: ownAccount, openedHere: new Set(), pendingItems: new Map() }),
    isAllowed,
    mayFetch: true,
    onChanged: () => undefined,
  });
}
