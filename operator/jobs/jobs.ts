/** What the operator does by itself: notifications, members in the directory, warnings, retention, leftovers, log heads, fresh revocation lists. */
import type { Logger } from 'pino';
import { type WarningParts, warnOfExpiry } from '../services/expiry-warnings.ts';
import type { LogHeads } from '../services/log-heads.ts';
import { recordReturned } from '../services/mail-fate.ts';
import { createNotifier, type NotifierParts } from '../services/notifier.ts';
import type { BounceSource } from '../services/ports/mail.ts';
import { type PublishParts, publishMembers } from '../services/publish-members.ts';
import { eraseExpired, type RetentionParts, sweepLeftovers } from '../services/retention.ts';
import type { ReloadingTrust } from '../trust-files.ts';

const NOTIFY_MS = 30_000;
const BOUNCES_MS = 60_000;
const TRUST_MS = 30_000;
/** How long somebody who was pre-registered, or who took that up, is missing from the directory at most. */
const MEMBERS_MS = 30_000;
const RETENTION_MS = 10 * 60_000;
const SWEEP_MS = 6 * 3_600_000;
/** How long an event waits at most before a head covers it. */
const LOG_HEAD_MS = 10 * 60_000;

export interface Jobs {
  /** There may be something to hand over. */
  notifySoon(): void;
  /** Lets what runs finish and starts nothing any more. */
  stop(): Promise<void>;
}

export interface JobParts extends NotifierParts, RetentionParts, WarningParts, PublishParts {
  readonly trust: ReloadingTrust;
  readonly logHeads: LogHeads;
  readonly bounces: BounceSource | null;
  readonly log: Logger;
}

/** Starts all jobs; each runs at once and then at its own pace, never twice at a time. */
export function startJobs(parts: JobParts): Jobs {
  const { log, bounces } = parts;
  const notifier = createNotifier(parts);
  const jobs = [
    repeat('notifications', NOTIFY_MS, () => notifier.handOver(), log),
    repeat('bounces', BOUNCES_MS, async () => bounces && recordReturned(parts, bounces), log),
    repeat('members', MEMBERS_MS, () => publishMembers(parts), log),
    repeat('warnings', RETENTION_MS, () => warnOfExpiry(parts), log),
    repeat('retention', RETENTION_MS, () => eraseExpired(parts), log),
    repeat('leftovers', SWEEP_MS, () => sweepLeftovers(parts), log),
    repeat('log-head', LOG_HEAD_MS, () => parts.logHeads.refresh(), log),
    repeat('trust', TRUST_MS, async () => parts.trust.refresh(), log),
  ];
  return {
    notifySoon: () => jobs[0]?.soon(),
    async stop() {
      notifier.stop();
      await Promise.all(jobs.map((job) => job.stop()));
    },
  };
}

interface Job {
  soon(): void;
  stop(): Promise<void>;
}

function repeat(job: string, everyMs: number, run: () => Promise<unknown>, log: Logger): Job {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const soon = () => {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    again = false;
    running = run()
      .then(
        () => undefined,
        (error: unknown) => log.error({ job, error }, 'job failed'),
      )
      .then(() => {
        running = null;
        if (again) soon();
      });
  };
  const timer = setInterval(soon, everyMs);
  timer.unref();
  soon();
  return {
    soon,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
