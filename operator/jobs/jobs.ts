/** What the operator does by itself: notifications, members in the directory, warnings, retention, leftovers, drafts that nobody touches, words of absences, codes by telephone that are over, what is nobody’s any more, log heads, fresh revocation lists, editions of the directory. */
import type { Logger } from 'pino';
import { forgetAbsenceTexts } from '../services/absences.ts';
import type { DirectoryEditions } from '../services/directory-editions.ts';
import { type WarningParts, warnOfExpiry } from '../services/expiry-warnings.ts';
import { releaseStranded } from '../services/handlings.ts';
import type { LogHeads } from '../services/log-heads.ts';
import { recordReturned } from '../services/mail-fate.ts';
import { createNotifier, type NotifierParts } from '../services/notifier.ts';
import { forgetPhoneCodes } from '../services/phone-proof.ts';
import type { HandlingStore } from '../services/ports/handlings.ts';
import type { BounceSource } from '../services/ports/mail.ts';
import type { Peers } from '../services/ports/peers.ts';
import type { PhoneProofStore } from '../services/ports/phone-proofs.ts';
import type { SharedDraftStore } from '../services/ports/shared-drafts.ts';
import { type PublishParts, publishMembers } from '../services/publish-members.ts';
import { eraseExpired, type RetentionParts, sweepLeftovers } from '../services/retention.ts';
import { letGoOfDrafts } from '../services/shared-drafts.ts';
import type { ReloadingTrust } from '../trust-files.ts';

const NOTIFY_MS = 30_000;
const BOUNCES_MS = 60_000;
const TRUST_MS = 30_000;
/** How long somebody who was pre-registered, or who took that up, is missing from the directory at most. */
const MEMBERS_MS = 30_000;
const RETENTION_MS = 10 * 60_000;
const SWEEP_MS = 6 * 3_600_000;
/** How long a code by telephone is kept at most once it is counted no more. */
const CODES_MS = 3_600_000;
/** How long somebody whose right ran out is shown as the one who handles something at most. */
const HANDLINGS_MS = 60_000;
/** How long an event waits at most before a head covers it. */
const LOG_HEAD_MS = 10 * 60_000;
/** How long an import is not in an edition at most, the making of it not counted. */
const EDITION_MS = 60_000;

export const jobNames = [
  'notifications',
  'bounces',
  'members',
  'warnings',
  'retention',
  'leftovers',
  'drafts',
  'absences',
  'phone-codes',
  'handlings',
  'log-head',
  'trust',
  'directory-edition',
] as const;
type JobName = (typeof jobNames)[number];

/** Told of each run of a job. */
export type OnJobRun = (run: {
  readonly job: JobName;
  readonly outcome: 'succeeded' | 'failed';
  readonly ms: number;
}) => void;

export interface Jobs {
  /** There may be something to hand over. */
  notifySoon(): void;
  /** There may be members to show in the directory. */
  publishSoon(): void;
  /** Somebody asked for an edition of the directory. */
  makeEditionSoon(): void;
  /** Lets what runs finish and starts nothing any more. */
  stop(): Promise<void>;
}

export interface JobParts extends NotifierParts, RetentionParts, WarningParts, PublishParts {
  readonly trust: ReloadingTrust;
  readonly logHeads: LogHeads;
  readonly drafts: SharedDraftStore;
  readonly handlings: HandlingStore;
  readonly phoneProofs: PhoneProofStore;
  readonly bounces: BounceSource | null;
  readonly directoryEditions: DirectoryEditions;
  /** Null where no other node serves beside this one. */
  readonly peers: Peers | null;
  readonly log: Logger;
  readonly onRun: OnJobRun;
}

/** Mails are each claimed by who sends them, and each node has files of its own. */
const everyNodes: readonly JobName[] = ['notifications', 'trust'];

/**
 * Starts all jobs; each runs at once and then at its own pace, never twice at a time, on all nodes together. What two nodes
 * do at once all the same, when one was cut off, is done once and harms nothing.
 */
export function startJobs(parts: JobParts): Jobs {
  const { log, bounces, peers, onRun } = parts;
  const notifier = createNotifier(parts);
  const every = (job: JobName, everyMs: number, run: () => Promise<unknown>) => {
    const work = peers === null || everyNodes.includes(job) ? run : () => peers.alone(job, run);
    return repeat(everyMs, () => runOnce(job, work, onRun, log));
  };
  const edition = every('directory-edition', EDITION_MS, () => parts.directoryEditions.refresh());
  const notifications = every('notifications', NOTIFY_MS, () => notifier.handOver());
  const members = every('members', MEMBERS_MS, () => publishMembers(parts));
  const jobs = [
    edition,
    notifications,
    members,
    every('bounces', BOUNCES_MS, async () => bounces && recordReturned(parts, bounces)),
    every('warnings', RETENTION_MS, () => warnOfExpiry(parts)),
    every('retention', RETENTION_MS, () => eraseExpired(parts)),
    every('leftovers', SWEEP_MS, () => sweepLeftovers(parts)),
    every('phone-codes', CODES_MS, () => forgetPhoneCodes(parts)),
    every('absences', SWEEP_MS, () => forgetAbsenceTexts(parts)),
    every('handlings', HANDLINGS_MS, () => releaseStranded(parts)),
    every('drafts', SWEEP_MS, () => letGoOfDrafts(parts)),
    every('log-head', LOG_HEAD_MS, () => parts.logHeads.refresh()),
    every('trust', TRUST_MS, async () => parts.trust.refresh()),
  ];
  return {
    notifySoon: () => notifications.soon(),
    publishSoon: () => members.soon(),
    makeEditionSoon: () => edition.soon(),
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

async function runOnce(job: JobName, run: () => Promise<unknown>, onRun: OnJobRun, log: Logger): Promise<void> {
  const startedAt = performance.now();
  const ended = (outcome: 'succeeded' | 'failed') => onRun({ job, outcome, ms: performance.now() - startedAt });
  try {
    await run();
    ended('succeeded');
  } catch (error) {
    log.error({ job, error }, 'job failed');
    ended('failed');
  }
}

/** `run` never rejects. */
function repeat(everyMs: number, run: () => Promise<void>): Job {
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
    running = run().then(() => {
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
