/** Entering the trust space: nothing is kept here, so that what is shown is what the operator says. */
import type { MssanteActivation } from '../../../../contract/model/mssante.ts';
import type { OperatorApi } from '../operator-port.ts';

export function createMssante(operator: OperatorApi) {
  return {
    status: () => operator.call('mssante', {}),
    activate: (body: MssanteActivation) => operator.call('mssanteActivate', { body }),
    deactivate: () => operator.call('mssanteDeactivate', { body: {} }),
  };
}

export type AccountMssante = ReturnType<typeof createMssante>;
