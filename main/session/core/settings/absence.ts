/** The account's absence as the operator has it: nothing of it is kept here, since the operator's clock runs it. */
import type { AbsenceState, AbsenceStatement } from '../../../../contract/model/absence.ts';
import type { OperatorApi } from '../operator-port.ts';

export function createAbsence(operator: Pick<OperatorApi, 'call'>) {
  return {
    current: (): Promise<AbsenceState> => operator.call('absence', {}),
    state: (body: AbsenceStatement): Promise<AbsenceState> => operator.call('absencePut', { body }),
    end: (): Promise<AbsenceState> => operator.call('absenceEnd', {}),
  };
}

export type AccountAbsence = ReturnType<typeof createAbsence>;
