/** The chain of events: each row holds the hash of the row before, so none can be changed, removed or put in between. */
import { createHash } from 'node:crypto';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { canonicalJson } from '../canonical-json.ts';

/** The row's bytes: its canonical JSON (RFC 8785). Only what the schema names counts. */
export function eventLeaf(event: EnvelopeEvent): Uint8Array {
  const { seq, envelopeId, kind, at, actor, onBehalfOf, recipient, source, evidenceSha256, previousHash } = event;
  const leaf = { seq, envelopeId, kind, at, actor, onBehalfOf, recipient, source, evidenceSha256, previousHash };
  return canonicalJson(leaf);
}

/** SHA-256 of the row, hexadecimal: the next row's `previousHash`. */
export function eventHash(event: EnvelopeEvent): string {
  return createHash('sha256').update(eventLeaf(event)).digest('hex');
}
