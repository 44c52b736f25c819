/** What a card's certificates say, and whether it could sign in, before any PIN is asked. */
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import type { CardView, PinView } from '../../../contract/ipc/card.contract.ts';
import { type CertificateFacts, readCertificate } from '../../../envelope/x509/certificate.ts';
import { type TrustStore, validateChain } from '../../../envelope/x509/chain.ts';
import type { CardCertificate, CardSnapshot, PinStatus } from '../../../native/protocol.ts';

/** A card that was read, with everything that signing in and signing need. */
export interface ReadCard {
  readonly snapshot: CardSnapshot;
  readonly view: CardView;
  readonly nationalId: string;
  readonly authentication: CardCertificate;
  readonly signature: CardCertificate | null;
}

/** Professions whose members are addressed as doctor. */
const doctors = /^(m[ée]decin|chirurgien[- ]dentiste)/i;

/** Judges a snapshot. `card.unknown-family` when nothing on the card tells who holds it. */
export async function readCardFacts(snapshot: CardSnapshot, trust: TrustStore, now: Date): Promise<ReadCard> {
  const { authentication, facts } = await chooseAuthentication(snapshot, trust, now);
  const identity = facts.identity;
  if (identity === null) throw new AppError('card.unknown-family');
  const signature = chooseSignature(snapshot, identity.nationalId, now);
  return {
    snapshot,
    nationalId: identity.nationalId,
    authentication,
    signature,
    view: {
      reader: snapshot.reader,
      givenName: identity.givenName,
      familyName: identity.familyName,
      title: doctors.test(identity.profession) ? 'Dr' : '',
      profession: identity.profession,
      rpps: identity.rpps ?? null,
      organisation: identity.organisation ?? null,
      family: identity.cardFamily,
      validUntil: facts.notAfter.toISOString(),
      pin: pinView(snapshot.pin),
      problem: await findProblem(authentication.der, facts, trust, now),
      pinPerSignature: signature?.alwaysAuthenticate ?? false,
    },
  };
}

/** The PIN's state as the screen shows it. */
export function pinView(pin: PinStatus): PinView {
  const { triesLeft, maxTries, finalTry, blocked, pinPad, minLength, maxLength } = pin;
  return { triesLeft, maxTries, finalTry, blocked, pinPad, minLength, maxLength };
}

/** By purpose and chain; among several that would do, the one valid longest. */
async function chooseAuthentication(snapshot: CardSnapshot, trust: TrustStore, now: Date) {
  const candidates = snapshot.certificates
    .filter(({ purpose }) => purpose === 'authentication')
    .map((authentication) => ({ authentication, facts: readCertificate(authentication.der) }))
    .filter(({ facts }) => facts.identity !== null)
    .sort((a, b) => b.facts.notAfter.getTime() - a.facts.notAfter.getTime());
  for (const candidate of candidates) {
    if ((await findProblem(candidate.authentication.der, candidate.facts, trust, now)) === null) return candidate;
  }
  const first = candidates[0];
  if (!first) throw new AppError('card.unknown-family');
  return first;
}

/** A signature certificate of the same person that is valid now. */
function chooseSignature(snapshot: CardSnapshot, nationalId: string, now: Date): CardCertificate | null {
  const usable = snapshot.certificates.filter(({ purpose, der }) => {
    if (purpose !== 'signature') return false;
    const facts = readCertificate(der);
    return facts.identity?.nationalId === nationalId && facts.notBefore <= now && now <= facts.notAfter;
  });
  return usable[0] ?? null;
}

async function findProblem(
  der: Uint8Array,
  facts: CertificateFacts,
  trust: TrustStore,
  now: Date,
): Promise<ErrorCode | null> {
  if (now > facts.notAfter) return 'card.certificate-expired';
  if (now < facts.notBefore) return 'card.certificate-not-yet-valid';
  const verdict = await validateChain(der, [], trust, { at: now, purpose: 'clientAuth', revocation: 'if-known' });
  if (verdict.ok || verdict.code === 'card.revocation-unknown') return null;
  // Before the operator has once told which authorities stand between card and anchor, no path is no proof.
  if (verdict.code === 'card.certificate-untrusted' && trust.intermediates.length === 0) return null;
  return verdict.code;
}
