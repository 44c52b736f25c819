/** What can be done about each finding, and by whom. Pure. */
import type { Check, Finding } from '../../../contract/ipc/doctor.contract.ts';

type Mender = 'you' | 'administrator' | 'agency' | 'operator';

/** Everything that is wrong, with whoever can mend it. */
const menders = {
  'timed-out': 'you',
  'service-stopped': 'administrator',
  'reader-none': 'you',
  'module-missing': 'administrator',
  'module-demanded-missing': 'administrator',
  'module-unusable': 'administrator',
  'module-silent': 'you',
  'module-crashed': 'you',
  'card-unreadable': 'you',
  'card-in-use': 'you',
  'card-silent': 'you',
  'card-unknown-family': 'you',
  'card-last-try': 'you',
  'card-blocked': 'you',
  'certificate-ending': 'agency',
  'certificate-expired': 'agency',
  'certificate-not-yet-valid': 'administrator',
  'certificate-revoked': 'agency',
  'certificate-untrusted': 'administrator',
  'certificate-unproven': 'you',
  'certificate-missing': 'agency',
  'lists-late': 'you',
  'lists-none': 'you',
  'clock-tolerated': 'administrator',
  'clock-wrong': 'administrator',
  'network-none': 'you',
  'network-name-unknown': 'administrator',
  'network-proxy-unreachable': 'administrator',
  'operator-not-configured': 'administrator',
  'operator-unreachable': 'administrator',
  'operator-slow': 'operator',
  'operator-untrusted': 'administrator',
  'operator-strange': 'administrator',
} as const satisfies Partial<Record<Finding, Mender>>;

export type Problem = keyof typeof menders;

/** A finding that somebody must do something about. */
export interface ToSettle {
  readonly problem: Problem;
  readonly isFailing: boolean;
  readonly mender: Mender;
  /** What the button does: everything is checked again, or lists are fetched through the operator. */
  readonly remedy: 'again' | 'fetch-lists';
  readonly code: string | null;
}

const mendedByLists: ReadonlySet<Problem> = new Set(['lists-late', 'lists-none', 'certificate-unproven']);

function isProblem(finding: Finding): finding is Problem {
  return finding in menders;
}

/** What there is to settle, what blocks first; the same finding of two checks counts once. */
export function toSettle(checks: readonly Check[]): readonly ToSettle[] {
  const found = new Map<Problem, ToSettle>();
  for (const { state, finding, code } of checks) {
    if ((state !== 'failing' && state !== 'attention') || !isProblem(finding) || found.has(finding)) continue;
    const remedy = mendedByLists.has(finding) ? 'fetch-lists' : 'again';
    found.set(finding, { problem: finding, isFailing: state === 'failing', mender: menders[finding], remedy, code });
  }
  return [...found.values()].sort((a, b) => Number(b.isFailing) - Number(a.isFailing));
}

const stations = {
  workstation: ['service', 'module'],
  reader: ['reader'],
  card: ['card'],
  certificates: ['authentication', 'signature'],
  trust: ['revocation', 'clock'],
  operator: ['operator', 'network'],
} as const satisfies Record<string, readonly Check['id'][]>;

export type StationName = keyof typeof stations;

/** One stop on the way from the workstation to the operator: the worst of its checks. */
export interface Station {
  readonly name: StationName;
  readonly check: Check;
}

const order: readonly Check['state'][] = ['failing', 'attention', 'checking', 'unknown', 'good'];

export function stationsOf(checks: readonly Check[]): readonly Station[] {
  return (Object.entries(stations) as [StationName, readonly Check['id'][]][]).flatMap(([name, ids]) => {
    // Among equals the one that says most stands first.
    const [worst] = ids
      .flatMap((id) => checks.find((check) => check.id === id) ?? [])
      .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
    return worst ? [{ name, check: worst }] : [];
  });
}
