/** Where the user is. The main process keeps it, so that unlocking brings them back. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '../../contract/ipc/app.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { app } from '../bridge.ts';

/** The first place after signing in. */
export const home: Place = { screen: 'received', envelopeId: null, draftId: null };

export interface Navigation {
  readonly place: Place;
  /** The list that the proof, the composer and the reader were opened from. */
  readonly box: 'received' | 'sent';
  go(place: Partial<Place>): void;
  openEnvelope(envelopeId: EnvelopeId | null): void;
  openDraft(draftId: EnvelopeId | null): void;
  openProof(envelopeId: EnvelopeId): void;
  /** Leaves the proof for where it was opened. */
  leaveProof(): void;
}

const NavigationContext = createContext<Navigation | null>(null);

/** The current place and the ways to leave it. */
export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext);
  if (!navigation) throw new Error('navigation exists below PlaceProvider only');
  return navigation;
}

export function PlaceProvider({
  initial,
  children,
}: {
  readonly initial: Place | null;
  readonly children: ReactNode;
}): ReactNode {
  const [place, setPlace] = useState<Place>(initial ?? home);
  const box = useRef<'received' | 'sent'>(initial?.screen === 'sent' ? 'sent' : 'received');
  const before = useRef<Place>(home);

  const move = useCallback((next: Place) => {
    if (next.screen === 'received' || next.screen === 'sent') box.current = next.screen;
    setPlace(next);
    // Kept for after unlocking; when it cannot be, the list opens instead, which is no reason to disturb.
    app.keepPlace(next).catch(() => undefined);
  }, []);

  const navigation = useMemo<Navigation>(
    () => ({
      place,
      box: box.current,
      go: (change) => move({ ...place, envelopeId: null, draftId: null, ...change }),
      openEnvelope: (envelopeId) => move({ ...place, envelopeId, draftId: null }),
      openDraft: (draftId) => move({ ...place, draftId }),
      openProof: (envelopeId) => {
        before.current = place;
        move({ screen: 'proof', envelopeId, draftId: null });
      },
      leaveProof: () =>
        move(
          before.current.screen === 'proof'
            ? { screen: box.current, envelopeId: place.envelopeId, draftId: null }
            : { ...before.current, envelopeId: place.envelopeId },
        ),
    }),
    [place, move],
  );
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}

/** Goes where the person chose outside the page. */
export function usePlaceChosen(go: Navigation['go']): void {
  useEffect(() => app.on('placeChosen', go), [go]);
}
