/** What the system says of power, its lock screen and idleness. */
import { powerMonitor } from 'electron';

/** How often idleness is looked at. */
const IDLE_CHECK_MS = 5_000;

export interface PowerListener {
  /** The computer sleeps, or its own screen was locked. */
  locked(): void;
  /** It woke up: the network may be another. */
  resumed(): void;
  /** Nobody touched it for the time that the policy allows. */
  idle(): void;
}

/** Starts listening; answers how to stop. `idleSeconds` is asked each time: it may be chosen anew. */
export function watchPower(
  idleSeconds: () => number,
  listener: PowerListener,
  checkEveryMs = IDLE_CHECK_MS,
): () => void {
  powerMonitor.on('suspend', listener.locked);
  powerMonitor.on('lock-screen', listener.locked);
  powerMonitor.on('resume', listener.resumed);
  const timer = setInterval(() => {
    if (powerMonitor.getSystemIdleTime() >= idleSeconds()) listener.idle();
  }, checkEveryMs);
  return () => clearInterval(timer);
}
