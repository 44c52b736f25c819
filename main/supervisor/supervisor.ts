/**
 * Keeps exactly one session process and one page, and locks: the process is killed and the page destroyed in the same
 * turn, so that nothing of what they held outlives the card's removal. Holds no content and no key itself.
 */
import { randomUUID } from 'node:crypto';
import { AppError, type Result } from '../../contract/errors.ts';
import type { LockFacts, Place, PlaceToShow } from '../../contract/ipc/app.contract.ts';
import { eventChannels } from '../../contract/ipc/contracts.ts';
import type { Notice } from '../../contract/ipc/process.ts';
import type { AccountId, FileGrantId } from '../../contract/model/ids.ts';
import type { ReturnedPasskey } from '../../contract/model/passkey.ts';
import type { AttachmentStream } from './attachment-stream.ts';
import { hasCardLeft } from './card-watch.ts';
import { createEventGate, type EventGate } from './event-gate.ts';
import type { Log } from './log.ts';
import { createRespawnDelay } from './respawn.ts';
import type { Revocation, Revocations } from './revocation.ts';
import { type ReadersWord, type SessionProcess, type SpawnSession, startSessionProcess } from './session-process.ts';

export type LockReason = LockFacts['reason'];

/** The one window. */
export interface PagePort {
  /** Opens a fresh window in the place of the present one, which is destroyed at once, page and all. */
  replace(): void;
  /** Somebody signed in, so the window may be replaced at any instant: loads the next one out of sight. */
  prepare(): void;
  /** Sends an event to the present page. */
  deliver(channel: string, payload: unknown): void;
}

/** What the desktop shows of Medimail outside its window: whether somebody is signed in, and a count. */
export interface DeskState {
  readonly isOpen: boolean;
  readonly unopened: number;
}

/** The process that speaks to cards; restarts by itself. */
export interface TokenPort {
  call(method: string, input: unknown): Promise<unknown>;
}

export interface SupervisorParts {
  readonly spawn: SpawnSession;
  readonly tokens: TokenPort;
  readonly page: PagePort;
  readonly revocations: Revocations;
  /** Notices of the desktop. */
  readonly notices: { tell(notice: Notice): void; clear(): void };
  /** Tray and badge. */
  readonly showDesk: (state: DeskState) => void;
  readonly log: Log;
}

interface SignedIn {
  readonly accountId: AccountId;
  readonly person: string;
  readonly card: { readonly reader: string; readonly generation: number } | null;
  /** Whose password and code come next, without a card. */
  readonly address: string | null;
  readonly revocation: Revocation | null;
}

export interface Supervisor {
  /** Starts the first session process; the first page is opened by the caller. */
  start(): void;
  /** A call of the page for an area that the session process serves. */
  invoke(channel: string, input: unknown): Promise<Result<unknown>>;
  openAttachment(token: string, start: number, end: number | null): Promise<AttachmentStream>;
  /** Hands a piece of a dropped or pasted file to the session that gave out the token. */
  takeIn(token: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The reader monitor's whole state. */
  readers(word: ReadersWord): void;
  networkChanged(online: boolean): void;
  /** Locks when somebody is signed in, else does nothing. */
  lock(reason: LockReason): void;
  /** The page listens; answers where it must begin. A page that comes twice was reloaded, and is locked. */
  pageReady(): { lock: LockFacts | null; place: Place | null };
  /** The page's process died. */
  pageCrashed(): void;
  keepPlace(place: Place): void;
  /** Brings the page to a place that was chosen outside it; while nobody is signed in there is none to go to. */
  goTo(place: PlaceToShow): void;
  /** Tells the page something that is nobody's. */
  tellPage(channel: 'app.linkChanged' | 'app.linkRefused'): void;
  /** Hands the page what came back from the browser: it knows whether it asked. */
  passkeyReturned(returned: ReturnedPasskey): void;
  /** Whose screen it is, signed in or locked; null before anybody signed in. */
  whose(): AccountId | null;
  /** Forgets who was signed in. */
  switchUser(): void;
  /** Makes a path known to the session process under an opaque id. */
  grant(kind: 'read' | 'write' | 'folder', path: string): FileGrantId;
  isSignedIn(): boolean;
  /** Ends everything cleanly before the program leaves. */
  stop(): Promise<void>;
}

/** Time that the session process has to close its stores when the program ends. */
const QUIT_GRACE_MS = 5_000;
const LAST_REVOCATION_MS = 1_500;

export function createSupervisor(parts: SupervisorParts): Supervisor {
  const { page, tokens, revocations, log } = parts;
  const respawn = createRespawnDelay();
  let session: SessionProcess | null = null;
  let signedIn: SignedIn | null = null;
  let counts = { drafts: 0, unsent: 0 };
  let lockFacts: LockFacts | null = null;
  let lockedFor: AccountId | null = null;
  let place: Place | null = null;
  let lastReaders: ReadersWord | null = null;
  let pageIsReady = false;
  let stopping = false;
  const newGate = (): EventGate => createEventGate((channel, payload) => page.deliver(channel, payload));
  let gate = newGate();

  const freshPage = () => {
    gate = newGate();
    pageIsReady = false;
    page.replace();
  };

  const callToken = async (method: string, input: unknown): Promise<Result<unknown>> => {
    try {
      return { ok: true, value: await tokens.call(method, input) };
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: error.toWire() };
      const incident = randomUUID();
      log.error('card host bug', { incident, method, stack: error instanceof Error ? (error.stack ?? '') : 'unknown' });
      return { ok: false, error: { code: 'app.bug', retry: 'never', incident } };
    }
  };

  /** Leaves the card unverified for whoever comes next; a card that has gone needs nothing. */
  const resetCard = async (reader: string) => {
    const result = await callToken('logout', { reader });
    if (!result.ok) log.info('card not reset', { code: result.error.code });
  };

  const startSession = () => {
    const started = startSessionProcess(
      parts.spawn,
      {
        event: (channel, payload) => {
          if (eventChannels.has(channel)) gate.push(channel, payload);
          else log.error('event of an unknown channel');
        },
        tokenCall: callToken,
        signedIn: (facts) => {
          const { accountId, person, reader, generation, address, revocation } = facts;
          const card = reader !== null && generation !== null ? { reader, generation } : null;
          if (lockFacts && (lockedFor !== accountId || lockFacts.address !== address)) place = null;
          const isNew = signedIn === null;
          signedIn = { accountId, person, card, address, revocation };
          lockFacts = null;
          lockedFor = null;
          if (isNew) {
            parts.showDesk({ isOpen: true, unopened: 0 });
            page.prepare();
          }
          log.info('signed in', { card: card !== null });
          // The card may have left while its holder was being signed in.
          if (lastReaders) checkCard(lastReaders);
        },
        waiting: ({ drafts, unsent }) => {
          counts = { drafts, unsent };
        },
        unopened: (unopened) => {
          if (signedIn) parts.showDesk({ isOpen: true, unopened });
        },
        notice: (notice) => {
          if (signedIn) parts.notices.tell(notice);
        },
        lock,
        died: () => {
          if (session === started) sessionDied();
        },
      },
      log,
      lastReaders,
    );
    session = started;
  };

  const sessionDied = () => {
    log.error('session process died', { signedIn: signedIn !== null });
    session = null;
    if (signedIn) {
      lock('session-ended');
      return;
    }
    const delayMs = respawn.next(Date.now());
    const again = () => {
      if (stopping || session) return;
      startSession();
      gate.push('app.sessionRestarted', {});
    };
    if (delayMs === 0) again();
    else setTimeout(again, delayMs).unref();
  };

  /** Ends the signed-in session everywhere but on screen. */
  const endSession = (reason: LockReason): SignedIn | null => {
    const who = signedIn;
    signedIn = null;
    void session?.kill();
    session = null;
    if (who?.revocation) revocations.revoke(who.revocation);
    parts.showDesk({ isOpen: false, unopened: 0 });
    if (who?.card && reason !== 'card-removed') void resetCard(who.card.reader);
    return who;
  };

  function lock(reason: LockReason): void {
    if (!signedIn || stopping) return;
    const who = endSession(reason);
    const [person, address] = [who?.person ?? '', who?.address ?? null];
    lockedFor = who?.accountId ?? null;
    lockFacts = { reason, at: new Date().toISOString(), person, address, ...counts };
    freshPage();
    startSession();
    // Behind what must not wait: the desktop's own service takes them away, or does not answer.
    parts.notices.clear();
    log.info('locked', { reason });
  }

  const checkCard = (word: ReadersWord) => {
    if (signedIn?.card && hasCardLeft(signedIn.card, word.service, word.readers)) lock('card-removed');
  };

  return {
    start: startSession,
    invoke: (channel, input) =>
      session?.invoke(channel, input) ??
      Promise.resolve({ ok: false, error: new AppError('session.ended').toWire() } as const),
    async openAttachment(token, start, end) {
      if (!session) throw new AppError('session.ended');
      return session.openAttachment(token, start, end);
    },
    async takeIn(token, bytes) {
      if (!session) throw new AppError('session.ended');
      return session.takeIn(token, bytes);
    },
    readers(word) {
      lastReaders = word;
      checkCard(word);
      session?.readers(word);
    },
    networkChanged(online) {
      session?.tell({ type: 'network-changed', online });
      if (online) revocations.retryNow();
    },
    lock,
    pageReady() {
      const asking = gate;
      if (pageIsReady && signedIn) lock('session-ended');
      else pageIsReady = true;
      // After the answer to this very call has left.
      setImmediate(() => asking.open());
      return { lock: lockFacts, place };
    },
    pageCrashed() {
      log.error('page crashed');
      if (signedIn) lock('session-ended');
      else freshPage();
    },
    goTo(chosen) {
      if (signedIn) gate.push('app.placeChosen', chosen);
    },
    tellPage: (channel) => gate.push(channel, {}),
    passkeyReturned: (returned) => gate.push('app.passkeyReturned', returned),
    whose: () => signedIn?.accountId ?? lockedFor,
    keepPlace(kept) {
      if (signedIn) place = kept;
    },
    switchUser() {
      const wasSignedIn = signedIn !== null;
      if (wasSignedIn) endSession('requested');
      lockFacts = null;
      lockedFor = null;
      place = null;
      counts = { drafts: 0, unsent: 0 };
      if (!wasSignedIn) return;
      freshPage();
      startSession();
      parts.notices.clear();
    },
    grant(kind, path) {
      const grantId = randomUUID() as FileGrantId;
      session?.tell({ type: 'grant', grantId, kind, path });
      return grantId;
    },
    isSignedIn: () => signedIn !== null,
    async stop() {
      stopping = true;
      const who = signedIn;
      signedIn = null;
      parts.notices.clear();
      await Promise.all([session?.quit(QUIT_GRACE_MS), who?.card ? resetCard(who.card.reader) : undefined]);
      if (who?.revocation) revocations.revoke(who.revocation);
      await revocations.finish(LAST_REVOCATION_MS);
    },
  };
}
