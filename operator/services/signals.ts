/** Tells connected workstations that there is something to pull, and open connections that their session ended. */

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
    endAll() {
      for (const subscription of all()) subscription.ended();
    },
    connections: () => all().length,
  };
}
