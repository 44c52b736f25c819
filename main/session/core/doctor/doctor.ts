/**
 * Runs the card doctor's checks: each by itself, each with a deadline of its own, so that a module that hangs takes
 * only its own answer away. Whatever comes after its deadline, or of an earlier round, counts no more.
 */
import { AppError, type ErrorCode } from '../../../../contract/errors.ts';
import type { Check, CheckId, DoctorFacts, DoctorReport, Finding } from '../../../../contract/ipc/doctor.contract.ts';
import { checkIds } from '../../../../contract/ipc/doctor.contract.ts';
import { type Clock, toInstantOrNull } from '../clock.ts';

/** What one check found, and the facts that it came upon. */
export interface Outcome {
  readonly state: Exclude<Check['state'], 'checking'>;
  readonly finding: Finding;
  readonly code?: ErrorCode;
  readonly facts?: Partial<DoctorFacts>;
}

/** One check. The signal ends it at its deadline. */
export type Probe = (signal: AbortSignal) => Promise<Outcome>;
export type Probes = Readonly<Record<CheckId, Probe>>;

export interface Doctor {
  report(): DoctorReport;
  /** Begins every check anew. */
  run(): DoctorReport;
  /** Begins these anew, if anybody asked the doctor yet: a reader or card came or went. */
  again(ids: readonly CheckId[]): void;
}

const untold: DoctorFacts = {
  platform: 'linux',
  readers: [],
  modules: [],
  cards: [],
  lists: null,
  clockSkewMs: null,
  proxy: null,
  operatorHost: null,
  operatorVersion: null,
};

interface Round {
  readonly startedAt: number;
  readonly ending: AbortController;
}

/** `timer` measures how long checks take, in milliseconds of any origin; `clock` says when they ended. */
export function createDoctor(options: {
  readonly probes: Probes;
  readonly known: Partial<DoctorFacts>;
  readonly deadlineMs: number;
  readonly clock: Clock;
  readonly timer: () => number;
  readonly onChanged: (report: DoctorReport) => void;
  readonly onBug: (error: unknown) => void;
}): Doctor {
  const { probes, clock, timer } = options;
  let facts: DoctorFacts = { ...untold, ...options.known };
  let wasAsked = false;
  let finishedAt: number | null = null;
  const rounds = new Map<CheckId, Round>();
  const checks = new Map<CheckId, Check>(
    checkIds.map((id) => [id, { id, state: 'unknown', finding: 'checking', code: null, durationMs: null }]),
  );

  const report = (): DoctorReport => ({
    checks: checkIds.map((id) => checks.get(id) as Check),
    finishedAt: toInstantOrNull(finishedAt),
    facts,
  });

  const finish = (id: CheckId, round: Round, outcome: Outcome) => {
    if (rounds.get(id) !== round) return;
    rounds.delete(id);
    round.ending.abort();
    facts = { ...facts, ...outcome.facts };
    const { state, finding, code = null } = outcome;
    checks.set(id, { id, state, finding, code, durationMs: Math.max(0, Math.round(timer() - round.startedAt)) });
    finishedAt = rounds.size === 0 ? clock.now() : null;
    options.onChanged(report());
  };

  const begin = (id: CheckId) => {
    rounds.get(id)?.ending.abort();
    const round: Round = { startedAt: timer(), ending: new AbortController() };
    rounds.set(id, round);
    finishedAt = null;
    checks.set(id, { id, state: 'checking', finding: 'checking', code: null, durationMs: null });
    const { signal } = round.ending;
    probes[id](signal).then(
      (outcome) => finish(id, round, outcome),
      (error: unknown) => {
        // A failure that a check has no finding for still has a name; what has none is a bug, and is told as one.
        if (!(error instanceof AppError) && !signal.aborted) options.onBug(error);
        finish(id, round, {
          state: 'failing',
          finding: 'timed-out',
          code: error instanceof AppError ? error.code : 'app.bug',
        });
      },
    );
    void clock.wait(options.deadlineMs, signal).then(() => {
      if (!signal.aborted) finish(id, round, silence(id));
    });
  };

  return {
    report,
    run() {
      wasAsked = true;
      for (const id of checkIds) begin(id);
      return report();
    },
    again(ids) {
      if (!wasAsked) return;
      for (const id of ids) begin(id);
      options.onChanged(report());
    },
  };
}

/** What it means that a check did not end in time. */
function silence(id: CheckId): Outcome {
  if (id === 'module') return { state: 'failing', finding: 'module-silent', code: 'card.timeout' };
  if (id === 'card') return { state: 'failing', finding: 'card-silent', code: 'card.timeout' };
  if (id === 'authentication' || id === 'signature') return { state: 'unknown', finding: 'needs-card' };
  if (id === 'clock') return { state: 'unknown', finding: 'needs-operator' };
  if (id === 'operator') return { state: 'failing', finding: 'operator-slow', code: 'operator.timeout' };
  return { state: 'failing', finding: 'timed-out' };
}
