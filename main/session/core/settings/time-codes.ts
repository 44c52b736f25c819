/** The account's code application: nothing of it is kept here, neither its secret nor the recovery codes. */
import type { Access } from '../../../../contract/ipc/settings.contract.ts';
import type { OperatorApi } from '../operator-port.ts';

export function createTimeCodes(operator: OperatorApi) {
  return {
    /** Shows a secret that is in force once `confirm` was given a code of it. */
    begin: (password: string, code: string | null) => operator.call('timeCodesBegin', { body: { password, code } }),
    /** The recovery codes, which are shown once. */
    confirm: (code: string) => operator.call('timeCodesConfirm', { body: { code } }),
    renewRecoveryCodes: (password: string, code: string) =>
      operator.call('recoveryCodesRenew', { body: { password, code } }),
    /** `code` is null right after signing in by card. */
    async remove(password: string, code: string | null): Promise<Access> {
      await operator.call('timeCodesRemove', { body: { password, code } });
      return operator.call('sessions', {});
    },
  };
}

export type TimeCodes = ReturnType<typeof createTimeCodes>;
