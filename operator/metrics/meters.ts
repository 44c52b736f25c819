/** Everything that the operator counts. What each family means is documented where it is told: in its help text. */
import { jobNames } from '../jobs/jobs.ts';
import type { Counter, Histogram, Labels, Registry } from './registry.ts';

export interface Meters {
  readonly requests: Counter;
  readonly requestSeconds: Histogram;
  readonly uploadedBytes: Counter;
  readonly seals: Counter;
  readonly sealedBytes: Counter;
  readonly signIns: Counter;
  readonly mails: Counter;
  readonly bounces: Counter;
  readonly scans: Counter;
  readonly erased: Counter;
  readonly jobRuns: Counter;
  readonly jobSeconds: Histogram;
}

/** From an answer out of memory to a chunk over a slow line. */
const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120];
/** From a look at an empty queue to a night's retention. */
const JOB_BOUNDS = [0.01, 0.1, 1, 10, 60, 600];

export function createMeters(registry: Registry): Meters {
  const outcomes = (...all: string[]): Labels[] => all.map((outcome) => ({ outcome }));
  return {
    requests: registry.counter({
      name: 'medimail_http_requests',
      help: 'Requests answered, by route template and class of status; route is - where there is none.',
    }),
    requestSeconds: registry.histogram(
      {
        name: 'medimail_http_request_duration_seconds',
        unit: 'seconds',
        help: 'From the head of a request to the end of its answer; event streams, which last, are left out.',
      },
      REQUEST_BOUNDS,
    ),
    uploadedBytes: registry.counter(
      { name: 'medimail_uploaded_bytes', unit: 'bytes', help: 'Bytes of messages received, sealed or not.' },
      [{}],
    ),
    seals: registry.counter({ name: 'medimail_seals', help: 'Envelopes deposited and sealed.' }, [{}]),
    sealedBytes: registry.counter(
      { name: 'medimail_sealed_bytes', unit: 'bytes', help: 'Size of the messages that were sealed.' },
      [{}],
    ),
    signIns: registry.counter({
      name: 'medimail_sign_ins',
      help: 'Sign-ins by method (card, code, console) and outcome: succeeded, refused (console) or the code of the error.',
    }),
    mails: registry.counter(
      {
        name: 'medimail_mails',
        help: 'Mails given to the mail server or the spool: sent, refused for good, put off, or failed unexpectedly.',
      },
      outcomes('sent', 'refused', 'later', 'failed'),
    ),
    bounces: registry.counter({ name: 'medimail_mail_bounces', help: 'Reports of mails that came back.' }, [{}]),
    scans: registry.counter(
      { name: 'medimail_scans', help: 'Streams scanned (each attachment, and each message as a whole).' },
      outcomes('clean', 'infected', 'failed'),
    ),
    erased: registry.counter({ name: 'medimail_retention_erased', help: 'Envelopes whose content was erased.' }, [{}]),
    jobRuns: registry.counter(
      { name: 'medimail_job_runs', help: 'Runs of what the operator does by itself.' },
      jobNames.flatMap((job) => outcomes('succeeded', 'failed').map((outcome) => ({ job, ...outcome }))),
    ),
    jobSeconds: registry.histogram(
      { name: 'medimail_job_duration_seconds', unit: 'seconds', help: 'How long each run took, failed ones too.' },
      JOB_BOUNDS,
    ),
  };
}
