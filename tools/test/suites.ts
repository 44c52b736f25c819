/**
 * The suites of `npm test`, in the order they run: what each holds, what it needs of the machine, and how it runs.
 * `vitest.config.ts` makes one project of each, so every test file belongs to exactly one.
 */
import type { Capability } from './capabilities.ts';

export interface Suite {
  readonly name: string;
  /** What a pass of the suite shows, for the person who reads the output. */
  readonly shows: string;
  readonly include: readonly string[];
  /** Without these the suite is reported as skipped, with the reason. */
  readonly needs: readonly Capability[];
  /** Files run one after the other: they share the machine's one card service, or measure time. */
  readonly serial: boolean;
  /** Files share the modules that they have loaded: for those that load a whole operator each, and keep nothing in it. */
  readonly sharesModules?: boolean;
  readonly testTimeoutMs: number;
  /** Runs once before the suite's files, and after them what it gives. */
  readonly globalSetup?: string;
  /** Runs before each file, in its process. */
  readonly setupFile?: string;
  /** After this long the suite is stopped and counts as failed. */
  readonly limitMinutes: number;
}

export const suites: readonly Suite[] = [
  {
    name: 'unit',
    shows: 'the shared language, the bytes of the envelope, the bridge',
    include: ['contract', 'envelope', 'preload'].map(testsOf),
    needs: ['openssl'],
    serial: false,
    testTimeoutMs: 30_000,
    limitMinutes: 8,
  },
  {
    name: 'screens',
    shows: 'every screen in every state, by keyboard, for assistive technology (axe), and its rules',
    include: ['renderer'].map(testsOf),
    needs: ['chromium'],
    serial: false,
    testTimeoutMs: 60_000,
    globalSetup: 'tests/renderer/support/global-setup.ts',
    limitMinutes: 20,
  },
  {
    name: 'repository',
    shows: 'every check of npm run ready can fail; what a package would contain',
    include: ['repository'].map(testsOf),
    needs: [],
    serial: false,
    testTimeoutMs: 120_000,
    limitMinutes: 6,
  },
  {
    name: 'operator',
    shows:
      'the operator over TLS: accounts and their pages, sign-in, deposit, scanning, sealing, events, sync, evidence, mail',
    include: ['operator'].map(testsOf),
    needs: ['openssl', 'clamd', 'chromium'],
    serial: false,
    sharesModules: true,
    testTimeoutMs: 60_000,
    globalSetup: 'tests/support/built-processes.ts',
    limitMinutes: 15,
  },
  {
    name: 'mail',
    shows: 'notifications through a real Postfix, and what comes back',
    include: ['mail'].map(testsOf),
    needs: ['postfix'],
    serial: false,
    testTimeoutMs: 60_000,
    limitMinutes: 5,
  },
  {
    name: 'objects',
    shows: 'contents in the bucket of a real S3-compatible server',
    include: ['objects'].map(testsOf),
    needs: ['swift', 'openssl'],
    serial: true,
    testTimeoutMs: 60_000,
    limitMinutes: 5,
  },
  {
    name: 'postgres',
    shows:
      'the operator on a real PostgreSQL server, nodes side by side behind a real HAProxy, connections that break, moving there from SQLite',
    include: ['postgres'].map(testsOf),
    needs: ['postgres', 'haproxy', 'openssl'],
    serial: false,
    sharesModules: true,
    testTimeoutMs: 60_000,
    globalSetup: 'tests/postgres/support/global-setup.ts',
    setupFile: 'tests/postgres/support/worker-setup.ts',
    limitMinutes: 5,
  },
  {
    name: 'cards',
    shows: 'card processes on the real card service, OpenSC and SoftHSM',
    include: ['cards', 'native', 'support'].map(testsOf),
    needs: ['card-service', 'opensc', 'softhsm', 'openssl'],
    serial: true,
    testTimeoutMs: 60_000,
    globalSetup: 'tests/support/built-processes.ts',
    limitMinutes: 8,
  },
  {
    name: 'session',
    shows: 'the workstation without a window: stores, sync, outbox, cards, supervision',
    include: ['main', 'session'].map(testsOf),
    needs: ['card-service', 'opensc', 'openssl'],
    serial: false,
    testTimeoutMs: 60_000,
    globalSetup: 'tests/session/support/global-setup.ts',
    limitMinutes: 20,
  },
  {
    name: 'faults',
    shows: 'killed processes, broken links, full disks: nothing lost, nothing twice',
    include: ['faults'].map(testsOf),
    needs: ['card-service', 'opensc', 'openssl'],
    serial: false,
    testTimeoutMs: 600_000,
    globalSetup: 'tests/session/support/global-setup.ts',
    limitMinutes: 20,
  },
  {
    name: 'e2e',
    shows: 'the genuine Electron entry and preload in Chromium, with real cards and a real operator',
    include: ['e2e', 'tools'].map(testsOf),
    needs: ['card-service', 'opensc', 'chromium', 'openssl'],
    serial: true,
    testTimeoutMs: 120_000,
    limitMinutes: 20,
  },
];

function testsOf(folder: string): string {
  return `tests/${folder}/**/*.test.{ts,tsx}`;
}
