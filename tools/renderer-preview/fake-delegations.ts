/** Delegations of the preview: some of each kind, with an operator that answers at once, or not at all. Development only. */
import { AppError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/ipc/define.ts';
import type { delegationContract } from '../../contract/ipc/delegation.contract.ts';
import {
  type Delegation,
  DelegationId,
  type DelegationOverview,
  type DelegationScope,
  NO_END,
} from '../../contract/model/delegation.ts';
import { AccountCard } from '../../contract/model/person.ts';
import { me, previewNow } from './envelopes.ts';
import { accounts } from './people.ts';
import type { PreviewState } from './states.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(previewNow.getTime() + days * DAY_MS).toISOString();

function delegationOf(number: number, facts: Partial<Delegation> & Pick<Delegation, 'owner' | 'delegate'>): Delegation {
  return {
    id: DelegationId.parse(`0190b3c4-0000-4000-9000-${String(number).padStart(12, '0')}`),
    scopes: ['titles', 'open', 'answer'],
    from: inDays(-12),
    until: inDays(18),
    reason: 'Secrétariat pendant les consultations',
    state: 'accepted',
    grantedAt: inDays(-13),
    answeredAt: inDays(-12),
    endedAt: null,
    endedBy: null,
    ...facts,
  };
}

/** A mailbox that a structure has its members hold. */
const secretariat = AccountCard.parse({
  ...{ accountId: '0190b3c4-0000-4000-a000-000000000901', address: 'secretariat.cardiologie@deux-rives.example' },
  ...{ title: '', givenName: '', familyName: 'Secrétariat de cardiologie', kind: 'organisation', profession: '' },
  ...{ specialty: null, organisation: 'Centre hospitalier des Deux-Rives', town: 'Toulon', rpps: null },
  certified: true,
});

/** Somebody by the surname. */
function named(familyName: string): Delegation['owner'] {
  const found = accounts.find((one) => one.familyName === familyName);
  if (!found) throw new Error(familyName);
  return found;
}

function samples(): Pick<DelegationOverview, 'given' | 'received' | 'mailboxes'> {
  const [noel, fabre, leroy, roux, tessier] = ['Noël', 'Fabre', 'Leroy', 'Roux', 'Tessier'].map(named) as [
    Delegation['owner'],
    Delegation['owner'],
    Delegation['owner'],
    Delegation['owner'],
    Delegation['owner'],
  ];
  const waiting = { state: 'offered', answeredAt: null } as const;
  const all: readonly DelegationScope[] = ['titles', 'open', 'answer', 'file', 'send'];
  const titles: readonly DelegationScope[] = ['titles'];
  return {
    received: [
      delegationOf(1, {
        owner: roux,
        delegate: me,
        ...waiting,
        reason: 'Congés de fin d’année',
        from: inDays(20),
        until: inDays(34),
      }),
      delegationOf(2, { owner: noel, delegate: me, scopes: [...all] }),
      delegationOf(3, { owner: fabre, delegate: me, scopes: [...titles], reason: 'Suivi des résultats' }),
      delegationOf(4, {
        owner: leroy,
        delegate: me,
        state: 'ended',
        endedAt: inDays(-2),
        endedBy: leroy.accountId,
        from: inDays(-60),
      }),
      delegationOf(8, {
        ...{ owner: secretariat, delegate: me, scopes: [...all], until: NO_END },
        reason: 'Centre hospitalier des Deux-Rives',
      }),
    ],
    given: [
      delegationOf(5, { owner: me, delegate: tessier, reason: 'Remplacement du mercredi' }),
      delegationOf(6, {
        owner: me,
        delegate: fabre,
        ...waiting,
        reason: 'Congés',
        from: inDays(25),
        until: inDays(40),
      }),
      delegationOf(7, { owner: me, delegate: leroy, state: 'declined', from: inDays(-30), until: inDays(-1) }),
    ],
    mailboxes: [
      {
        owner: noel,
        scopes: [...all],
        until: inDays(18),
        unopened: 4,
        handedOver: { until: inDays(6), arrived: 2 },
        entrusted: 3,
      },
      { owner: fabre, scopes: [...titles], until: inDays(18), unopened: 3, handedOver: null, entrusted: 0 },
      { owner: secretariat, scopes: [...all], until: NO_END, unopened: 2, handedOver: null, entrusted: 0 },
    ],
  };
}

/** Delegations given and received. */
export function fakeDelegations(state: PreviewState): Handlers<typeof delegationContract> {
  const none = { given: [], received: [], mailboxes: [] };
  let kept = state.empty ? none : samples();
  const overview = (): DelegationOverview => {
    if (state.offline) throw new AppError('operator.offline');
    return { ...kept, maxDays: 366, serverTime: previewNow.toISOString() };
  };
  const change = (id: string, facts: Partial<Delegation>): DelegationOverview => {
    if (state.refusing) throw new AppError('delegation.settled', { state: 'ended' });
    const changed = (all: Delegation[]) => all.map((one) => (one.id === id ? { ...one, ...facts } : one));
    kept = { ...kept, given: changed(kept.given), received: changed(kept.received) };
    return overview();
  };
  const at = previewNow.toISOString();
  return {
    overview,
    grant: () => {
      if (state.refusing) throw new AppError('delegation.refused', { reason: 'delegate-not-certified', maxDays: 366 });
      return overview();
    },
    accept: ({ delegationId }) => change(delegationId, { state: 'accepted', answeredAt: at }),
    decline: ({ delegationId }) => change(delegationId, { state: 'declined', answeredAt: at }),
    enter: ({ ownerId }) => {
      const mailbox = overview().mailboxes.find(({ owner }) => owner.accountId === ownerId);
      if (!mailbox) throw new AppError('delegation.not-in-force');
      return mailbox;
    },
    leave: () => ({}),
    end: ({ delegationId }) => change(delegationId, { state: 'ended', endedAt: at, endedBy: me.accountId }),
  };
}
