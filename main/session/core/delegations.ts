/** Delegations as the operator has them: nothing of them is kept here, since only the operator says what is in force. */
import type { DelegationGrant, DelegationOverview } from '../../../contract/model/delegation.ts';
import type { OperatorApi } from './operator-port.ts';

type Id = { readonly delegationId: DelegationGrant['id'] };

export function createDelegations(operator: Pick<OperatorApi, 'call'>) {
  const overview = (): Promise<DelegationOverview> => operator.call('delegations', {});
  return {
    overview,
    async grant(grant: DelegationGrant) {
      await operator.call('delegationGrant', { body: grant });
      return overview();
    },
    async accept(params: Id) {
      await operator.call('delegationAccept', { params, body: {} });
      return overview();
    },
    async decline(params: Id) {
      await operator.call('delegationDecline', { params, body: {} });
      return overview();
    },
    async end(params: Id) {
      await operator.call('delegationEnd', { params });
      return overview();
    },
  };
}
