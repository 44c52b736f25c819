/** The absence of the preview's person, with an operator that answers at once, or not at all. Development only. */
import { AppError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/ipc/define.ts';
import type { settingsContract } from '../../contract/ipc/settings.contract.ts';
import { type Absence, AbsenceId, type AbsenceState } from '../../contract/model/absence.ts';
import { previewNow } from './envelopes.ts';
import { accounts } from './people.ts';
import type { PreviewState } from './states.ts';

const inDays = (days: number): string => new Date(previewNow.getTime() + days * 86_400_000).toISOString();

type Names = 'absence' | 'stateAbsence' | 'endAbsence';

/** The person's own absence. */
export function fakeAbsence(state: PreviewState): Pick<Handlers<typeof settingsContract>, Names> {
  const delegate = accounts.find(({ familyName }) => familyName === 'Tessier') ?? null;
  const sample: Absence = {
    id: AbsenceId.parse('0190b3c4-0000-4000-9000-000000000099'),
    from: inDays(state.absence === 'running' ? -2 : 12),
    until: inDays(state.absence === 'running' ? 9 : 26),
    text: 'Je ne lis pas mes enveloppes pendant cette période.\nEn cas d’urgence, appelez le 15.',
    delegate,
    delegateMayAct: state.absence === 'running',
    answered: state.absence === 'running' ? 3 : 0,
  };
  let absence = state.absence ? sample : null;
  const now = (): AbsenceState => {
    if (state.offline) throw new AppError('operator.offline');
    return { absence, maxDays: 366, serverTime: previewNow.toISOString() };
  };
  return {
    absence: now,
    stateAbsence: ({ id, from, until, text }) => {
      if (state.refusing) throw new AppError('absence.refused', { reason: 'delegate-may-not-open', maxDays: 366 });
      absence = { ...sample, id, from, until, text };
      return now();
    },
    endAbsence: () => {
      absence = null;
      return now();
    },
  };
}
