/** Where the preview's account stands with the trust space. Development only. */
import { AppError } from '../../contract/errors.ts';
import type { MssanteStatus } from '../../contract/model/mssante.ts';
import { previewNow } from './envelopes.ts';
import type { PreviewState } from './states.ts';

const hoursAgo = (hours: number): string => new Date(previewNow.getTime() - hours * 3_600_000).toISOString();
const address = 'claire.martin@azur.mssante.example';

export function fakeMssante(state: PreviewState) {
  const stands = state.mssante ?? 'ready';
  let status: MssanteStatus = {
    state: stands === 'active' ? 'active' : 'inactive',
    conditions: [
      stands === 'waiting'
        ? { id: 'eligible-account', state: 'pending', cause: 'awaiting-agency', since: hoursAgo(16) }
        : stands === 'social'
          ? { id: 'eligible-account', state: 'unmet', cause: 'social-profile', since: null }
          : { id: 'eligible-account', state: 'met', cause: 'certified', since: null },
      stands === 'social'
        ? { id: 'professional-number', state: 'unmet', cause: 'not-for-profile', number: null, inDirectory: false }
        : { id: 'professional-number', state: 'met', cause: 'rpps', number: '89970013358', inDirectory: true },
      { id: 'strong-sign-in', state: 'met', cause: state.byCode ? 'code' : 'card', since: hoursAgo(1.3) },
    ],
    address: stands === 'social' ? null : address,
    isReserved: stands === 'active',
    activatedAt: stands === 'active' ? hoursAgo(70) : null,
    redList: false,
  };
  const change = (part: Partial<MssanteStatus>): MssanteStatus => {
    status = { ...status, ...part };
    return status;
  };
  return {
    mssante: () => {
      if (state.offline) throw new AppError('operator.offline');
      return status;
    },
    activateMssante: ({ redList }: { readonly redList: boolean }) =>
      change({ state: 'active', isReserved: true, activatedAt: previewNow.toISOString(), redList }),
    deactivateMssante: () => change({ state: 'inactive', activatedAt: null }),
  };
}
