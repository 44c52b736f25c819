/** What this workstation keeps of an account: the rule, the room that it takes, and the cache made anew. */
import { AppError } from '../../../../contract/errors.ts';
import type {
  CacheLossNotice,
  FreeingChoice,
  OfflineRule,
  StorageState,
  StorageUsage,
} from '../../../../contract/ipc/storage.contract.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { BlobStore } from '../blob-store.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { JournalStore } from '../journal-store.ts';
import type { ArchiveStore } from '../keeping/archive-store.ts';
import type { Archiving } from '../keeping/archiving.ts';
import { PROGRESS_INTERVAL_MS } from '../policy.ts';
import { throttled } from '../progress.ts';
import type { MessageFetcher } from '../sync/message-fetcher.ts';
import type { AccountDisk, CacheLoss } from './disk-port.ts';
import { createFreeing } from './freeing.ts';
import type { KeptOffline } from './kept-offline.ts';
import type { ReleaseChoice } from './kept-store.ts';
import { measureUsage } from './usage.ts';

const DAY_MS = 86_400_000;
/** What has grown too old for the rule is let go this often. */
const SWEEP_EVERY_MS = 6 * 3_600_000;
const PAUSE_MS = 5;

export interface StoragePorts {
  readonly cache: EnvelopeStore;
  readonly journal: JournalStore;
  readonly archive: ArchiveStore;
  readonly blobs: BlobStore;
  readonly disk: AccountDisk;
  readonly keptOffline: KeptOffline;
  readonly fetcher: MessageFetcher;
  readonly archiving: Archiving;
  readonly clock: Clock;
  readonly isOnline: () => boolean;
  /** Pulls what the operator has to tell; rejects when it cannot be reached. */
  readonly pull: () => Promise<void>;
  /** The cache is empty: what waits is shown in it again, and everything is asked for. */
  readonly onReplaced: () => void;
  readonly onReleased: (ids: readonly EnvelopeId[]) => void;
  readonly onState: (state: StorageState) => void;
  readonly onExpectable: (error: unknown) => void;
}

export interface Storage {
  state(): StorageState;
  previewRule(rule: OfflineRule): { readonly fetch: Weight; readonly free: Weight };
  setRule(rule: OfflineRule): StorageState;
  pause(paused: boolean): StorageState;
  usage(): Promise<StorageUsage>;
  previewFreeing(choices: readonly FreeingChoice[]): Weight[];
  free(choice: FreeingChoice): Promise<{ freedBytes: number; cancelled: boolean }>;
  cancelFreeing(): void;
  rebuild(): Promise<void>;
  dismissLoss(): StorageState;
  /** The cache was found damaged in use, and is empty. */
  cacheLost(loss: CacheLoss): void;
  /** A pull is complete: what is too old for the rule may go, and the cache's file must still be there. */
  pulled(): void;
  /** Nothing more is freed or told: the stores are about to be closed. */
  stop(): void;
}

type Weight = { count: number; sizeBytes: number };

export function createStorage(ports: StoragePorts): Storage {
  const { cache, journal, archive, blobs, disk, keptOffline, fetcher, clock } = ports;
  let rebuilding: { readonly expected: number | null } | null = null;
  let loss: CacheLossNotice | null = disk.lossAtOpening && noticeOf(disk.lossAtOpening);
  let sweptAt: number | null = null;
  let isReplacing = false;
  let isStopped = false;

  const state = (): StorageState => ({
    rule: keptOffline.rule(),
    mostDays: keptOffline.mostDays,
    paused: fetcher.isPaused(),
    freeing: freeing.progress(),
    rebuilding: rebuilding && { ...rebuilding, envelopes: cache.counts().envelopes },
    loss,
  });
  const tell = throttled(clock.now, PROGRESS_INTERVAL_MS, () => {
    if (!isStopped) ports.onState(state());
  });
  const told = (): StorageState => {
    tell(true);
    return state();
  };
  const freeing = createFreeing({ ...ports, onProgress: () => tell(freeing.progress() === null) });

  function noticeOf(reason: CacheLoss): CacheLossNotice {
    return {
      reason,
      drafts: journal.drafts().length,
      unsent: journal.outbox().length,
      changes: journal.itemChanges().length,
      archived: archive.totals(clock.now()).envelopes,
    };
  }

  const choiceOf = (choice: FreeingChoice): ReleaseChoice => ({
    before: 'envelopeIds' in choice ? choice.envelopeIds : clock.now() - choice.olderThanDays * DAY_MS,
    now: clock.now(),
    spared: [],
  });
  const beyond = (rule: OfflineRule, spared: readonly EnvelopeId[]): ReleaseChoice => ({
    before: keptOffline.keptFrom(rule),
    now: clock.now(),
    spared,
  });

  /** Frees what is beyond the rule, in the background; without the operator, after the next pull. */
  function sweep(spared: readonly EnvelopeId[]): void {
    const rule = keptOffline.rule();
    if (rule.mode === 'all' || !ports.isOnline() || freeing.progress() !== null) return;
    sweptAt = clock.now();
    freeing.run(beyond(rule, spared), false).catch(ports.onExpectable);
  }

  /** Puts an empty cache in place, once nothing that was under way writes into it any more. */
  async function replace(reason: CacheLoss): Promise<void> {
    if (isReplacing) return;
    isReplacing = true;
    const wasPaused = fetcher.isPaused();
    fetcher.pause();
    try {
      await fetcher.settle();
      const spared = new Set([...journal.blobIds(), ...archive.blobIds()]);
      const gone = cache.blobIds().filter((id) => !spared.has(id));
      disk.replaceCache();
      loss = noticeOf(reason);
      ports.onReplaced();
      await blobs.remove(gone);
    } finally {
      isReplacing = false;
      if (!wasPaused) fetcher.resume();
      tell(true);
    }
  }

  /** The archive takes what the operator is about to erase: after this, the cache holds nothing that exists here alone. */
  async function moveToArchive(): Promise<void> {
    while (ports.archiving.moveExpiring() > 0) await clock.wait(PAUSE_MS);
  }

  async function rebuild(): Promise<void> {
    if (rebuilding || freeing.progress() !== null) throw new AppError('app.cancelled');
    rebuilding = { expected: cache.counts().envelopes };
    tell(true);
    try {
      // What the operator erased meanwhile goes to the archive; out of its reach nothing is touched.
      await ports.pull();
      await moveToArchive();
      await replace('asked');
      await ports.pull();
    } finally {
      rebuilding = null;
      tell(true);
    }
  }

  return {
    state,
    previewRule: (rule) => ({
      fetch: cache.absent(keptOffline.keptFrom(rule)),
      free: cache.releasable(beyond(rule, [])),
    }),
    setRule(rule) {
      keptOffline.set(rule);
      cache.followRule();
      fetcher.start();
      sweep([]);
      return told();
    },
    pause(paused) {
      if (paused) fetcher.pause();
      else fetcher.resume();
      return told();
    },
    usage: () => measureUsage(ports),
    previewFreeing: (choices) => choices.map((choice) => cache.releasable(choiceOf(choice))),
    free: (choice) => freeing.run(choiceOf(choice), true),
    cancelFreeing: freeing.cancel,
    rebuild,
    dismissLoss() {
      loss = null;
      return told();
    },
    cacheLost(reason) {
      loss = noticeOf(reason);
      ports.onReplaced();
      tell(true);
    },
    stop() {
      isStopped = true;
      freeing.cancel();
    },
    pulled() {
      if (isStopped) return;
      if (rebuilding) tell(true);
      else if (isReplacing) return;
      else if (!disk.isCacheThere()) replace('removed').catch(ports.onExpectable);
      else if (sweptAt === null || Math.abs(clock.now() - sweptAt) > SWEEP_EVERY_MS) sweep(fetcher.openedHere());
    },
  };
}
