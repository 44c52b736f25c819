/**
 * Keeps the directory on this workstation up to date: in the background, behind the mail, by changes where they are
 * fewer than the whole. One program at a time; what an interruption left is gone on with.
 */
import type { DirectoryEdition } from '../../../contract/api/directory-edition-routes.ts';
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import type { NationalState } from '../../../contract/ipc/directory.contract.ts';
import { retryDelayMs } from './backoff.ts';
import { type Clock, toInstant, toInstantOrNull } from './clock.ts';
import { askedDelayMs, connectionProblem } from './failures.ts';
import type { EditionFileFacts, NationalChoice, NationalEdition, NationalFiles } from './national-port.ts';
import type { OperatorApi } from './operator-port.ts';
import { throttled } from './progress.ts';
import { createWakeableWait } from './wakeable-wait.ts';

/** After signing in, mail comes first. */
const FIRST_LOOK_MS = 45_000;
const LOOK_EVERY_MS = 6 * 3_600_000;
/** There is no edition yet, or another program is fetching it. */
const LOOK_AGAIN_MS = 60_000;
const AFTER_FAILURE_MS = 30 * 60_000;
/** While mail is being fetched, the directory waits. */
const GIVE_WAY_MS = 500;
const TELL_EVERY_MS = 250;
/** Changes are taken one after the other; above this share of the whole, the whole is sooner here. */
const CHANGES_SHARE = 0.5;

export interface NationalPorts {
  readonly operator: OperatorApi;
  readonly files: NationalFiles;
  readonly clock: Clock;
  readonly random: () => number;
  /** The administrator's choice; null leaves it to whoever works here. */
  readonly policy: NationalChoice | null;
  /** Only a certified account is given the directory. */
  readonly isCertified: () => boolean;
  readonly isOnline: () => boolean;
  /** Mail is being fetched. */
  readonly isBusy: () => boolean;
  readonly onState: (state: NationalState) => void;
  readonly onBug: (error: unknown) => void;
}

export interface NationalUpdates {
  start(): void;
  stop(): void;
  state(): NationalState;
  /** Looks for another edition now. */
  now(): void;
  /** Ends what is under way; what came is kept for the next time. */
  cancel(): void;
  /** `app.cancelled` where the administrator decided. */
  choose(choice: NationalChoice): Promise<void>;
  /** What was here could not be read any more. */
  damaged(): void;
}

interface Step {
  readonly file: EditionFileFacts;
  readonly content: 'all' | 'changes';
}

export function createNationalUpdates(ports: NationalPorts): NationalUpdates {
  const { operator, files, clock } = ports;
  const pause = createWakeableWait(clock);
  let choice: NationalChoice = ports.policy ?? { isKept: true, departments: null };
  let progress: NationalState['progress'] = null;
  let problem: ErrorCode | null = null;
  let checkedAt: number | null = null;
  let tries = 0;
  let isAsked = false;
  let stopped = false;
  let running = new AbortController();

  const state = (): NationalState => {
    const edition = ports.isCertified() ? files.edition() : null;
    return {
      isKept: choice.isKept,
      departments: choice.departments && [...choice.departments],
      mayChoose: ports.policy === null,
      edition: edition && { madeAt: toInstant(edition.madeAt), entries: edition.entries, sizeBytes: edition.sizeBytes },
      checkedAt: toInstantOrNull(checkedAt),
      progress,
      problem,
    };
  };
  const tell = throttled(clock.now, TELL_EVERY_MS, () => {
    if (!stopped) ports.onState(state());
  });
  const show = (step: 'download' | 'build', done: number, total: number) => {
    const isNew = progress?.step !== step;
    progress = { step, done, total };
    tell(isNew);
  };

  /** Bytes wait while mail is on its way, and stop when somebody said so. */
  async function fetch(file: EditionFileFacts, signal: AbortSignal): Promise<void> {
    await files.fetch(
      file,
      (from) => operator.download('directoryEditionFile', file.sha256, from, signal),
      async (done) => {
        show('download', done, file.sizeBytes);
        // A connection that is not read from for long would be given up.
        for (let waits = 0; ports.isBusy() && waits < 10 && !signal.aborted; waits += 1) {
          await clock.wait(GIVE_WAY_MS, signal);
        }
        if (signal.aborted) throw new AppError('app.cancelled');
      },
    );
  }

  async function update(signal: AbortSignal): Promise<number> {
    if (!ports.isCertified() || !ports.isOnline()) return LOOK_AGAIN_MS;
    const lock = files.lock();
    if (!lock) return LOOK_AGAIN_MS;
    try {
      const { edition } = await operator.call('directoryEdition', {}, { signal });
      if (!edition) return LOOK_AGAIN_MS;
      files.reopen();
      const steps = stepsTo(edition, files.edition(), choice.departments);
      await files.tidy(steps[0]?.file.sha256 ?? null);
      for (const { file, content } of steps) {
        await fetch(file, signal);
        show('build', 0, edition.entries);
        await files.apply(file, content, choice.departments, signal, (done) => show('build', done, edition.entries));
      }
      checkedAt = clock.now();
      return LOOK_EVERY_MS * (1 + ports.random() / 4);
    } finally {
      lock.release();
    }
  }

  /** How long to wait until the next look. */
  async function look(): Promise<number> {
    if (!choice.isKept) {
      if (files.edition() !== null) await files.remove();
      return LOOK_EVERY_MS;
    }
    running = new AbortController();
    try {
      const delay = await update(running.signal);
      problem = null;
      tries = 0;
      return delay;
    } catch (error) {
      if (running.signal.aborted) return LOOK_EVERY_MS;
      if (!(error instanceof AppError)) {
        ports.onBug(error);
        problem = 'app.bug';
        return AFTER_FAILURE_MS;
      }
      problem = error.code;
      tries += 1;
      const isPassing = connectionProblem(error) !== null && !error.is('operator.protocol');
      return isPassing ? Math.max(askedDelayMs(error), retryDelayMs(tries + 4, ports.random())) : AFTER_FAILURE_MS;
    } finally {
      progress = null;
      tell(true);
    }
  }

  async function run(): Promise<void> {
    if (ports.policy === null) choice = await files.choice();
    if (!isAsked) await pause.wait(FIRST_LOOK_MS * (1 + ports.random()));
    while (!stopped) {
      isAsked = false;
      const delay = await look();
      if (!stopped) await pause.wait(delay);
    }
  }

  const wake = () => {
    isAsked = true;
    tries = 0;
    pause.wake();
  };
  return {
    start() {
      run().catch(ports.onBug);
    },
    stop() {
      stopped = true;
      running.abort();
      pause.wake();
    },
    state,
    now: wake,
    cancel: () => running.abort(),
    async choose(wanted) {
      if (ports.policy !== null) throw new AppError('app.cancelled');
      await files.choose(wanted);
      choice = wanted;
      running.abort();
      wake();
      tell(true);
    },
    damaged() {
      tell(true);
      wake();
    },
  };
}

/** What leads from what is here to this edition, in order; nothing where it is here already. */
export function stepsTo(
  edition: DirectoryEdition,
  here: NationalEdition | null,
  departments: readonly string[] | null,
): readonly Step[] {
  const whole: Step = { file: edition.snapshot, content: 'all' };
  const isSame = here?.series === edition.series && isSameList(here.departments, departments);
  if (!here || !isSame || here.number > edition.number) return [whole];
  const changes = edition.changes.filter(({ number }) => number > here.number);
  if (changes.length !== edition.number - here.number) return [whole];
  const bytes = changes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (bytes > edition.snapshot.sizeBytes * CHANGES_SHARE) return [whole];
  return changes.map((file) => ({ file, content: 'changes' }));
}

function isSameList(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return [...one].sort().join() === [...other].sort().join();
}
