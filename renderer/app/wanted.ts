/**
 * What the person chose outside the page: a place, by a notice, or a link of another program. It is of the own mailbox, and
 * waits until that is in view.
 */
import { useEffect, useRef, useState } from 'react';
import type { PlaceToShow } from '../../contract/ipc/app.contract.ts';
import type { IncomingLink } from '../../contract/model/incoming-link.ts';
import { app } from '../bridge.ts';
import { isUnderDialog } from './keyboard.ts';
import type { Mailboxes } from './use-mailboxes.ts';

export type Wanted = { readonly place: PlaceToShow } | { readonly link: IncomingLink };

export interface WantedOnce {
  /** Null while there is none, or another's mailbox is in view still. */
  readonly wanted: Wanted | null;
  onShown(): void;
}

/** Leaves another's mailbox first: what is of one must never be asked for, nor opened, in the other. */
export function useWanted({ current, leave }: Pick<Mailboxes, 'current' | 'leave'>): WantedOnce {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  useEffect(() => {
    const takeLink = async (): Promise<void> => {
      const { link } = await app.takeLink({});
      if (link) setWanted({ link });
    };
    void takeLink();
    const stops = [
      app.on('placeChosen', (place) => setWanted({ place })),
      app.on('linkChanged', () => void takeLink()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  const mustLeave = wanted !== null && current !== null;
  useEffect(() => {
    if (mustLeave) return onceNoDialog(leave);
  }, [mustLeave, leave]);
  return { wanted: current === null ? wanted : null, onShown: () => setWanted(null) };
}

/** Now, or as soon as no dialog or menu is open: going elsewhere would lose what is being written in it. */
function onceNoDialog(act: () => void): (() => void) | undefined {
  if (!isUnderDialog()) {
    act();
    return;
  }
  const observer = new MutationObserver(() => {
    if (isUnderDialog()) return;
    observer.disconnect();
    act();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  return () => observer.disconnect();
}

/** Shows it, once. */
export function useShowWanted({ wanted, onShown }: WantedOnce, show: (wanted: Wanted) => void): void {
  const latest = useRef({ onShown, show });
  latest.current = { onShown, show };
  useEffect(() => {
    if (!wanted) return;
    return onceNoDialog(() => {
      latest.current.show(wanted);
      latest.current.onShown();
    });
  }, [wanted]);
}
