/**
 * What a browser brings of a passkey (WebAuthn Level 2), checked step by step: §7.1 for a new one, §7.2 for an answer.
 *
 * No attestation is asked for, so nothing vouches for a new key but whoever makes it: the key is read as the browser hands
 * it over (SubjectPublicKeyInfo, §5.2.1.1), and no CBOR is read at all. Keys of three kinds are taken, and always with the
 * person verified by the device. What does not hold gives null, whatever is wrong with it.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';

/** COSE algorithms (RFC 9053) of the keys that are taken, best first. */
export const PASSKEY_ALGORITHMS = [-7, -8, -257] as const;

/** Whose keys these are: the operator, as browsers know it. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

/** What was asked of the browser. */
export interface AskedOfBrowser {
  readonly rp: RelyingParty;
  /** base64url. */
  readonly challenge: string;
  /** Whose keys the new one is among; base64url. */
  readonly userHandle: string;
}

const Bytes = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]*$/);

/** A new key, as the page posts it; bytes in base64url. */
export const MadePasskey = z.object({
  id: Bytes(1_400).min(1),
  clientData: Bytes(4_000),
  authenticatorData: Bytes(8_000),
  publicKey: Bytes(4_000),
});
export type MadePasskey = z.infer<typeof MadePasskey>;

/** An answer by a key, as the page posts it. */
export const PasskeyAnswer = z.object({
  id: Bytes(1_400).min(1),
  clientData: Bytes(4_000),
  authenticatorData: Bytes(8_000),
  signature: Bytes(2_000),
  userHandle: Bytes(100),
});
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>;

export interface NewCredential {
  readonly credentialId: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly signCount: number;
}

const KeptAnswer = PasskeyAnswer.extend({ publicKey: z.string() });
/** An answer as it is kept with the evidence: with the key, so that anybody can check it. */
export type KeptAnswer = z.infer<typeof KeptAnswer>;

export function keepAnswer(answer: PasskeyAnswer, publicKey: Uint8Array): string {
  return JSON.stringify({ ...answer, publicKey: Buffer.from(publicKey).toString('base64url') });
}

export function keptAnswer(text: string): KeptAnswer {
  return KeptAnswer.parse(JSON.parse(text));
}

const KeptCredential = z.object({ credentialId: z.string(), publicKey: z.base64url(), signCount: z.number().int() });

/** A new key as text, for as long as it is not in force. */
export function keepCredential({ credentialId, publicKey, signCount }: NewCredential): string {
  return JSON.stringify({ credentialId, publicKey: Buffer.from(publicKey).toString('base64url'), signCount });
}

export function keptCredential(text: string): NewCredential {
  const { publicKey, ...rest } = KeptCredential.parse(JSON.parse(text));
  return { ...rest, publicKey: Buffer.from(publicKey, 'base64url') };
}

const flagBits = { userPresent: 0x01, userVerified: 0x04, attestedCredential: 0x40 } as const;
/** Hash of the id, flags, counter (§6.1). */
const HEADER_BYTES = 37;
const AAGUID_BYTES = 16;
/** §4: no credential id is longer. */
const MAX_ID_BYTES = 1023;
const MIN_RSA_BITS = 2048;

/** A new key that may serve; null where anything does not hold. */
export function readMadePasskey(asked: AskedOfBrowser, made: MadePasskey): NewCredential | null {
  if (!isAnswerTo(asked, 'webauthn.create', made.clientData)) return null;
  const data = readAuthenticatorData(asked.rp, made.authenticatorData);
  if (data === null || data.credentialId !== made.id) return null;
  const publicKey = Buffer.from(made.publicKey, 'base64url');
  if (readKey(publicKey) === null) return null;
  return { credentialId: data.credentialId, publicKey, signCount: data.signCount };
}

/** The counter of an answer that the key has signed; null where anything does not hold. */
export function readPasskeyAnswer(asked: AskedOfBrowser, publicKey: Uint8Array, answer: PasskeyAnswer): number | null {
  if (!isAnswerTo(asked, 'webauthn.get', answer.clientData) || answer.userHandle !== asked.userHandle) return null;
  const data = readAuthenticatorData(asked.rp, answer.authenticatorData);
  const key = readKey(publicKey);
  if (data === null || key === null) return null;
  const clientDataHash = createHash('sha256').update(Buffer.from(answer.clientData, 'base64url')).digest();
  const signed = Buffer.concat([Buffer.from(answer.authenticatorData, 'base64url'), clientDataHash]);
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(digest, signed, key, Buffer.from(answer.signature, 'base64url')) ? data.signCount : null;
}

const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.undefined().optional(),
});

/** §5.8.1: for this ceremony, by our page alone, in no frame. */
function isAnswerTo({ rp, challenge }: AskedOfBrowser, type: string, clientData: string): boolean {
  const read = ClientData.safeParse(parseJson(Buffer.from(clientData, 'base64url').toString('utf8')));
  if (!read.success) return false;
  const { data } = read;
  return data.type === type && data.challenge === challenge && data.origin === rp.origin && data.crossOrigin !== true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** §6.1: of this operator, somebody there and verified. */
function readAuthenticatorData(
  rp: RelyingParty,
  encoded: string,
): { readonly signCount: number; readonly credentialId: string | null } | null {
  const bytes = Buffer.from(encoded, 'base64url');
  if (bytes.length < HEADER_BYTES) return null;
  const isOurs = bytes.subarray(0, 32).equals(createHash('sha256').update(rp.id).digest());
  const flags = bytes.readUInt8(32);
  const isVerified = (flags & flagBits.userPresent) !== 0 && (flags & flagBits.userVerified) !== 0;
  if (!isOurs || !isVerified) return null;
  const hasCredential = (flags & flagBits.attestedCredential) !== 0;
  return { signCount: bytes.readUInt32BE(33), credentialId: hasCredential ? readCredentialId(bytes) : null };
}

/** §6.5.1: behind the model of the device, which is of no concern. */
function readCredentialId(bytes: Buffer): string | null {
  const at = HEADER_BYTES + AAGUID_BYTES;
  if (bytes.length < at + 2) return null;
  const length = bytes.readUInt16BE(at);
  const id = bytes.subarray(at + 2, at + 2 + length);
  return length > 0 && length <= MAX_ID_BYTES && id.length === length ? id.toString('base64url') : null;
}

/** A key of a kind that is taken: ES256 on P-256, Ed25519, RS256 of 2048 bits or more. */
function readKey(publicKey: Uint8Array): KeyObject | null {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  } catch {
    return null;
  }
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case 'ec':
      return namedCurve === 'prime256v1' ? key : null;
    case 'ed25519':
      return key;
    case 'rsa':
      return modulusLength >= MIN_RSA_BITS ? key : null;
    default:
      return null;
  }
}
