/** The acts that are offered on envelopes here: in another's mailbox only those that the delegation allows. */
import { useMemo } from 'react';
import { useActing, useAllows } from './acting.tsx';
import { type ActLook, type ActTarget, looksFor } from './envelope-acts.ts';

export function useActLooks(): (target: ActTarget) => readonly ActLook[] {
  const mayFile = useAllows('file');
  // Reminders are kept for oneself alone.
  const mayRemind = useActing() === null;
  return useMemo(() => (target) => looksFor(target, { mayFile, mayRemind }), [mayFile, mayRemind]);
}
