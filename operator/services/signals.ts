/**
 * Tells connected workstations that there is something to pull, and open connections that their session ended. They wait
 * at this node; what is committed at another one it is told by the database (`heardFromPeers`).
 */
import type { Peers } from './ports/peers.ts';

export interface Subscription {
  /** Whose mailbox it watches. */
  readonly accountId: string;
  /** Who watches it. */
  readonly readerId: string;
  readonly sessionId: string;
  changed(): void;
  ended(): void;
  /** Its session has opened others since, more than it needs. */
  replaced(): void;
  /** Any of these, but for the last, may have happened unheard. */
  missed(): void;
}

/** Connections that wait, of one session: one is in use, others may be dying without anybody having noticed yet. */
const MAX_PER_SESSION = 8;

export interface Signals {
  /** Gives the function that unsubscribes. */
  subscribe(subscription: Subscription): () => void;
  changed(accountIds: Iterable<string>): void;
  sessionEnded(sessionId: string): void;
  /** What let a delegate watch an owner's mailbox is over. */
  delegationEnded(ownerId: string, delegateId: string): void;
  /** Something may have happened that was not said here. */
  missed(): void;
  endAll(): void;
  /** How many connections wait. */
  connections(): number;
}

export function createSignals(): Signals {
  const byAccount = new Map<string, Set<Subscription>>();
  const all = () => [...byAccount.values()].flatMap((subscriptions) => [...subscriptions]);
  return {
    subscribe(subscription) {
      const { accountId } = subscription;
      const subscriptions = byAccount.get(accountId) ?? new Set();
      byAccount.set(accountId, subscriptions.add(subscription));
      // A set gives its members in the order in which they came.
      const own = [...subscriptions].filter(({ sessionId }) => sessionId === subscription.sessionId);
      if (own.length > MAX_PER_SESSION && own[0]) {
        subscriptions.delete(own[0]);
        own[0].replaced();
      }
      return () => {
        subscriptions.delete(subscription);
        if (subscriptions.size === 0 && byAccount.get(accountId) === subscriptions) byAccount.delete(accountId);
      };
    },
    changed(accountIds) {
      for (const accountId of new Set(accountIds)) {
        for (const subscription of byAccount.get(accountId) ?? []) subscription.changed();
      }
    },
    sessionEnded(sessionId) {
      for (const subscription of all()) if (subscription.sessionId === sessionId) subscription.ended();
    },
    delegationEnded(ownerId, delegateId) {
      for (const one of byAccount.get(ownerId) ?? []) if (one.readerId === delegateId) one.ended();
    },
    missed() {
      for (const subscription of all()) subscription.missed();
    },
    endAll() {
      for (const subscription of all()) subscription.ended();
    },
    connections: () => all().length,
  };
}

/**
 * The same where several nodes serve. There the database tells all of them, this one too, what was committed, and what
 * services say is said already: a table whose changes somebody waits for tells of them by itself (migration `tell-nodes`).
 * `onMissed` is called after a time in which nothing was heard.
 */
export function heardFromPeers(signals: Signals, peers: Peers, onMissed: () => void): Signals {
  peers.hear({
    ...signals,
    missed() {
      onMissed();
      signals.missed();
    },
  });
  const toldAlready = () => undefined;
  return { ...signals, changed: toldAlready, sessionEnded: toldAlready, delegationEnded: toldAlready };
}
