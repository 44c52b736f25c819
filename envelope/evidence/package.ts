/**
 * The evidence of one envelope as a folder of files that `openssl` alone can check: nobody has to trust our software, or
 * still have it, to know what was sealed, when, and who signed.
 */
import { createHash } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { InclusionProof, LogHead } from '../../contract/model/log.ts';
import type { Seal } from '../../contract/model/seal.ts';
import { asBuffer, type ByteStream, fromBase64, streamOf, toHex } from '../bytes.ts';
import { canonicalJson } from '../canonical-json.ts';
import { readSignedData } from '../cms/read-signed-data.ts';
import { signatureValue } from '../cms/verify.ts';
import { readToken } from '../timestamp/token.ts';
import type { TrustStore } from '../x509/chain.ts';
import { toPem } from '../x509/pem.ts';
import { type DatedLists, datedLists } from './dated-lists.ts';
import { eventLeaf } from './event-hash.ts';
import { readLogHead } from './log-head.ts';
import { verifyInstructions } from './verify-instructions.ts';

export interface EvidenceInput {
  /** The message's raw bytes; read once. */
  readonly message: ByteStream;
  readonly seal: Seal;
  /** The CMS signature inside the message; null when it is unsigned. */
  readonly signature: Uint8Array | null;
  /** The envelope's events in the order of `seq`. */
  readonly events: readonly EnvelopeEvent[];
  /** Null when no head of the log could be signed. */
  readonly log: LogEvidence | null;
  /** Anchors, intermediates and revocation lists, best as they were kept at sealing. */
  readonly trust: TrustStore;
}

/** The events' place in the log. */
export interface LogEvidence {
  readonly head: LogHead;
  /** One for each event, in the same order. */
  readonly proofs: readonly InclusionProof[];
}

export interface EvidenceFile {
  readonly name: string;
  readonly content: ByteStream;
}

/** Name of the text that says how to verify the folder. */
export const INSTRUCTIONS_FILE = 'VERIFY.md';

const text = (content: string): ByteStream => streamOf(Buffer.from(content, 'utf8'));

/**
 * The files, one after the other; each content must be read before the next file is asked for. A seal or signature that
 * cannot be read is `envelope.altered`: there is nothing to prove with it.
 */
export async function* evidenceFiles(input: EvidenceInput): AsyncIterable<EvidenceFile> {
  const { seal, events, log, trust } = input;
  const sealSignature = bytesOf(seal.signature);
  const timestamp = bytesOf(seal.timestamp);
  const signatureTimestamp = seal.signatureTimestamp === null ? null : bytesOf(seal.signatureTimestamp);
  const token = readToken(timestamp);
  const signer = input.signature === null ? null : readSignedData(input.signature).signer.der;
  const certificates = unique([
    ...readSignedData(sealSignature).certificates,
    ...token.certificates,
    ...(signatureTimestamp === null ? [] : readToken(signatureTimestamp).certificates),
    ...(input.signature === null ? [] : readSignedData(input.signature).certificates),
    ...(log === null ? [] : readSignedData(bytesOf(log.head.signature)).certificates),
    ...trust.intermediates,
  ]);
  const lists: DatedLists | null =
    signer === null ? null : await datedLists(signer, certificates, trust, token.genTime);

  yield { name: 'message.eml', content: input.message };
  yield { name: 'seal.json', content: text(seal.statement) };
  yield { name: 'seal.p7s', content: streamOf(sealSignature) };
  yield { name: 'timestamp.tsr', content: streamOf(timestamp) };
  if (signatureTimestamp !== null) yield { name: 'signature-timestamp.tsr', content: streamOf(signatureTimestamp) };
  yield { name: 'events.json', content: text(lines(events.map(eventLeaf))) };
  if (log !== null) yield* logFiles(log);
  yield { name: 'trust.pem', content: text(pemOf(trust.anchors)) };
  yield { name: 'certificates.pem', content: text(pemOf(certificates)) };
  if (signer !== null) yield { name: 'signer.pem', content: text(toPem('CERTIFICATE', signer)) };
  if (lists !== null)
    yield { name: 'crls.pem', content: text(lists.crls.map((der) => toPem('X509 CRL', der)).join('')) };
  yield {
    name: INSTRUCTIONS_FILE,
    content: text(
      verifyInstructions({
        sealedAt: token.genTime,
        isSigned: signer !== null,
        signatureTimestampDigest:
          signatureTimestamp === null || input.signature === null ? null : sha256Hex(signatureValue(input.signature)),
        revocationAt: lists?.at ?? null,
        hasEvents: events.length > 0,
        logHeadAt: log === null ? null : logHeadTime(log.head),
      }),
    ),
  };
}

function* logFiles({ head, proofs }: LogEvidence): Iterable<EvidenceFile> {
  yield { name: 'log-head.json', content: text(head.statement) };
  yield { name: 'log-head.p7s', content: streamOf(bytesOf(head.signature)) };
  yield { name: 'inclusion.json', content: text(lines(proofs.map(canonicalJson))) };
}

function logHeadTime(head: LogHead): Date {
  const statement = readLogHead(head);
  if (statement === null) throw new AppError('envelope.altered');
  return new Date(statement.timestamp);
}

/** A JSON array with one member on each line; events are written exactly as they were hashed. */
function lines(members: readonly Uint8Array[]): string {
  if (members.length === 0) return '[]\n';
  return `[\n${members.map((member) => asBuffer(member).toString('utf8')).join(',\n')}\n]\n`;
}

function bytesOf(base64: string): Uint8Array {
  const bytes = fromBase64(base64);
  if (bytes === null) throw new AppError('envelope.altered');
  return bytes;
}

function pemOf(certificates: readonly Uint8Array[]): string {
  return certificates.map((der) => toPem('CERTIFICATE', der)).join('');
}

function unique(certificates: readonly Uint8Array[]): Uint8Array[] {
  return [...new Map(certificates.map((der) => [sha256Hex(der), der])).values()];
}

function sha256Hex(bytes: Uint8Array): string {
  return toHex(createHash('sha256').update(bytes).digest());
}
