/**
 * What the pointer carries from a list to a folder or a box. It stays in this window: the system's drag and drop is given
 * a mark alone, so that no other program learns anything, and nothing that another program drops is believed.
 */
import {
  createContext,
  type DragEvent,
  type HTMLAttributes,
  type ReactNode,
  useContext,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Targets } from './envelope-acts.ts';

/** Type of the mark of envelopes. */
export const CARRIED_ENVELOPES = 'application/x-medimail-envelopes';

export interface Carried {
  /** What is carried now; null for nothing of ours. */
  current(): Targets | null;
  take(targets: Targets, event: DragEvent): void;
  drop(): void;
}

const CarriedContext = createContext<Carried | null>(null);

/** What is carried, for lists that give and places that take. */
export function useCarried(): Carried {
  const carried = useContext(CarriedContext);
  if (!carried) throw new Error('envelopes are carried below CarriedProvider only');
  return carried;
}

export function CarriedProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const targets = useRef<Targets | null>(null);
  const carried = useMemo<Carried>(
    () => ({
      current: () => targets.current,
      take: (taken, event) => {
        targets.current = taken;
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData(CARRIED_ENVELOPES, 'envelopes');
      },
      drop: () => {
        targets.current = null;
      },
    }),
    [],
  );
  return <CarriedContext value={carried}>{children}</CarriedContext>;
}

/** Makes an element take what is carried; `isOver` while it would. */
export function useTakesCarried(onDrop: ((targets: Targets) => void) | undefined): {
  readonly isOver: boolean;
  readonly props: Pick<HTMLAttributes<HTMLElement>, 'onDragOver' | 'onDragLeave' | 'onDrop'>;
} {
  const carried = useCarried();
  const [isOver, setIsOver] = useState(false);
  if (!onDrop) return { isOver: false, props: {} };
  return {
    isOver,
    props: {
      onDragOver: (event) => {
        if (!carried.current()) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        setIsOver(true);
      },
      onDragLeave: () => setIsOver(false),
      onDrop: (event) => {
        setIsOver(false);
        const targets = carried.current();
        if (!targets) return;
        event.preventDefault();
        onDrop(targets);
      },
    },
  };
}
