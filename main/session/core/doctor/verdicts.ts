/** What the card doctor concludes from facts. Pure. */
import type { ErrorCode } from '../../../../contract/errors.ts';
import type { PinView } from '../../../../contract/ipc/card.contract.ts';
import type { DoctorFacts, Finding, ModuleView } from '../../../../contract/ipc/doctor.contract.ts';
import type { ReaderFacts } from '../card-state.ts';
import type { Outcome } from './doctor.ts';

const DAY_MS = 86_400_000;
/** A card is renewed about three months ahead: from then on it is worth a word. */
const ENDING_DAYS = 90;
/** The operator refuses a proof whose time is further off (docs/protocol.md). */
const CLOCK_TOLERANCE_MS = 60_000;
/** Below this the network, not the clock, makes the difference. */
const CLOCK_RIGHT_MS = 10_000;

/** What the reader monitor last told; `heard` false before its first word. */
export interface ReaderReport {
  readonly heard: boolean;
  readonly service: boolean;
  readonly readers: readonly ReaderFacts[];
}

export function judgeService({ heard, service }: ReaderReport): Outcome {
  if (!heard) return { state: 'unknown', finding: 'service-unheard' };
  return service
    ? { state: 'good', finding: 'service-running' }
    : { state: 'failing', finding: 'service-stopped', code: 'card.service-unavailable' };
}

export function judgeReaders({ heard, service, readers }: ReaderReport): Outcome {
  const facts: Partial<DoctorFacts> = { readers: readers.map(({ name, card }) => ({ name, card })) };
  if (!heard || !service) return { state: 'unknown', finding: 'needs-service', facts };
  return readers.length > 0
    ? { state: 'good', finding: 'reader-present', facts }
    : { state: 'failing', finding: 'reader-none', code: 'card.no-reader', facts };
}

/** `demanded`: the policy names the module, and no other may stand in. */
export function judgeModules(modules: readonly ModuleView[], demanded: boolean): Outcome {
  const facts: Partial<DoctorFacts> = { modules: [...modules] };
  if (modules.some(({ usable }) => usable)) return { state: 'good', finding: 'module-answers', facts };
  const missing = demanded ? 'module-demanded-missing' : 'module-missing';
  return {
    state: 'failing',
    finding: modules.length > 0 ? 'module-unusable' : missing,
    code: 'card.no-module',
    facts,
  };
}

const readingFindings: Partial<Record<ErrorCode, Finding>> = {
  'card.unknown-family': 'card-unknown-family',
  'card.timeout': 'card-silent',
  'card.module-crashed': 'module-crashed',
  'card.no-module': 'module-missing',
  'card.service-unavailable': 'needs-service',
  'card.no-reader': 'needs-reader',
  'card.no-card': 'card-absent',
  'card.removed': 'card-absent',
};

const absent: ReadonlySet<Finding> = new Set(['card-absent', 'needs-reader', 'needs-service']);

/** The card in one reader: how reading it went, and its PIN's state, which is read and never tried. */
export function judgeCard(
  { heard, service, readers }: ReaderReport,
  read: readonly { readonly pin: PinView }[],
  failed: readonly ErrorCode[],
): Outcome {
  if (!heard || !service) return { state: 'unknown', finding: 'needs-service' };
  if (readers.length === 0) return { state: 'unknown', finding: 'needs-reader' };
  if (read.some(({ pin }) => pin.blocked))
    return { state: 'failing', finding: 'card-blocked', code: 'card.pin-blocked' };
  if (read.some(({ pin }) => pin.finalTry)) return { state: 'attention', finding: 'card-last-try' };
  if (read.length > 0) return { state: 'good', finding: 'card-read' };
  if (readers.some(({ card }) => card === 'in-use-exclusively')) return { state: 'failing', finding: 'card-in-use' };
  const code = failed[0];
  if (code) {
    const finding = readingFindings[code] ?? 'card-unreadable';
    // A card that left, or whose reader or service did, is told of there.
    return absent.has(finding) ? { state: 'unknown', finding } : { state: 'failing', finding, code };
  }
  return { state: 'unknown', finding: 'card-absent' };
}

/** How a chain was judged. */
export type ChainWord = 'ok' | 'no-way-known-yet' | ErrorCode;

const chainFindings: Partial<Record<ErrorCode, Finding>> = {
  'card.certificate-expired': 'certificate-expired',
  'card.certificate-not-yet-valid': 'certificate-not-yet-valid',
  'card.certificate-revoked': 'certificate-revoked',
  'card.certificate-untrusted': 'certificate-untrusted',
};

/** Whole days from `now` to the end. */
export function daysUntil(notAfter: Date, now: number): number {
  return Math.floor((notAfter.getTime() - now) / DAY_MS);
}

/** A certificate by its dates and its chain. */
export function judgeCertificate(dates: { notBefore: Date; notAfter: Date }, chain: ChainWord, now: number): Outcome {
  if (now > dates.notAfter.getTime()) {
    return { state: 'failing', finding: 'certificate-expired', code: 'card.certificate-expired' };
  }
  if (now < dates.notBefore.getTime()) {
    return { state: 'failing', finding: 'certificate-not-yet-valid', code: 'card.certificate-not-yet-valid' };
  }
  if (chain === 'no-way-known-yet') return { state: 'attention', finding: 'certificate-unproven' };
  // Lists that are missing are the business of the check on lists.
  if (chain !== 'ok' && chain !== 'card.revocation-unknown') {
    return { state: 'failing', finding: chainFindings[chain] ?? 'certificate-untrusted', code: chain };
  }
  return daysUntil(dates.notAfter, now) <= ENDING_DAYS
    ? { state: 'attention', finding: 'certificate-ending' }
    : { state: 'good', finding: 'certificate-valid' };
}

const severity = { failing: 3, attention: 2, unknown: 1, good: 0 } as const;

/** The worst of several cards' certificates; without any, why there is none. */
export function worstOf(outcomes: readonly Outcome[], none: Outcome): Outcome {
  const sorted = [...outcomes].sort((a, b) => severity[b.state] - severity[a.state]);
  return sorted[0] ?? none;
}

/** Lists by the one that is due first: a chain is as fresh as its oldest list. */
export function judgeLists(
  lists: readonly { readonly thisUpdate: Date; readonly nextUpdate: Date | null }[],
  now: number,
): Outcome {
  if (lists.length === 0) {
    return { state: 'attention', finding: 'lists-none', code: 'card.revocation-unknown', facts: { lists: null } };
  }
  const made = Math.min(...lists.map(({ thisUpdate }) => thisUpdate.getTime()));
  const dates = lists.map(({ nextUpdate }) => nextUpdate?.getTime() ?? null);
  const due = dates.includes(null) ? null : Math.min(...dates.map(Number));
  const facts: Partial<DoctorFacts> = {
    lists: {
      count: lists.length,
      madeAt: new Date(made).toISOString(),
      dueAt: due === null ? null : new Date(due).toISOString(),
    },
  };
  return due !== null && now <= due
    ? { state: 'good', finding: 'lists-fresh', facts }
    : { state: 'failing', finding: 'lists-late', code: 'card.revocation-unknown', facts };
}

export function judgeClock(skewMs: number): Outcome {
  const facts: Partial<DoctorFacts> = { clockSkewMs: Math.round(skewMs) };
  const off = Math.abs(skewMs);
  if (off <= CLOCK_RIGHT_MS) return { state: 'good', finding: 'clock-right', facts };
  // The session corrects itself by the operator's clock: only dates read without it suffer.
  return off <= CLOCK_TOLERANCE_MS
    ? { state: 'attention', finding: 'clock-tolerated', facts }
    : { state: 'failing', finding: 'clock-wrong', code: 'auth.clock-skew', facts };
}

const operatorFindings: Partial<Record<ErrorCode, Finding>> = {
  'operator.not-configured': 'operator-not-configured',
  'operator.untrusted': 'operator-untrusted',
  'operator.timeout': 'operator-slow',
  'operator.offline': 'operator-unreachable',
};

/** Why the operator did not answer. */
export function judgeOperatorFailure(code: ErrorCode): Outcome {
  return { state: 'failing', finding: operatorFindings[code] ?? 'operator-strange', code };
}
