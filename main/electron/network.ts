/** Whether the computer has a network at all; what lies beyond is for the session process to find out. */
import { net } from 'electron';

const CHECK_MS = 2_000;

/** Tells each change; answers how to stop. */
export function watchNetwork(changed: (online: boolean) => void, checkEveryMs = CHECK_MS): () => void {
  let online = net.isOnline();
  const timer = setInterval(() => {
    const now = net.isOnline();
    if (now === online) return;
    online = now;
    changed(now);
  }, checkEveryMs);
  return () => clearInterval(timer);
}
