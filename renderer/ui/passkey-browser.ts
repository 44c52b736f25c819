/** Leading the system's browser to the page where a passkey answers, and hearing of what it brings back. */
import type { appContract } from '../../contract/ipc/app.contract.ts';
import type { Client } from '../../contract/ipc/define.ts';
import type { BegunPasskey } from '../../contract/model/passkey.ts';

export interface PasskeyBrowser {
  /** Shows the page in the browser, the first time or again. */
  show(begun: BegunPasskey): Promise<BegunPasskey>;
  /** Tells what comes back to it, until the function it gives is called. */
  await(begun: BegunPasskey, onCode: (code: string) => void): () => void;
  /** Tells of an answer that nobody here asked for: somebody sent this person a link of their own. */
  onUnasked(listener: () => void): () => void;
}

export function createPasskeyBrowser(app: Pick<Client<typeof appContract>, 'showPasskeyPage' | 'on'>): PasskeyBrowser {
  const awaiting = new Map<string, (code: string) => void>();
  // A link may be followed twice, or after waiting was given up: nobody need be warned of that.
  const asked = new Set<string>();
  const unasked = new Set<() => void>();
  app.on('passkeyReturned', ({ state, code }) => {
    awaiting.get(state)?.(code);
    if (!asked.has(state)) for (const listener of unasked) listener();
  });
  return {
    async show(begun) {
      asked.add(begun.state);
      await app.showPasskeyPage({ ticket: begun.ticket });
      return begun;
    },
    await({ state }, onCode) {
      awaiting.set(state, onCode);
      return () => awaiting.delete(state);
    },
    onUnasked(listener) {
      unasked.add(listener);
      return () => unasked.delete(listener);
    },
  };
}
