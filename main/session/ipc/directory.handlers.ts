/** The directory, and what of it is kept on this workstation. */
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { directoryContract } from '../../../contract/ipc/directory.contract.ts';
import type { createDirectorySearch } from '../core/directory-search.ts';
import type { NationalUpdates } from '../core/national-updates.ts';
import type { OperatorApi } from '../core/operator-port.ts';

export function directoryHandlers(
  search: ReturnType<typeof createDirectorySearch>,
  updates: NationalUpdates,
  operator: Pick<OperatorApi, 'call'>,
): Handlers<typeof directoryContract> {
  return {
    suggest: ({ text, from }) => search.suggest(text, from),
    search: ({ criteria, offset, limit, from }) => search.search(criteria, offset, limit, from),
    resolve: ({ addresses }) => search.resolve(addresses),
    absent: ({ addresses }) => operator.call('absentRecipients', { body: { addresses } }),
    national: () => updates.state(),
    async chooseNational(choice) {
      await updates.choose(choice);
      return {};
    },
    updateNational() {
      updates.now();
      return {};
    },
    cancelNational() {
      updates.cancel();
      return {};
    },
  };
}
