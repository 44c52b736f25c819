/**
 * Trust anchors of a release: PEM files given from outside, of which every certificate must be pinned in
 * `resources/trust/fingerprints.json`. Without them a package is made all the same, and refuses to sign anybody in.
 */
import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 of the DER, 64 hexadecimal digits in lower case');

/** SHA-256 fingerprints of the certificates that a release may trust. */
export const PinnedFingerprints = z.object({ cards: z.array(Sha256), operator: z.array(Sha256) }).strict();
export type PinnedFingerprints = z.infer<typeof PinnedFingerprints>;

/** Who is trusted for what: roots of the professional cards; roots of the operator's seals and timestamps. */
export type AnchorPurpose = keyof PinnedFingerprints;

const pemBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, each pinned, valid now, and an authority. Throws what is wrong with the first that is not. */
export function checkAnchors(pem: string, pinned: readonly string[], now: Date): X509Certificate[] {
  if (pem.includes('PRIVATE KEY')) throw new Error('a file of trust anchors holds a private key');
  const certificates = (pem.match(pemBlock) ?? []).map((block) => new X509Certificate(block));
  if (certificates.length === 0) throw new Error('no certificate in a file of trust anchors');
  for (const certificate of certificates) {
    const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    if (!pinned.includes(fingerprint)) throw new Error(`not pinned: ${fingerprint} (${certificate.subject})`);
    if (!certificate.ca) throw new Error(`no authority: ${fingerprint}`);
    if (new Date(certificate.validTo) < now) throw new Error(`expired: ${fingerprint}`);
  }
  return certificates;
}

/** Puts the checked anchors where electron-builder takes them from; gives the purposes that were provided. */
export async function stageAnchors(
  sources: Readonly<Record<AnchorPurpose, string | undefined>>,
  pinned: PinnedFingerprints,
  destination: string,
): Promise<AnchorPurpose[]> {
  await rm(destination, { recursive: true, force: true });
  const staged: AnchorPurpose[] = [];
  for (const purpose of ['cards', 'operator'] as const) {
    const source = sources[purpose];
    if (!source) continue;
    const certificates = checkAnchors(await readFile(source, 'utf8'), pinned[purpose], new Date());
    await mkdir(destination, { recursive: true });
    await writeFile(join(destination, `${purpose}.pem`), certificates.map(String).join(''));
    staged.push(purpose);
  }
  return staged;
}
