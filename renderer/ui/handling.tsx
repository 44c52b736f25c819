/** Who holds the mailbox in view together, and what of handling its envelopes is offered to whoever is at the screen. */
import { createContext, useContext } from 'react';
import type { Holder } from '../../contract/model/handling.ts';
import type { AccountId, EnvelopeId } from '../../contract/model/ids.ts';

export interface SharedMailbox {
  /** Who is at the screen. */
  readonly self: AccountId | null;
  /** Who may handle its envelopes, oneself included; empty where that is not for oneself to know. */
  readonly holders: readonly Holder[];
  /** Several hold it: who handles what is shown. */
  readonly isShared: boolean;
  readonly mayHandle: boolean;
  readonly mayNote: boolean;
  /** What is typed and not yet noted, by envelope: kept while one looks at others. */
  readonly unfinished: Map<EnvelopeId, string>;
}

const alone: SharedMailbox = {
  self: null,
  holders: [],
  isShared: false,
  mayHandle: false,
  mayNote: false,
  unfinished: new Map(),
};

const SharedMailboxContext = createContext<SharedMailbox>(alone);
export const SharedMailboxProvider = SharedMailboxContext.Provider;

export function useSharedMailbox(): SharedMailbox {
  return useContext(SharedMailboxContext);
}

/** « SB » of « Mme Sophie BLANC ». */
export function initialsOf(name: string): string {
  const words = name.replace(/^(?:Dr|Pr|M\.|Mme)\s/u, '').split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => word?.charAt(0) ?? '');
  return letters.join('').toLocaleUpperCase('fr');
}
