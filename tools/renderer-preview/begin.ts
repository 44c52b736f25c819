/** The preview's entry: the interface reads its bridge as it loads, so that comes once there is one. Development only. */
import './fake-bridge.ts';
import './enter.ts';

// A person takes longer to type a PIN than the rest of the interface to load; the preview does not.
// Where it cannot be loaded, the interface says so.
await import('../../renderer/app/mailboxes.tsx').catch(() => undefined);
await import('../../renderer/app/start.tsx');
