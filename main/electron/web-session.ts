/** The page's web session: in memory only, without permission, download, spell checker, or any request but our own. */
import { type Session, session } from 'electron';
import { origin } from './content-policy.ts';

/** No `persist:` prefix: nothing of it is ever written. */
const partition = 'medimail';

/** Whether the page may make this request. */
export function isOwnRequest(url: string): boolean {
  return url.startsWith(`${origin}/`) || url.startsWith('blob:') || url.startsWith('data:');
}

/** Prepares the session that every window uses. */
export function createWebSession(): Session {
  const own = session.fromPartition(partition, { cache: false });
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.setSpellCheckerEnabled(false);
  own.on('will-download', (event) => event.preventDefault());
  own.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwnRequest(details.url) }));
  return own;
}
