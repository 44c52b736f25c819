/**
 * The outbox: signed envelopes leave one after the other, exactly once, whatever happens to the network or to this
 * process. An entry goes only once its envelope is in the cache.
 */
import type { DepositReceipt } from '../../../../contract/api/routes.ts';
import { AppError } from '../../../../contract/errors.ts';
import type { OutboxRow, OutboxState } from '../../../../contract/ipc/draft.contract.ts';
import type { DraftId, EnvelopeId } from '../../../../contract/model/ids.ts';
import { letterOf, unnumberedSubject } from '../../../../contract/model/numbered-envelopes.ts';
import { isDue, retryDelayMs } from '../backoff.ts';
import type { BlobStore } from '../blob-store.ts';
import { type Clock, toInstant, toInstantOrNull } from '../clock.ts';
import type { EnvelopeStore, PageContext } from '../envelope-store.ts';
import { askedDelayMs, connectionProblem } from '../failures.ts';
import type { JournalStore, OutboxEntry } from '../journal-store.ts';
import type { MessageReader } from '../message-port.ts';
import type { OperatorApi } from '../operator-port.ts';
import { PROGRESS_INTERVAL_MS } from '../policy.ts';
import { throttled } from '../progress.ts';
import { createWakeableWait } from '../wakeable-wait.ts';
import { deposit, isReceiptOf } from './deposit.ts';
import { keepSealed } from './keep-sealed.ts';
import { createTransferRate, type TransferRate } from './transfer-rate.ts';

/** Without anything to do the engine looks again after this, lest a wake-up was missed. */
const IDLE_MS = 60_000;
/** Tries after which a failure that "now" should cure needs the user. */
const MAX_PROMPT_TRIES = 6;

export interface OutboxPorts {
  readonly journal: JournalStore;
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly operator: OperatorApi;
  readonly reader: MessageReader;
  readonly clock: Clock;
  readonly random: () => number;
  readonly context: () => PageContext;
  readonly newDraftId: () => DraftId;
  /** Longest undo window, to see through a clock that was wrong. */
  readonly undoMs: number;
  readonly onChanged: (entries: readonly OutboxRow[]) => void;
  /** It is in the cache, and still in the journal: what is done now is done again after a kill. */
  readonly beforeFinish: (entry: OutboxEntry, sealedAt: string) => void;
  readonly onSealed: (id: EnvelopeId, sealedAt: string) => void;
  readonly onBug: (error: unknown) => void;
}

interface Active {
  readonly id: EnvelopeId;
  readonly controller: AbortController;
  readonly rate: TransferRate;
  state: OutboxState;
  sentBytes: number;
  done: Promise<void>;
}

export interface OutboxEngine {
  start(): void;
  stop(): void;
  /** Something was queued. */
  wake(): void;
  /** The network is back: whatever waits for it goes now; with `failed`, also what needed the user. */
  retryNow(failed: boolean): void;
  list(): OutboxRow[];
  /** Another workstation sends this letter: it waits for the person, unless the operator may have sealed it already. */
  holdBack(id: EnvelopeId): void;
  /** Takes an envelope that is not sealed back into the drafts. `outbox.not-found`, `outbox.already-leaving`. */
  cancel(id: EnvelopeId): Promise<DraftId>;
}

export function createOutboxEngine(ports: OutboxPorts): OutboxEngine {
  const { journal, blobs, operator, clock } = ports;
  const pause = createWakeableWait(clock);
  let active: Active | null = null;
  let stopped = false;
  /** How much of an interrupted envelope the operator has, as far as it was told since this process began. */
  const sentBefore = new Map<EnvelopeId, number>();
  /** Being taken back: none of them leaves while it is asked about the others. */
  const takenBack = new Set<EnvelopeId>();

  /** Whether the moment that the person chose is still to come. */
  const isHeld = ({ leaveAt }: OutboxEntry): boolean => leaveAt !== null && leaveAt > clock.now();
  /** The operator knows files by their place alone: their names are here. */
  const fileAtFault = ({ id, error }: OutboxEntry): Pick<OutboxRow, 'file'> => {
    const place = error?.code === 'envelope.infected' ? error.details?.['attachment'] : null;
    const file = typeof place === 'number' ? journal.outboxAttachments(id)[place]?.name : undefined;
    return file === undefined ? {} : { file };
  };
  const rowOf = (entry: OutboxEntry): OutboxRow => {
    const running = active?.id === entry.id ? active : null;
    const { sha256, sizeBytes } = entry.manifest;
    return {
      id: entry.id,
      sha256,
      subject: entry.content.subject,
      to: entry.content.recipients.map(({ name, address }) => name || address).join(', '),
      state: running?.state ?? entry.state,
      sizeBytes,
      sentBytes: running?.sentBytes ?? sentBefore.get(entry.id) ?? 0,
      secondsLeft: running?.state === 'uploading' ? running.rate.secondsLeft(running.sentBytes, sizeBytes) : null,
      signedAt: toInstantOrNull(entry.signedAt),
      unsigned: !entry.manifest.signed,
      queuedAt: toInstant(entry.queuedAt),
      leaveAt: isHeld(entry) ? toInstantOrNull(entry.leaveAt) : null,
      undoUntil: entry.undoUntil > clock.now() ? toInstant(entry.undoUntil) : null,
      nextTryAt: toInstantOrNull(entry.nextTryAt),
      error: entry.error,
      ...fileAtFault(entry),
    };
  };
  const list = () => journal.outbox().map(rowOf);
  const tell = throttled(clock.now, PROGRESS_INTERVAL_MS, () => {
    if (!stopped) ports.onChanged(list());
  });

  const isReady = (entry: OutboxEntry): boolean =>
    entry.state === 'waiting' &&
    !takenBack.has(entry.id) &&
    !isHeld(entry) &&
    isDue(entry.undoUntil, clock.now(), Math.max(ports.undoMs, IDLE_MS)) &&
    isDue(entry.nextTryAt, clock.now(), 10 * IDLE_MS);

  /** Milliseconds until some entry is due. */
  function untilNext(): number {
    const waiting = journal.outbox().filter(({ state }) => state === 'waiting');
    const instants = waiting.map(({ undoUntil, leaveAt, nextTryAt }) =>
      Math.max(undoUntil, leaveAt ?? 0, nextTryAt ?? 0),
    );
    return Math.max(10, Math.min(IDLE_MS, ...instants.map((at) => at - clock.now())));
  }

  async function sendEntry(entry: OutboxEntry, running: Active): Promise<void> {
    try {
      running.state = 'uploading';
      tell(true);
      const receipt = await deposit(
        entry,
        ports,
        {
          onSent(sentBytes) {
            running.sentBytes = sentBytes;
            sentBefore.set(entry.id, sentBytes);
            running.rate.measure(sentBytes, clock.now());
            tell(false);
          },
          beforeCommit() {
            journal.updateEntry(entry.id, { commitAttempted: true });
            running.state = 'sealing';
            tell(true);
          },
        },
        running.controller.signal,
      );
      await finish(entry, receipt);
    } catch (error) {
      noteFailure(entry, error);
    }
  }

  async function finish(entry: OutboxEntry, receipt: DepositReceipt): Promise<void> {
    const unneeded = await keepSealed(entry, receipt, ports);
    ports.beforeFinish(entry, receipt.record.sealedAt);
    sentBefore.delete(entry.id);
    await blobs.remove([...journal.finishEntry(entry.id), ...unneeded]);
    ports.onSealed(entry.id, receipt.record.sealedAt);
  }

  function noteFailure(entry: OutboxEntry, error: unknown): void {
    if (error instanceof AppError && error.is('app.cancelled')) return;
    if (!(error instanceof AppError)) ports.onBug(error);
    const wire = error instanceof AppError ? error.toWire() : null;
    const tries = entry.tries + 1;
    const needsUser =
      wire !== null &&
      connectionProblem(error) === null &&
      (wire.retry === 'never' || (wire.retry === 'now' && tries >= MAX_PROMPT_TRIES));
    const delay = Math.max(askedDelayMs(error), retryDelayMs(tries, ports.random()));
    journal.updateEntry(entry.id, {
      state: needsUser ? 'failed' : 'waiting',
      tries,
      nextTryAt: needsUser ? null : clock.now() + delay,
      error: wire,
    });
  }

  async function tellCancelled(): Promise<void> {
    for (const envelopeId of journal.cancelledUploads()) {
      try {
        await operator.call('uploadCancel', { params: { envelopeId } });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        if (error.retry !== 'never' && !error.is('upload.not-found')) return;
      }
      journal.forgetCancelledUpload(envelopeId);
    }
  }

  async function sendNext(entry: OutboxEntry): Promise<void> {
    const running: Active = {
      id: entry.id,
      controller: new AbortController(),
      rate: createTransferRate(),
      state: 'uploading',
      sentBytes: 0,
      done: Promise.resolve(),
    };
    active = running;
    try {
      running.done = sendEntry(entry, running);
      await running.done;
    } finally {
      active = null;
    }
    tell(true);
  }

  /**
   * A machine clock that was set forward since sign-in must not let a letter leave before its moment: the operator
   * refuses a call at the wrong time, and the clock is right once that was settled.
   */
  async function hasItsMomentCome(entry: OutboxEntry): Promise<boolean> {
    if (entry.leaveAt === null || entry.commitAttempted) return true;
    try {
      await operator.call('uploadStatus', { params: { envelopeId: entry.id } });
    } catch (error) {
      // That nothing is there yet is the rule; whatever else it is, sending meets it again and says so.
      if (!(error instanceof AppError)) throw error;
    }
    return !isHeld(entry);
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        const entry = journal.outbox().find(isReady);
        if (entry && (await hasItsMomentCome(entry))) await sendNext(entry);
        else await pause.wait(untilNext());
      } catch (error) {
        // What went wrong could not even be noted, on a full disk for one: the entry is as it was, and is tried later.
        if (!(error instanceof AppError)) ports.onBug(error);
        await pause.wait(IDLE_MS);
      }
    }
  }

  /** Whether the operator is known not to have sealed it, be it another letter under its id; asked there when a commit was tried before. */
  async function canStillCancel(entry: OutboxEntry): Promise<boolean> {
    if (!entry.commitAttempted) return true;
    try {
      // First taken back, so that what may still be on its way there is refused; then what it answers stays so.
      await operator.call('uploadCancel', { params: { envelopeId: entry.id } });
      const status = await operator.call('uploadStatus', { params: { envelopeId: entry.id } });
      return status.state !== 'sealed' || !isReceiptOf(entry, status.receipt);
    } catch (error) {
      return error instanceof AppError && error.is('upload.not-found');
    }
  }

  /** The entry, once nothing of it is under way any more; null when it has left or is leaving. */
  async function takeBack(id: EnvelopeId): Promise<OutboxEntry | null> {
    const running = active?.id === id ? active : null;
    if (running?.state === 'sealing') return null;
    running?.controller.abort();
    await running?.done;
    const entry = journal.outboxEntry(id);
    return entry && (await canStillCancel(entry)) ? entry : null;
  }

  /** The parts of one letter become one draft again where the letter is among them; without it each stays a part of it. */
  async function backToDrafts(asked: EnvelopeId, back: readonly OutboxEntry[]): Promise<DraftId> {
    const letter = back.find(({ content }) => content.partOf === undefined);
    const others = back.filter((entry) => entry !== letter);
    const drafts = letter ? [[letter, ...others]] : others.map((entry) => [entry]);
    let answer = ports.newDraftId();
    for (const entries of drafts) {
      const [first, ...rest] = entries as [OutboxEntry, ...OutboxEntry[]];
      const id = ports.newDraftId();
      const subject = rest.length > 0 ? unnumberedSubject(first.content.subject) : first.content.subject;
      const ids = entries.map((entry) => entry.id);
      const blobIds = journal.unqueue(ids, { id, content: { ...first.content, subject }, savedAt: clock.now() });
      await blobs.remove(blobIds);
      if (ids.includes(asked)) answer = id;
    }
    return answer;
  }

  return {
    start() {
      run().catch(ports.onBug);
    },
    stop() {
      stopped = true;
      active?.controller.abort();
      pause.wake();
    },
    wake() {
      tell(true);
      pause.wake();
    },
    retryNow(failed) {
      for (const { id, state, nextTryAt } of journal.outbox()) {
        const isHeld = state === 'waiting' ? nextTryAt !== null : failed;
        if (isHeld) journal.updateEntry(id, { state: 'waiting', nextTryAt: null, error: null });
      }
      tellCancelled().catch(ports.onBug);
      pause.wake();
    },
    list,
    holdBack(id) {
      const entry = journal.outboxEntry(id);
      // What is on its way is the operator's to refuse: it seals one letter of an id.
      if (!entry || entry.commitAttempted || active?.id === id) return;
      const error = new AppError('draft.left-elsewhere').toWire();
      journal.updateEntry(id, { state: 'failed', nextTryAt: null, error });
      tell(true);
    },
    async cancel(id) {
      const asked = journal.outboxEntry(id);
      if (!asked) throw new AppError('outbox.not-found');
      // The other parts of the letter come back with it, unless they have left.
      const others = journal.outbox().filter((other) => other.id !== id && letterOf(other) === letterOf(asked));
      const ids = [id, ...others.map((other) => other.id)];
      for (const one of ids) takenBack.add(one);
      let draftId: DraftId;
      try {
        const back: OutboxEntry[] = [];
        for (const one of ids) {
          const entry = await takeBack(one);
          if (entry) back.push(entry);
          else if (one === id) throw new AppError('outbox.already-leaving');
        }
        for (const entry of back) sentBefore.delete(entry.id);
        draftId = await backToDrafts(
          id,
          back.sort((a, b) => (a.content.subject < b.content.subject ? -1 : 1)),
        );
      } finally {
        for (const one of ids) takenBack.delete(one);
        pause.wake();
      }
      tell(true);
      tellCancelled().catch(ports.onBug);
      return draftId;
    },
  };
}
