/** Where the person chose to go outside the page, by a notice: it is of the own mailbox, and waits until that is in view. */
import { useEffect, useRef, useState } from 'react';
import type { PlaceToShow } from '../../contract/ipc/app.contract.ts';
import { app } from '../bridge.ts';
import type { Mailboxes } from './use-mailboxes.ts';

export interface WantedPlace {
  /** Null while there is none, or another's mailbox is in view still. */
  readonly place: PlaceToShow | null;
  onShown(): void;
}

/** Leaves another's mailbox first: what is of one must never be asked for, nor opened, in the other. */
export function useWantedPlace({ current, leave }: Pick<Mailboxes, 'current' | 'leave'>): WantedPlace {
  const [place, setPlace] = useState<PlaceToShow | null>(null);
  useEffect(() => app.on('placeChosen', setPlace), []);
  const mustLeave = place !== null && current !== null;
  useEffect(() => {
    if (mustLeave) leave();
  }, [mustLeave, leave]);
  return { place: current === null ? place : null, onShown: () => setPlace(null) };
}

/** Shows it, once. */
export function useShowWanted({ place, onShown }: WantedPlace, show: (place: PlaceToShow) => void): void {
  const latest = useRef({ onShown, show });
  latest.current = { onShown, show };
  useEffect(() => {
    if (!place) return;
    latest.current.show(place);
    latest.current.onShown();
  }, [place]);
}
