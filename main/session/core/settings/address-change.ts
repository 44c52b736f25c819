/** Another address for the account: asked of the operator, and decided there. */
import type { AddressChangeLetter } from '../../../../contract/model/address-change.ts';
import type { OperatorApi } from '../operator-port.ts';

export function createAddressChange(operator: OperatorApi) {
  return {
    status: () => operator.call('addressChange', {}),
    ask: (body: AddressChangeLetter) => operator.call('addressChangeAsk', { body }),
  };
}

export type AccountAddressChange = ReturnType<typeof createAddressChange>;
