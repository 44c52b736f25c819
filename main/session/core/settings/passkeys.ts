/** The account's passkeys: made and asked in the browser, where this program leads; nothing of them is kept here. */
import type { Access } from '../../../../contract/ipc/settings.contract.ts';
import type { OperatorApi } from '../operator-port.ts';

export function createPasskeys(operator: OperatorApi) {
  return {
    /** Where one is made, in force once `confirm` was given what comes back. */
    begin: (password: string, code: string | null) => operator.call('passkeyBegin', { body: { password, code } }),
    /** The recovery codes, which are shown once, if this is the account's first factor. */
    confirm: (code: string, name: string) => operator.call('passkeyConfirm', { body: { code, name } }),
    /** Where one answers in place of a code. */
    prove: () => operator.call('passkeyProve', { body: {} }),
    /** `code` is null right after signing in by card. */
    async remove(passkeyId: string, password: string, code: string | null): Promise<Access> {
      await operator.call('passkeyRemove', { params: { passkeyId }, body: { password, code } });
      return operator.call('sessions', {});
    },
  };
}

export type Passkeys = ReturnType<typeof createPasskeys>;
