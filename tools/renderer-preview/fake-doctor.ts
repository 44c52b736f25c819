/** What the card doctor of the preview finds: all well, a list that is late, or a workstation without a card service. */
import { type CheckId, checkIds, type DoctorReport, type Finding } from '../../contract/ipc/doctor.contract.ts';
import { supportReport } from '../../main/supervisor/support-report.ts';
import { previewNow } from './envelopes.ts';
import type { PreviewState } from './states.ts';

const good: Readonly<Record<CheckId, Finding>> = {
  service: 'service-running',
  reader: 'reader-present',
  module: 'module-answers',
  card: 'card-read',
  authentication: 'certificate-valid',
  signature: 'certificate-valid',
  revocation: 'lists-fresh',
  clock: 'clock-right',
  network: 'network-proxy',
  operator: 'operator-answers',
};
type Verdict = readonly [DoctorReport['checks'][number]['state'], Finding, DoctorReport['checks'][number]['code']];
const late: Partial<Record<CheckId, Verdict>> = {
  revocation: ['failing', 'lists-late', 'card.revocation-unknown'],
  clock: ['attention', 'clock-tolerated', null],
};
const broken: Partial<Record<CheckId, Verdict>> = {
  service: ['failing', 'service-stopped', 'card.service-unavailable'],
  reader: ['unknown', 'needs-service', null],
  module: ['failing', 'module-silent', 'card.timeout'],
  card: ['unknown', 'needs-service', null],
  authentication: ['unknown', 'needs-card', null],
  signature: ['unknown', 'needs-card', null],
  operator: ['failing', 'operator-untrusted', 'operator.untrusted'],
  clock: ['unknown', 'needs-operator', null],
};
const inDays = (days: number) => new Date(previewNow.getTime() + days * 86_400_000).toISOString();

/** The report for support as the product composes it. */
export function sampleReport(state: PreviewState): string {
  const policy = {
    sharedWorkstation: true,
    idleMinutes: 120,
    readersRestricted: false,
    moduleDemanded: false,
    operatorConfigured: true,
    operatorAuthorities: 1,
    cardAnchors: 1,
    operatorAnchors: 1,
  };
  const program = { version: '1.0.0', runtime: 'Electron 43.0.0, Node 24.1.0', system: 'Windows_NT 10.0.26100 x64' };
  const facts = { ...program, isPackaged: true, locale: 'fr', deviceSecret: true, policy };
  const failure = { at: inDays(0), where: 'card.signIn', code: 'operator.offline', incident: null };
  return supportReport(facts, fakeDoctor(state), [failure], previewNow);
}

export function fakeDoctor(state: PreviewState): DoctorReport {
  const verdicts = state.doctor === 'late' ? late : state.doctor === 'broken' ? broken : {};
  const isRunning = state.doctor === 'running';
  const isBroken = state.doctor === 'broken';
  return {
    checks: checkIds.map((id, index) => {
      if (isRunning && index > 2) return { id, state: 'checking', finding: 'checking', code: null, durationMs: null };
      const [verdict, finding, code] = verdicts[id] ?? (['good', good[id], null] as const);
      return { id, state: verdict, finding, code, durationMs: 12 + index * 31 };
    }),
    finishedAt: isRunning ? null : previewNow.toISOString(),
    facts: {
      platform: 'windows',
      readers: isBroken ? [] : [{ name: 'Lecteur à contact 00', card: 'present' }],
      modules: isBroken
        ? []
        : [{ path: 'C:\\Windows\\System32\\cps3_pkcs11_w64.dll', usable: true, description: 'CPS3', version: '5.2' }],
      cards:
        isBroken || isRunning
          ? []
          : [
              {
                reader: 'Lecteur à contact 00',
                family: 'CPS',
                tokenLabel: 'CPS3V3',
                pin: {
                  triesLeft: 3,
                  maxTries: 3,
                  finalTry: false,
                  blocked: false,
                  pinPad: false,
                  minLength: 4,
                  maxLength: 4,
                },
                certificates: (['authentication', 'signature'] as const).map((usage) => ({
                  usage,
                  holder: 'Claire MARTIN',
                  keyType: 'rsa',
                  notBefore: inDays(-505),
                  notAfter: inDays(590),
                  daysLeft: 590,
                  issuer: 'CN=AC IGC-SANTE ELEMENTAIRE, O=ASIP-SANTE',
                  chainLength: 3,
                  finding: 'certificate-valid',
                })),
              },
            ],
      lists: { count: 2, madeAt: inDays(-2), dueAt: inDays(state.doctor === 'late' ? -1 : 1) },
      clockSkewMs: isBroken ? null : state.doctor === 'late' ? 48_000 : 300,
      proxy: 'proxy.chu.example:3128',
      operatorHost: 'operateur.example',
      operatorVersion: isBroken ? null : '1.0.0',
    },
  };
}
