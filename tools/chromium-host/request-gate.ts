/** Every request of a window: the product's navigation veto, its request filter, then its own protocol; never the network. */

import { NotEmulatedError } from './emulated.ts';
import { type Protocol, ProtocolError, type Session } from './pipe.ts';
import { fromPageUrl } from './scheme-hosts.ts';
import type { EmulatedSession } from './session.ts';

type Paused = Protocol.Fetch.requestPausedPayload;

/** Whether a document may be gone to, as the product's `will-navigate` and `will-frame-navigate` listeners say. */
export type AskNavigation = (url: string, isMainFrame: boolean) => boolean;

/** Names that Electron gives Chromium's resource types. */
const resourceTypes: Readonly<Record<string, string>> = {
  Document: 'mainFrame',
  Stylesheet: 'stylesheet',
  Image: 'image',
  Media: 'media',
  Font: 'font',
  Script: 'script',
  XHR: 'xhr',
  Fetch: 'xhr',
  Ping: 'ping',
};

let nextRequest = 1;

function requestFor(paused: Paused, url: string): Request {
  const { method, headers, postDataEntries } = paused.request;
  const body = postDataEntries
    ? Buffer.concat(postDataEntries.map((part) => Buffer.from(part.bytes ?? '', 'base64')))
    : null;
  return new Request(url, { method, headers: headers as Record<string, string>, ...(body ? { body } : {}) });
}

async function answer(paused: Paused, session: Session, response: Response): Promise<void> {
  if (response.type === 'error') {
    await session.send('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Failed' });
    return;
  }
  if (response.status >= 300 && response.status < 400 && response.status !== 304) {
    throw new NotEmulatedError('redirection by a protocol handler');
  }
  const body = Buffer.from(await response.arrayBuffer());
  await session.send('Fetch.fulfillRequest', {
    requestId: paused.requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: body.toString('base64'),
  });
}

/** Decides one paused request. */
export async function passRequest(
  paused: Paused,
  devtools: Session,
  session: EmulatedSession,
  isMainFrame: boolean,
  mayNavigate: AskNavigation,
): Promise<void> {
  const { requestId } = paused;
  const url = fromPageUrl(paused.request.url);
  const refuse = (errorReason: 'Aborted' | 'BlockedByClient' | 'NameNotResolved') =>
    devtools.send('Fetch.failRequest', { requestId, errorReason });
  try {
    const isDocument = paused.resourceType === 'Document';
    if (isDocument && !mayNavigate(url, isMainFrame)) {
      await refuse('Aborted');
      return;
    }
    const resourceType = isDocument && !isMainFrame ? 'subFrame' : (resourceTypes[paused.resourceType] ?? 'other');
    if (!(await session.allows({ id: nextRequest++, url, method: paused.request.method, resourceType }))) {
      await refuse('BlockedByClient');
      return;
    }
    const scheme = url.slice(0, url.indexOf(':'));
    const handler = session.handlers.get(scheme);
    if (handler) await answer(paused, devtools, await handler(requestFor(paused, url) as never));
    else if (scheme === 'data' || scheme === 'blob') await devtools.send('Fetch.continueRequest', { requestId });
    else await refuse('NameNotResolved');
  } catch (error) {
    if (error instanceof ProtocolError) return;
    await refuse('BlockedByClient').catch((late) => {
      if (!(late instanceof ProtocolError)) throw late;
    });
    throw error;
  }
}
