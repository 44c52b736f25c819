/**
 * Keeps the cache up to date: pulls what changed in pages, each written with its cursor in one transaction, is woken by
 * the operator's feed, and comes back by itself after any failure.
 */
import type { SyncChange, SyncPage } from '../../../../contract/api/routes.ts';
import { AppError, type ErrorCode } from '../../../../contract/errors.ts';
import type { SyncState } from '../../../../contract/ipc/sync.contract.ts';
import type { ItemKind } from '../../../../contract/model/account-item.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { DraftHead } from '../../../../contract/model/shared-draft.ts';
import { retryDelayMs } from '../backoff.ts';
import type { BlobStore } from '../blob-store.ts';
import { type Clock, toInstantOrNull } from '../clock.ts';
import type { EnvelopeStore, PageContext } from '../envelope-store.ts';
import { askedDelayMs } from '../failures.ts';
import type { OperatorApi } from '../operator-port.ts';
import { createTransferRate } from '../outbox/transfer-rate.ts';
import { SYNC_PAGE_CHANGES } from '../policy.ts';
import { throttled } from '../progress.ts';
import type { InTurn } from '../turns.ts';
import { createWakeableWait } from '../wakeable-wait.ts';
import type { MessageFetcher } from './message-fetcher.ts';

const STATE_INTERVAL_MS = 200;
const RATE_SILENCE_MS = 10_000;

export interface SyncPorts {
  readonly operator: OperatorApi;
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly fetcher: MessageFetcher;
  readonly clock: Clock;
  readonly random: () => number;
  readonly context: () => PageContext;
  readonly onState: (state: SyncState) => void;
  readonly onChanged: (ids: readonly EnvelopeId[]) => void;
  /** Asking for a page and writing it overlap with nothing else that goes this way. */
  readonly inTurn: InTurn;
  /** Notes what is told of drafts, before the place in the feed is noted; null where drafts are not told of. */
  readonly onDrafts: ((heads: readonly DraftHead[]) => void) | null;
  readonly onItems: (kinds: readonly ItemKind[]) => void;
  readonly onArrived: (count: number) => void;
  /** A page beyond what was known: its changes, and the envelopes that were not known. */
  readonly onNews: (changes: readonly SyncChange[], arrived: readonly EnvelopeId[]) => void;
  /** The operator has erased these: what is still only in the cache is kept elsewhere first, where policy allows. */
  readonly beforeErasure: (ids: readonly EnvelopeId[]) => void;
  /** After each complete pull: what waited for the operator goes out. */
  readonly onPulled: () => void;
  readonly onBug: (error: unknown) => void;
}

export interface SyncEngine {
  start(): void;
  stop(): void;
  /** Pulls now; resolves when done, fails as the pull did. */
  pull(): Promise<void>;
  networkChanged(online: boolean): void;
  /** The cache was replaced by an empty one. */
  startAgain(): void;
  isOnline(): boolean;
  state(): SyncState;
  /** Bytes of messages arrived. */
  countBytes(count: number): void;
  /** A message is here that was not fetched: the outbox had it. */
  noteKept(): void;
}

export function createSyncEngine(ports: SyncPorts): SyncEngine {
  const { operator, cache, clock } = ports;
  const pause = createWakeableWait(clock);
  let connection: SyncState['connection'] = 'connecting';
  let problem: ErrorCode | null = null;
  let offlineSince: number | null = null;
  let nextTryAt: number | null = null;
  let fetchedBytes = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  let rate = createTransferRate();
  let stopped = false;
  let stream: AbortController | null = null;
  let pulling: Promise<void> | null = null;

  const state = (): SyncState => ({
    connection,
    upToDateAt: toInstantOrNull(cache.upToDateAt()),
    offlineSince: toInstantOrNull(offlineSince),
    nextTryAt: toInstantOrNull(nextTryAt),
    problem,
    envelopes: cache.counts().envelopes,
    ...fetching(),
    paused: ports.fetcher.isPaused(),
  });
  function fetching(): Pick<SyncState, 'pendingBytes' | 'fetchedBytes' | 'secondsLeft'> {
    const pendingBytes = ports.fetcher.pendingBytes();
    const secondsLeft = pendingBytes === 0 ? null : rate.secondsLeft(fetchedBytes, fetchedBytes + pendingBytes);
    return { pendingBytes, fetchedBytes, secondsLeft };
  }
  const tell = throttled(clock.now, STATE_INTERVAL_MS, () => {
    if (!stopped) ports.onState(state());
  });

  function setConnected(): void {
    connection = 'online';
    problem = null;
    offlineSince = null;
    nextTryAt = null;
    tell(true);
  }

  function setDisconnected(error: unknown): void {
    const code = error instanceof AppError ? error.code : 'app.bug';
    problem = code === 'app.cancelled' ? 'operator.offline' : code;
    connection = 'offline';
    offlineSince ??= clock.now();
  }

  async function pullPages(): Promise<void> {
    let hadReset = false;
    /** Whether there is more. */
    const pullPage = async (): Promise<boolean> => {
      const cursor = cache.cursor();
      const query = {
        ...(cursor === null ? {} : { cursor }),
        ...(ports.onDrafts ? { drafts: 'told' as const } : {}),
        handling: 'told' as const,
        limit: SYNC_PAGE_CHANGES,
      };
      const page = await operator.call('sync', { query }).catch((error: unknown) => {
        if (!(error instanceof AppError && error.is('sync.reset'))) throw error;
        // Without a cursor there is nothing to reset: a server that says so anyway makes no sense.
        if (hadReset || cursor === null) throw new AppError('operator.protocol', error);
        return null;
      });
      if (stopped) return false;
      if (page === null) {
        hadReset = true;
        cache.startRebuild();
        return true;
      }
      if (page.more && page.cursor === cursor) throw new AppError('operator.protocol');
      await write(page, cursor, cache.upToDateAt() !== null && !hadReset);
      // The cache was made anew while the page was on its way: all is asked for again.
      return page.more || cache.cursor() !== page.cursor;
    };
    while (await ports.inTurn(pullPage));
    if (!stopped) cache.setUpToDateAt(clock.now());
  }

  /** `isNews`: beyond what was known; what a first or renewed synchronisation brings is none. */
  async function write({ changes, cursor, more }: SyncPage, from: string | null, isNews: boolean): Promise<void> {
    ports.beforeErasure(erasedBy(changes));
    const heads = changes.flatMap((change) => (change.type === 'draft' ? [change.head] : []));
    if (heads.length > 0) ports.onDrafts?.(heads);
    const effect = cache.applyPage({ changes, from, cursor, complete: !more }, ports.context());
    await ports.blobs.remove(effect.freedBlobs);
    if (effect.changed.length > 0) ports.onChanged(effect.changed);
    if (effect.itemKinds.length > 0) ports.onItems(effect.itemKinds);
    if (effect.arrived.length > 0) ports.onArrived(effect.arrived.length);
    if (isNews) ports.onNews(changes, effect.arrived);
    tell(false);
  }

  function pull(): Promise<void> {
    pulling ??= pullPages()
      .then(() => {
        setConnected();
        ports.fetcher.start();
        ports.onPulled();
      })
      .finally(() => {
        pulling = null;
      });
    return pulling;
  }

  async function follow(onConnected: () => void): Promise<void> {
    await pull();
    stream = new AbortController();
    for await (const _ of operator.wakeUps(stream.signal)) {
      onConnected();
      if (stopped) return;
      // What changed while the last pull ran is pulled by the next one, never missed.
      if (pulling) await pulling;
      await pull();
    }
    throw new AppError('operator.offline');
  }

  async function run(): Promise<void> {
    for (let tries = 0; !stopped; ) {
      try {
        await follow(() => {
          tries = 0;
        });
      } catch (error) {
        if (stopped) return;
        if (!(error instanceof AppError)) ports.onBug(error);
        tries += 1;
        setDisconnected(error);
        const delay = Math.max(askedDelayMs(error), retryDelayMs(tries, ports.random()));
        nextTryAt = clock.now() + delay;
        tell(true);
        await pause.wait(delay);
        if (!stopped) connection = 'connecting';
        nextTryAt = null;
        tell(true);
      } finally {
        stream?.abort();
        stream = null;
      }
    }
  }

  return {
    start() {
      run().catch(ports.onBug);
    },
    stop() {
      stopped = true;
      stream?.abort();
      pause.wake();
      ports.fetcher.stop();
    },
    async pull() {
      if (connection !== 'online') pause.wake();
      try {
        await pull();
      } catch (error) {
        setDisconnected(error);
        tell(true);
        throw error;
      }
    },
    networkChanged(online) {
      // Sockets of the old network hang until they time out: better to begin again.
      stream?.abort();
      if (online) pause.wake();
    },
    startAgain() {
      stream?.abort();
      pause.wake();
    },
    isOnline: () => connection === 'online',
    state,
    countBytes(count) {
      fetchedBytes += count;
      // What came before a silence says nothing of how fast things come now.
      if (Math.abs(clock.now() - countedAt) > RATE_SILENCE_MS) rate = createTransferRate();
      countedAt = clock.now();
      rate.measure(fetchedBytes, countedAt);
      tell(false);
    },
    noteKept: () => tell(true),
  };
}

function erasedBy(changes: readonly SyncChange[]): EnvelopeId[] {
  return changes.flatMap((change) =>
    change.type === 'envelope' && change.record.content === null ? [change.record.id] : [],
  );
}
