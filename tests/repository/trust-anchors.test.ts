import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAnchors, PinnedFingerprints, stageAnchors } from '../../tools/packaging/trust-anchors.ts';
import { cast } from '../support/pki/people.ts';
import { certificatePem, createPki } from '../support/pki/pki.ts';

const now = new Date();

describe('the trust anchors of a release', () => {
  let folder: string;
  let anchor: string;
  let leaf: string;
  const fingerprint = (pem: string): string =>
    new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medimail-anchors-'));
    const pki = await createPki();
    anchor = certificatePem(pki.anchors[0] as Uint8Array);
    const card = await pki.issueCard(cast['claire-martin']);
    leaf = certificatePem(Buffer.from(card.authentication.certificate, 'base64'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are taken when each is pinned', async () => {
    const source = join(folder, 'given.pem');
    await writeFile(source, anchor);
    const destination = join(folder, 'trust');
    const pinned = { cards: [fingerprint(anchor)], operator: [] };
    expect(await stageAnchors({ cards: source, operator: undefined }, pinned, destination)).toEqual(['cards']);
    expect(fingerprint(await readFile(join(destination, 'cards.pem'), 'utf8'))).toBe(fingerprint(anchor));
    expect(existsSync(join(destination, 'operator.pem'))).toBe(false);
  });

  it('are refused when one is not pinned for that purpose', () => {
    expect(() => checkAnchors(anchor, [], now)).toThrow('not pinned');
  });

  it('are refused when one is no authority', () => {
    expect(() => checkAnchors(leaf, [fingerprint(leaf)], now)).toThrow('no authority');
  });

  it('are refused when one has expired', () => {
    expect(() => checkAnchors(anchor, [fingerprint(anchor)], new Date('2100-01-01'))).toThrow('expired');
  });

  it('are refused with a private key beside them, or with nothing in the file', () => {
    expect(() => checkAnchors('-----BEGIN PRIVATE KEY-----', [], now)).toThrow('private key');
    expect(() => checkAnchors('', [], now)).toThrow('no certificate');
  });

  it('pinned in the repository are no test certificates', async () => {
    const file = join(import.meta.dirname, '..', '..', 'resources', 'trust', 'fingerprints.json');
    const pinned = PinnedFingerprints.parse(JSON.parse(await readFile(file, 'utf8')));
    const tests = (await createPki()).anchors.map((der) => fingerprint(certificatePem(der)));
    expect([...pinned.cards, ...pinned.operator].filter((one) => tests.includes(one))).toEqual([]);
  });
});
