/** Where the user is. The main process keeps it, so that unlocking brings them back. */
import { skipToken, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import type { Place } from '../../contract/ipc/app.contract.ts';
import type { Box, ListName, RowOrder } from '../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { app, queries } from '../bridge.ts';
import { listOf, placeOf, withOrder } from './lists.ts';

/** The first place after signing in. */
export const home: Place = { screen: 'received', folderId: null, envelopeId: null, draftId: null, orders: [] };

export interface Navigation {
  readonly place: Place;
  /** The list that the proof, the composer and the reader were opened from. */
  readonly list: ListName;
  go(place: Partial<Place>): void;
  /** Goes to a list, with an envelope or a draft open beside it. */
  goList(list: ListName, open?: Partial<Pick<Place, 'envelopeId' | 'draftId'>>): void;
  /** Sorts a list, now and whenever one comes back to it. */
  order(list: ListName, order: RowOrder): void;
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

/** The box of the envelope that is open; null while none is, or while it is not known. */
export function useBoxOfOpen(): Box | null {
  const { place } = useNavigation();
  const { envelopeId, screen } = place;
  const { data } = useQuery(
    envelopeId ? queries.envelope(envelopeId) : { queryKey: ['mailbox', 'envelope'], queryFn: skipToken },
  );
  if (!envelopeId) return null;
  return screen === 'received' || screen === 'sent' ? screen : (data?.box ?? null);
}

export function PlaceProvider({
  initial,
  isKept,
  children,
}: {
  readonly initial: Place | null;
  /** Whether unlocking leads back here; false in another's mailbox, which unlocking does not open. */
  readonly isKept: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const [place, setPlace] = useState<Place>(initial ?? home);
  const list = useRef<ListName>(listOf(place) ?? 'received');
  const before = useRef<Place>(home);

  const move = useCallback(
    (next: Place) => {
      list.current = listOf(next) ?? list.current;
      setPlace(next);
      // Kept for after unlocking; when it cannot be, the list opens instead, which is no reason to disturb.
      if (isKept) app.keepPlace(next).catch(() => undefined);
    },
    [isKept],
  );

  const navigation = useMemo<Navigation>(() => {
    const nothingOpen = { ...place, folderId: null, envelopeId: null, draftId: null };
    return {
      place,
      list: list.current,
      go: (change) => move({ ...nothingOpen, ...change }),
      goList: (target, open = {}) => move({ ...nothingOpen, ...placeOf(target), ...open }),
      order: (target, order) => move({ ...place, orders: withOrder(place.orders, target, order) }),
      openEnvelope: (envelopeId) => move({ ...place, envelopeId, draftId: null }),
      openDraft: (draftId) => move({ ...place, draftId }),
      openProof: (envelopeId) => {
        before.current = place;
        move({ ...nothingOpen, screen: 'proof', envelopeId });
      },
      leaveProof: () => {
        const { screen, folderId, draftId } = before.current;
        const from = screen === 'proof' ? placeOf(list.current) : { screen, folderId, draftId };
        move({ ...nothingOpen, ...from, envelopeId: place.envelopeId });
      },
    };
  }, [place, move]);
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}
