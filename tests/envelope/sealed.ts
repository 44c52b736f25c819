/** A whole envelope as operator and sender make it: message, signature, seal, events. */
import { createHash, randomBytes } from 'node:crypto';
import { EnvelopeEvent, GENESIS_HASH } from '../../contract/model/event.ts';
import { SealStatement } from '../../contract/model/seal.ts';
import { toBase64 } from '../../envelope/bytes.ts';
import type { CmsSigner } from '../../envelope/cms/sign.ts';
import { eventHash, eventLeaf } from '../../envelope/evidence/event-hash.ts';
import { signLogHead } from '../../envelope/evidence/log-head.ts';
import { GrowingTree, inclusionPath, leafHash } from '../../envelope/evidence/merkle.ts';
import type { LogEvidence } from '../../envelope/evidence/package.ts';
import { buildMessage } from '../../envelope/mime/build.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { makeSeal } from '../../envelope/seal/seal.ts';
import { issueToken } from '../../envelope/timestamp/authority.ts';
import type { Validity } from '../support/pki/authority.ts';
import type { Pki } from '../support/pki/pki.ts';
import { bytesOf, inPieces, memorySigner } from './material.ts';

const envelopeId = '0193a1c2-0000-7000-8000-000000000001';
const accountId = '5f0c1f5e-6f9b-4c1e-8a53-1d2f3a4b5c6d';
const digestOf = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

export function statementOf(message: { sha256: string; sizeBytes: number }, at: Date): SealStatement {
  return SealStatement.parse({
    version: 1,
    operator: 'Medimail (essai)',
    envelopeId,
    message,
    sender: {
      accountId,
      address: 'claire.martin@example.org',
      name: 'Dr Claire MARTIN',
      nationalId: null,
      authentication: { method: 'card', evidenceSha256: null },
    },
    signature: null,
    recipients: [{ address: 'paul.leroy@example.org', role: 'to', kind: 'medimail' }],
    depositedAt: at.toISOString(),
    sealedAt: at.toISOString(),
  });
}

export function eventsOf(count: number, at: Date, firstSeq = 1): EnvelopeEvent[] {
  const events: EnvelopeEvent[] = [];
  for (let i = 0; i < count; i += 1) {
    const previous = events.at(-1);
    const event = {
      seq: firstSeq + i,
      envelopeId,
      kind: ['deposited', 'sealed', 'notified', 'delivered', 'opened'][i % 5],
      at: at.toISOString(),
      actor: { accountId, name: 'Dr Hélène « É » MARTIN' },
      onBehalfOf: null,
      recipient: null,
      source: 'operator',
      evidenceSha256: null,
      previousHash: previous === undefined ? GENESIS_HASH : eventHash(previous),
    };
    events.push(EnvelopeEvent.parse(event));
  }
  return events;
}

/** A log of those events, then of `others` of somebody else's, under a head signed at `at`. */
export async function logOf(
  events: readonly EnvelopeEvent[],
  sealSigner: CmsSigner,
  at: Date,
  others = 2,
): Promise<LogEvidence> {
  const tree = new GrowingTree();
  const subtrees = new Map<string, Uint8Array>();
  const leaves = [...events.map(eventLeaf), ...Array.from({ length: others }, (_, index) => Buffer.from(`${index}`))];
  for (const leaf of leaves) {
    for (const { level, index, hash } of tree.append(leafHash(leaf))) subtrees.set(`${level}:${index}`, hash);
  }
  const read = (level: number, index: number): Uint8Array => subtrees.get(`${level}:${index}`) ?? Buffer.alloc(0);
  const statement = {
    version: 1 as const,
    logId: accountId,
    treeSize: tree.size,
    rootHash: toBase64(tree.root()),
    timestamp: at.toISOString(),
  };
  return {
    head: await signLogHead(statement, sealSigner),
    proofs: events.map((_, leafIndex) => ({
      leafIndex,
      treeSize: tree.size,
      path: inclusionPath(leafIndex, tree.size, read).map(toBase64),
    })),
  };
}

export interface SealedOptions {
  readonly pki: Pki;
  readonly signer?: CmsSigner;
  readonly at?: Date;
  readonly validity?: Validity;
}

export async function sealedEnvelope({ pki, signer, at = new Date(), validity }: SealedOptions) {
  const raw = await bytesOf(
    buildMessage({
      headers: {
        from: { name: 'Dr Claire MARTIN', address: 'claire.martin@example.org' },
        to: [{ name: '', address: 'paul.leroy@example.org' }],
        cc: [],
        subject: 'CR consultation',
        date: at,
        messageId: `${envelopeId}@example.org`,
      },
      text: 'Bonjour',
      attachments: [
        { name: 'a.bin', mediaType: 'application/pdf', sizeBytes: 5000, open: () => inPieces(randomBytes(5000)) },
      ],
      ...(signer ? { signer, signingTime: at } : {}),
    }),
  );
  const parsed = await parseMessage(inPieces(raw));
  const message = { sha256: parsed.sha256, sizeBytes: parsed.sizeBytes };
  const issue = validity === undefined ? {} : { validity };
  const sealSigner = memorySigner(await pki.issueSeal(issue), 'ecdsa-sha256');
  const tsa = memorySigner(await pki.issueTimestamp(issue), 'rsa-pkcs1-sha256');
  const timestamp = (digest: Uint8Array, when = at) =>
    issueToken({ digest, at: when, serial: randomBytes(8), policy: '1.2.3.4', signer: tsa });
  const signature = parsed.signed?.signature ?? null;
  const seal = await makeSeal(statementOf(message, at), sealSigner, timestamp, signature);
  return { raw, parsed, message, seal, signature, sealSigner, timestamp, digestOf };
}
