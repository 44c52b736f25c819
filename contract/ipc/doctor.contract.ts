/**
 * The card doctor: everything between the reader and the operator, each link checked on its own. Served by the session
 * process before anybody signed in, which is when it is needed. It never asks a PIN and never tries one.
 */
import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { Instant } from '../model/ids.ts';
import { PinView } from './card.contract.ts';
import { defineContract, method } from './define.ts';

/** What is checked, in the order of the way from the workstation to the operator. */
export const checkIds = [
  'service',
  'reader',
  'module',
  'card',
  'authentication',
  'signature',
  'revocation',
  'clock',
  'network',
  'operator',
] as const;
export const CheckId = z.enum(checkIds);
export type CheckId = z.infer<typeof CheckId>;

/** `attention`: works, and will not for long or not everywhere. `unknown`: what it rests on is missing. */
export const CheckState = z.enum(['checking', 'good', 'attention', 'failing', 'unknown']);
export type CheckState = z.infer<typeof CheckState>;

/** Every finding; the screen has words and a remedy for each. */
export const Finding = z.enum([
  'checking',
  'timed-out',
  'needs-card',
  'needs-reader',
  'needs-service',
  'needs-operator',
  'service-running',
  'service-stopped',
  'service-unheard',
  'reader-present',
  'reader-none',
  'module-answers',
  'module-missing',
  'module-demanded-missing',
  'module-unusable',
  'module-silent',
  'module-crashed',
  'card-read',
  'card-absent',
  'card-unreadable',
  'card-in-use',
  'card-silent',
  'card-unknown-family',
  'card-last-try',
  'card-blocked',
  'certificate-valid',
  'certificate-ending',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-revoked',
  'certificate-untrusted',
  'certificate-unproven',
  'certificate-missing',
  'lists-fresh',
  'lists-late',
  'lists-none',
  'clock-right',
  'clock-tolerated',
  'clock-wrong',
  'network-direct',
  'network-proxy',
  'network-none',
  'network-name-unknown',
  'network-proxy-unreachable',
  'operator-answers',
  'operator-not-configured',
  'operator-unreachable',
  'operator-slow',
  'operator-untrusted',
  'operator-strange',
]);
export type Finding = z.infer<typeof Finding>;

export const Check = z.object({
  id: CheckId,
  state: CheckState,
  finding: Finding,
  /** The failure behind it, for support. */
  code: ErrorCode.nullable(),
  /** How long the check took; null while it runs. */
  durationMs: z.number().int().nonnegative().nullable(),
});
export type Check = z.infer<typeof Check>;

/** A PKCS#11 module that is installed; `usable` false when it does not load here. */
export const ModuleView = z.object({
  path: z.string(),
  usable: z.boolean(),
  description: z.string(),
  version: z.string(),
});
export type ModuleView = z.infer<typeof ModuleView>;

export const CertificateView = z.object({
  usage: z.enum(['authentication', 'signature']),
  /** From its subject: « Claire MARTIN ». */
  holder: z.string(),
  keyType: z.enum(['rsa', 'ec-p256']),
  notBefore: Instant,
  notAfter: Instant,
  /** Whole days until it ends, below zero once it has. */
  daysLeft: z.number().int(),
  issuer: z.string(),
  /** Certificates from this one to the trusted authority; null where no way is known. */
  chainLength: z.number().int().nullable(),
  finding: Finding,
});
export type CertificateView = z.infer<typeof CertificateView>;

export const DoctorCard = z.object({
  reader: z.string(),
  family: z.string(),
  tokenLabel: z.string(),
  pin: PinView,
  certificates: z.array(CertificateView),
});
export type DoctorCard = z.infer<typeof DoctorCard>;

/** What the checks found beside their verdicts. */
export const DoctorFacts = z.object({
  platform: z.enum(['windows', 'macos', 'linux']),
  readers: z.array(z.object({ name: z.string(), card: z.enum(['absent', 'present', 'mute', 'in-use-exclusively']) })),
  modules: z.array(ModuleView),
  cards: z.array(DoctorCard),
  /** Revocation lists kept here; null while none is. */
  lists: z.object({ count: z.number().int(), madeAt: Instant, dueAt: Instant.nullable() }).nullable(),
  /** This clock less the operator's. */
  clockSkewMs: z.number().int().nullable(),
  /** Host and port, never a user or password. */
  proxy: z.string().nullable(),
  operatorHost: z.string().nullable(),
  operatorVersion: z.string().nullable(),
});
export type DoctorFacts = z.infer<typeof DoctorFacts>;

export const DoctorReport = z.object({
  checks: z.array(Check),
  /** When the last check ended; null while one runs. */
  finishedAt: Instant.nullable(),
  facts: DoctorFacts,
});
export type DoctorReport = z.infer<typeof DoctorReport>;

export const doctorContract = defineContract('doctor', {
  servedBy: 'session',
  methods: {
    /** What is known now; checks nothing. */
    report: method(z.object({}).strict(), DoctorReport),
    /** Checks everything anew, and reads again a card that could not be read. Answers at once. */
    run: method(z.object({}).strict(), DoctorReport),
    /** Fetches revocation lists through the operator, then judges the card again. */
    fetchLists: method(z.object({}).strict(), z.object({})),
  },
  events: { changed: DoctorReport },
});
