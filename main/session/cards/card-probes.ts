/** The card doctor's checks of service, reader, module, card and certificates. None asks a PIN or uses a key. */
import { AppError } from '../../../contract/errors.ts';
import type { CertificateView, DoctorCard } from '../../../contract/ipc/doctor.contract.ts';
import { readCertificate } from '../../../envelope/x509/certificate.ts';
import { type TrustStore, validateChain } from '../../../envelope/x509/chain.ts';
import { readRevocationList } from '../../../envelope/x509/crl.ts';
import type { TokenClient } from '../../../native/protocol.ts';
import type { Outcome, Probe, Probes } from '../core/doctor/doctor.ts';
import {
  type ChainWord,
  daysUntil,
  judgeCard,
  judgeCertificate,
  judgeLists,
  judgeModules,
  judgeReaders,
  judgeService,
  worstOf,
} from '../core/doctor/verdicts.ts';
import type { ReadCard } from './card-facts.ts';
import type { CardMonitor } from './card-monitor.ts';

type Usage = CertificateView['usage'];
type CardProbes = Pick<Probes, 'service' | 'reader' | 'module' | 'card' | Usage | 'revocation'>;

interface Judged {
  readonly outcome: Outcome;
  readonly view: CertificateView | null;
}

export function createCardProbes(from: {
  readonly monitor: CardMonitor;
  readonly tokens: TokenClient;
  readonly trust: () => TrustStore;
  readonly now: () => number;
}): CardProbes {
  const { monitor, tokens, trust, now } = from;

  async function module(): Promise<Outcome> {
    try {
      const { demanded, modules } = await tokens.call('describe', {});
      return judgeModules(
        modules.map((found) => ({ ...found, path: withoutHome(found.path) })),
        demanded,
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const finding = error.code === 'card.module-crashed' ? 'module-crashed' : 'module-silent';
      return { state: 'failing', finding, code: error.code };
    }
  }

  const card: Probe = async (signal) => {
    await monitor.settled(signal);
    const found = monitor.inspect();
    const cards = await Promise.all(found.cards.map((read) => describeCard(read, trust(), now())));
    const outcome = judgeCard(
      found,
      found.cards.map(({ view }) => view),
      found.failures,
    );
    return { ...outcome, facts: { cards } };
  };

  const certificate =
    (usage: Usage): Probe =>
    async (signal) => {
      await monitor.settled(signal);
      const { cards } = monitor.inspect();
      const judged = await Promise.all(cards.map((read) => judge(read, usage, trust(), now())));
      return worstOf(
        judged.map(({ outcome }) => outcome),
        { state: 'unknown', finding: 'needs-card' },
      );
    };

  return {
    service: async () => judgeService(monitor.inspect()),
    reader: async () => judgeReaders(monitor.inspect()),
    module,
    card,
    authentication: certificate('authentication'),
    signature: certificate('signature'),
    revocation: async () => judgeLists(trust().crls.map(readRevocationList), now()),
  };
}

/** The certificate that the session uses; where it refused all of that usage, the one valid longest. */
function chosen(read: ReadCard, usage: Usage): Uint8Array | null {
  if (usage === 'authentication') return read.authentication.der;
  if (read.signature) return read.signature.der;
  const others = read.snapshot.certificates.filter(({ purpose }) => purpose === 'signature');
  const end = (der: Uint8Array) => readCertificate(der).notAfter.getTime();
  return others.sort((a, b) => end(b.der) - end(a.der))[0]?.der ?? null;
}

async function judge(read: ReadCard, usage: Usage, trust: TrustStore, now: number): Promise<Judged> {
  const der = chosen(read, usage);
  if (!der) {
    const state = usage === 'signature' ? 'attention' : 'failing';
    return { outcome: { state, finding: 'certificate-missing', code: 'card.no-signing-certificate' }, view: null };
  }
  const facts = readCertificate(der);
  const verdict = await validateChain(der, [], trust, {
    at: new Date(now),
    purpose: usage === 'authentication' ? 'clientAuth' : 'signature',
    revocation: 'if-known',
  });
  // Before the operator has once told which authorities stand between card and anchor, no path is no proof.
  const isUnproven = !verdict.ok && verdict.code === 'card.certificate-untrusted' && trust.intermediates.length === 0;
  const word: ChainWord = isUnproven ? 'no-way-known-yet' : verdict.ok ? 'ok' : verdict.code;
  const outcome = judgeCertificate(facts, word, now);
  const keyType = read.snapshot.certificates.find((one) => one.der === der)?.keyType ?? 'rsa';
  return {
    outcome,
    view: {
      usage,
      holder: `${facts.identity?.givenName ?? ''} ${facts.identity?.familyName ?? ''}`.trim(),
      keyType,
      notBefore: facts.notBefore.toISOString(),
      notAfter: facts.notAfter.toISOString(),
      daysLeft: daysUntil(facts.notAfter, now),
      issuer: /(?:^|, )CN=([^,]+)/.exec(facts.issuerName)?.[1] ?? facts.issuerName,
      chainLength: verdict.ok ? verdict.chain.length : null,
      finding: outcome.finding,
    },
  };
}

async function describeCard(read: ReadCard, trust: TrustStore, now: number): Promise<DoctorCard> {
  const judged = await Promise.all(
    (['authentication', 'signature'] as const).map((usage) => judge(read, usage, trust, now)),
  );
  return {
    reader: read.snapshot.reader,
    family: read.view.family,
    tokenLabel: read.snapshot.tokenLabel,
    pin: read.view.pin,
    certificates: judged.flatMap(({ view }) => view ?? []),
  };
}

/** A path without the name of the user in whose folder it lies. */
export function withoutHome(path: string): string {
  return path.replace(/^((?:[A-Za-z]:)?[\\/](?:home|Users)[\\/])[^\\/]+/, '$1…').replace(/^\/root(?=\/)/, '/…');
}
