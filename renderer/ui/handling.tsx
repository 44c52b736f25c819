/** Who holds the mailbox in view together, and what of handling its envelopes is offered to whoever is at the screen. */
import { createContext, useContext } from 'react';
import type { EnvelopeRow } from '../../contract/ipc/mailbox.contract.ts';
import { changesHandling, type Holder } from '../../contract/model/handling.ts';
import type { AccountId, EnvelopeId } from '../../contract/model/ids.ts';
import type { HandlingAct, Targets } from './envelope-acts.ts';

export interface SharedMailbox {
  /** Who is at the screen. */
  readonly self: AccountId | null;
  /** Who may handle its envelopes, oneself included; empty where that is not for oneself to know. */
  readonly holders: readonly Holder[];
  /** Several hold it: who handles what is shown. */
  readonly isShared: boolean;
  readonly mayHandle: boolean;
  readonly mayNote: boolean;
  /** Notes of others too: it is one's own mailbox. */
  readonly mayRemoveAll: boolean;
  /** What is typed and not yet noted, by envelope: kept while one looks at others. */
  readonly unfinished: Map<EnvelopeId, string>;
}

const alone: SharedMailbox = {
  self: null,
  holders: [],
  isShared: false,
  mayHandle: false,
  mayNote: false,
  mayRemoveAll: false,
  unfinished: new Map(),
};

/**
 * The steps that are offered to whoever is at the screen for these envelopes: none where nobody else holds the mailbox, but for
 * what others left there, which is then given to nobody.
 */
export function offeredSteps(
  { isShared, mayHandle }: Pick<SharedMailbox, 'isShared' | 'mayHandle'>,
  { sent, handled }: Pick<Targets, 'sent' | 'handled'>,
): readonly HandlingAct[] {
  if (!mayHandle || sent || !(isShared || handled)) return [];
  return isShared ? ['take', 'assign', 'settle', 'giveBack'] : ['take', 'settle', 'giveBack'];
}

/** The step that each act is. */
export const stepKinds = { take: 'taken', assign: 'assigned', settle: 'done', giveBack: 'returned' } as const;

/** Whether an act of whoever is at the screen would change who handles the envelope of a row. */
export function changesRow(
  { handling }: Pick<EnvelopeRow, 'handling'>,
  act: HandlingAct,
  self: AccountId | null,
): boolean {
  // To whom is not chosen yet.
  if (act === 'assign') return true;
  const latest = handling
    ? { kind: handling.standing === 'done' ? ('done' as const) : ('taken' as const), whom: handling.whom }
    : null;
  return changesHandling(latest, { kind: stepKinds[act], whom: self === null ? null : { accountId: self, name: '' } });
}

const SharedMailboxContext = createContext<SharedMailbox>(alone);
export const SharedMailboxProvider = SharedMailboxContext.Provider;

export function useSharedMailbox(): SharedMailbox {
  return useContext(SharedMailboxContext);
}
