/** More than half of the program is what is there once somebody has signed in: a screen that locks is drawn without waiting for it. */
import { type ComponentType, useCallback, useEffect, useState } from 'react';
import type { MailboxesProps } from './mailboxes.tsx';

async function importMailboxes(): Promise<MailboxesLoaded> {
  const { default: Mailboxes } = await import('./mailboxes.tsx');
  return { Mailboxes };
}

/** What was loaded, or why it could not be. */
type MailboxesLoaded = { readonly Mailboxes: ComponentType<MailboxesProps> } | { readonly failure: unknown };

export interface MailboxesProgram {
  /** Null until then. */
  readonly loaded: MailboxesLoaded | null;
  /** Loads it now, or again; what goes wrong is in `loaded`, to be thrown where it would be shown. */
  readonly load: () => void;
}

/**
 * Loads it once the first screen is drawn, so that nobody waits after the PIN; what goes wrong then is nobody's yet. Not by a
 * suspended screen: what such a one shows in the end, React holds back for a third of a second.
 */
export function useMailboxesProgram(): MailboxesProgram {
  const [loaded, setLoaded] = useState<MailboxesLoaded | null>(null);
  const load = useCallback(() => {
    setLoaded(null);
    importMailboxes().then(setLoaded, (failure: unknown) => setLoaded({ failure }));
  }, []);
  useEffect(() => {
    const idle = requestIdleCallback(() => void importMailboxes().then(setLoaded, () => undefined));
    return () => cancelIdleCallback(idle);
  }, []);
  return { loaded, load };
}
