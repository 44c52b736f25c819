/** Certificates and CRLs that envelopes were checked with: each kept once, however many envelopes need it. */
import { createHash } from 'node:crypto';
import type { ValidationObject } from '../../services/ports/envelopes.ts';
import { plain, type Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Hashes of objects in use: a list may be of megabytes, and comes with every envelope. */
const hashes = new WeakMap<Uint8Array, string>();

/** Keeps what is not kept yet, and that the envelope was checked with all of it. */
export async function keepValidation(
  transaction: Transaction<MainSchema>,
  envelopeId: string,
  objects: readonly ValidationObject[],
): Promise<void> {
  const byHash = new Map(objects.map((object) => [hashOf(object.der), object]));
  const names = [...byHash.keys()];
  if (names.length === 0) return;
  const places = names.map(() => '?').join(', ');
  const kept = await transaction.all(
    plain<{ sha256: string }>(`SELECT sha256 FROM validation_objects WHERE sha256 IN (${places})`, ...names),
  );
  for (const { sha256 } of kept) byHash.delete(sha256);
  for (const [sha256, { kind, der }] of byHash) {
    await transaction.run(
      plain('INSERT INTO validation_objects (sha256, kind, der) VALUES (?, ?, ?)', sha256, kind, der),
    );
  }
  const rows = names.map(() => '(?, ?)').join(', ');
  const values = names.flatMap((sha256) => [envelopeId, sha256]);
  await transaction.run(plain(`INSERT INTO envelope_validation (envelope_id, sha256) VALUES ${rows}`, ...values));
}

function hashOf(der: Uint8Array): string {
  const sha256 = hashes.get(der) ?? createHash('sha256').update(der).digest('hex');
  hashes.set(der, sha256);
  return sha256;
}
