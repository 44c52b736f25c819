/** Tells connected workstations that there is something to pull, and open connections that their session ended. */

export interface Subscription {
  readonly accountId: string;
  readonly sessionId: string;
  changed(): void;
  ended(): void;
}

export interface Signals {
  /** Gives the function that unsubscribes. */
  subscribe(subscription: Subscription): () => void;
  changed(accountIds: Iterable<string>): void;
  sessionEnded(sessionId: string): void;
  endAll(): void;
}

export function createSignals(): Signals {
  const byAccount = new Map<string, Set<Subscription>>();
  const all = () => [...byAccount.values()].flatMap((subscriptions) => [...subscriptions]);
  return {
    subscribe(subscription) {
      const { accountId } = subscription;
      const subscriptions = byAccount.get(accountId) ?? new Set();
      byAccount.set(accountId, subscriptions.add(subscription));
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
    endAll() {
      for (const subscription of all()) subscription.ended();
    },
  };
}
