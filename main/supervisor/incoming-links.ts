/**
 * Links that other programs hand over, kept until the person to whose screen they came may follow them. A link that comes
 * to a locked screen is for whoever unlocks it as the same account; one that comes before anybody signed in is for the
 * next who does. One at a time, in memory alone, and not for long: it may hold what somebody wrote. What a passkey brings
 * back waits for nobody: the page that asked for it is there, or it is nobody's.
 */
import { type IncomingLink, parseLink } from '../../contract/model/incoming-link.ts';
import { readPasskeyLink } from '../../contract/model/passkey.ts';
import type { Supervisor } from './supervisor.ts';

const KEPT_MS = 10 * 60_000;

export interface IncomingLinks {
  /** A link as the system hands it over: whatever a web page wrote. */
  open(text: string): void;
  /** What the tray asks for. */
  ask(link: IncomingLink): void;
  /** The link, once, where somebody is signed in who may follow it. */
  take(): IncomingLink | null;
  /** Whether there is one for whoever the screen is of. */
  waits(): boolean;
  /** Gives it up: by the person, by time, or because the program ends. */
  drop(): void;
}

export function createIncomingLinks({
  supervisor,
  bringToFront,
  keptMs = KEPT_MS,
}: {
  readonly supervisor: Pick<Supervisor, 'whose' | 'isSignedIn' | 'tellPage' | 'passkeyReturned'>;
  readonly bringToFront: () => void;
  readonly keptMs?: number;
}): IncomingLinks {
  let kept: { readonly link: IncomingLink; readonly owner: string | null } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const forget = () => {
    clearTimeout(timer);
    kept = null;
  };
  const drop = () => {
    forget();
    supervisor.tellPage('app.linkChanged');
  };
  const ask = (link: IncomingLink) => {
    forget();
    kept = { link, owner: supervisor.whose() };
    timer = setTimeout(drop, keptMs);
    bringToFront();
    supervisor.tellPage('app.linkChanged');
  };
  /** Of a screen that was somebody else's nothing is kept. */
  const waits = () => {
    if (kept && kept.owner !== null && kept.owner !== supervisor.whose()) forget();
    return kept !== null;
  };
  return {
    open(text) {
      const link = parseLink(text);
      if (link) return ask(link);
      bringToFront();
      const returned = readPasskeyLink(text);
      if (returned) return supervisor.passkeyReturned(returned);
      supervisor.tellPage('app.linkRefused');
    },
    ask,
    take() {
      if (!waits() || !kept || !supervisor.isSignedIn()) return null;
      const { link } = kept;
      forget();
      return link;
    },
    waits,
    drop,
  };
}
