/** Events announce facts; here each makes the answers that it outdates be asked again, or puts in the one it carries. */
import type { DataTag, QueryClient, QueryKey } from '@tanstack/react-query';
import {
  card,
  directory,
  doctor,
  draft,
  folder,
  handling,
  keeping,
  mailbox,
  outbox,
  people,
  queries,
  storage,
  sync,
} from '../bridge.ts';

/** Subscribes to everything that keeps cached answers true; the returned function stops it. */
export function keepUpToDate(client: QueryClient): () => void {
  const draftsChanged = (): void => {
    void client.invalidateQueries({ queryKey: queries.drafts().queryKey });
    void client.invalidateQueries({ queryKey: queries.counts().queryKey });
  };
  const stops = [
    card.on('stateChanged', (state) => putIn(client, queries.cardState().queryKey, state)),
    doctor.on('changed', (report) => putIn(client, queries.doctor().queryKey, report)),
    sync.on('changed', (state) => {
      const before = client.getQueryData(queries.syncState().queryKey);
      putIn(client, queries.syncState().queryKey, state);
      // What could not be asked while the operator was out of reach is asked now.
      if (state.connection === 'online' && before?.connection !== 'online') {
        void client.invalidateQueries({ queryKey: ['directory', 'search'] });
        void client.invalidateQueries({ queryKey: ['directory', 'recipients'] });
        void client.invalidateQueries({
          queryKey: ['settings'],
          predicate: (query) => query.state.status === 'error' || isStale(query.state.data),
        });
      }
    }),
    directory.on('nationalChanged', (state) => {
      const before = client.getQueryData(queries.national().queryKey);
      putIn(client, queries.national().queryKey, state);
      // Answers of this workstation are another edition's.
      if (before?.edition?.madeAt === state.edition?.madeAt) return;
      void client.invalidateQueries({
        queryKey: ['directory'],
        predicate: ({ queryKey }) => queryKey.at(-1) === 'here',
      });
    }),
    people.on('changed', () => {
      void client.invalidateQueries({ queryKey: queries.people().queryKey });
      void client.invalidateQueries({ queryKey: ['directory', 'suggest'] });
    }),
    outbox.on('changed', ({ entries }) => {
      putIn(client, queries.outbox().queryKey, { entries });
      // What is sent was a draft, and what is taken back becomes one.
      draftsChanged();
    }),
    draft.on('changed', draftsChanged),
    mailbox.on('changed', ({ envelopeIds }) => {
      void client.invalidateQueries({ queryKey: ['mailbox', 'rows'] });
      void client.invalidateQueries({ queryKey: ['activity'] });
      void client.invalidateQueries({ queryKey: ['mailbox', 'search'] });
      void client.invalidateQueries({ queryKey: ['mailbox', 'conversation'] });
      void client.invalidateQueries({ queryKey: ['folder'] });
      void client.invalidateQueries({ queryKey: queries.counts().queryKey });
      // Once for all of them: thousands may have been filed together.
      const changed = new Set<unknown>(envelopeIds);
      void client.invalidateQueries({
        queryKey: ['mailbox'],
        predicate: ({ queryKey: [, what, id] }) =>
          (what === 'envelope' || what === 'proof' || what === 'thread') && changed.has(id),
      });
    }),
    mailbox.on('searchesChanged', () => {
      void client.invalidateQueries({ queryKey: queries.savedSearches().queryKey });
    }),
    storage.on('changed', (state) => {
      const before = client.getQueryData(queries.storage().queryKey);
      putIn(client, queries.storage().queryKey, state);
      // What was freed or found again weighs otherwise now.
      const hasEnded = (before?.freeing && !state.freeing) || (before?.rebuilding && !state.rebuilding);
      if (hasEnded) {
        void client.invalidateQueries({
          queryKey: ['storage'],
          predicate: ({ queryKey: [, what] }) => what !== 'state',
        });
      }
    }),
    handling.on('refusalsChanged', () => {
      void client.invalidateQueries({ queryKey: queries.refusals().queryKey });
    }),
    keeping.on('changed', () => {
      void client.invalidateQueries({ queryKey: queries.kept().queryKey });
    }),
    folder.on('changed', () => {
      void client.invalidateQueries({ queryKey: ['folder'] });
      void client.invalidateQueries({ queryKey: ['mailbox', 'rows'] });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** An answer that was given from what is kept here. */
function isStale(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'isFresh' in data && data.isFresh === false;
}

/**
 * An answer under way may have been given before the event and come after it: it would put back a card that has left.
 * So it is dropped, and the event's word stands.
 */
function putIn<T>(client: QueryClient, queryKey: DataTag<QueryKey, T, Error>, value: NoInfer<T>): void {
  void client.cancelQueries({ queryKey, exact: true });
  client.setQueryData(queryKey, value as never);
}
