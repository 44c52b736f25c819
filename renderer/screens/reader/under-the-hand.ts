/** What changes under a hand: presses that were for what was there before, and the focus of what is gone. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** Tells whether something has stood there for so long, in milliseconds; what it began with has always. */
export function useSteadyFor(what: string | null, ms: number): () => boolean {
  const seen = useRef({ what, since: Number.NEGATIVE_INFINITY });
  useLayoutEffect(() => {
    if (seen.current.what !== what) seen.current = { what, since: performance.now() };
  }, [what]);
  return () => performance.now() - seen.current.since > ms;
}

/** Where what has the focus goes away, the focus goes to the first button that is left inside, and not to the whole page. */
export function useKeptFocus(inside: RefObject<HTMLElement | null>): void {
  const last = useRef<Element | null>(null);
  useEffect(() => {
    const element = inside.current;
    if (!element) return;
    const came = ({ target }: FocusEvent): void => {
      last.current = target instanceof Element ? target : null;
    };
    const left = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget instanceof Node && !element.contains(relatedTarget)) last.current = null;
    };
    element.addEventListener('focusin', came);
    element.addEventListener('focusout', left);
    return () => {
      element.removeEventListener('focusin', came);
      element.removeEventListener('focusout', left);
    };
  }, [inside]);
  useLayoutEffect(() => {
    const gone = last.current !== null && !last.current.isConnected;
    if (!gone || document.activeElement !== document.body) return;
    last.current = null;
    inside.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
  });
}
