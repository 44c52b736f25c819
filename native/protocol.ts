/**
 * What the card processes and the rest of Medimail say to each other.
 *
 * Two processes run from `native/`, because a vendor's PKCS#11 module is other people's native code that can hang:
 * the reader monitor (PC/SC only: tells of readers and cards at once, even while the module hangs) and the token
 * host (PKCS#11: reads certificates, checks PINs, signs; one call at a time, each with a deadline). Both speak these
 * messages over their parent's IPC channel with structured clone. The supervisor restarts either when it dies.
 */
import { z } from 'zod';
import { WireError } from '../contract/errors.ts';

/** Name that PC/SC gives the reader; the identity of a slot everywhere. */
export const ReaderName = z.string().min(1).max(200);

/** A reader as PC/SC sees it. `mute`: a card is present but does not answer. */
export const ReaderState = z.object({
  name: ReaderName,
  card: z.enum(['absent', 'present', 'mute', 'in-use-exclusively']),
  /** Answer to reset, hexadecimal; tells one insertion's card family from another's. */
  atr: z.string().nullable(),
  /** Grows with each insertion or removal in this reader, so that a swap is never missed. */
  generation: z.number().int().nonnegative(),
});
export type ReaderState = z.infer<typeof ReaderState>;

/** What the reader monitor tells: the whole state, each time anything changes, and once at start. */
export const MonitorEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('readers'),
    /** False while the PC/SC service is stopped; the monitor goes on trying to reach it. */
    service: z.boolean(),
    readers: z.array(ReaderState),
  }),
]);
export type MonitorEvent = z.infer<typeof MonitorEvent>;

/** How a certificate's key may be used, from its keyUsage and extendedKeyUsage. */
export const CertificatePurpose = z.enum(['authentication', 'signature', 'other']);

/** A certificate found on the card, with a private key beside it. */
export const CardCertificate = z.object({
  /** SHA-256 of the DER, hexadecimal; the name under which its key is asked to sign. */
  fingerprint: z.string().length(64),
  der: z.instanceof(Uint8Array),
  purpose: CertificatePurpose,
  keyType: z.enum(['rsa', 'ec-p256']),
  /**
   * The key demands the PIN for every single signature (`CKA_ALWAYS_AUTHENTICATE`). Exact once logged in; before that
   * keys are invisible, and this is true of PIV signature keys, false of others.
   */
  alwaysAuthenticate: z.boolean(),
});
export type CardCertificate = z.infer<typeof CardCertificate>;

/** State of the PIN, without trying it. `triesLeft` is null where the card does not tell a number. */
export const PinStatus = z.object({
  triesLeft: z.number().int().min(0).nullable(),
  maxTries: z.number().int().min(1).nullable(),
  countLow: z.boolean(),
  finalTry: z.boolean(),
  blocked: z.boolean(),
  /** The reader has its own keys: the PIN is typed there, and none is ever sent by us. */
  pinPad: z.boolean(),
  minLength: z.number().int(),
  maxLength: z.number().int(),
});
export type PinStatus = z.infer<typeof PinStatus>;

/** All that can be read of a card before its PIN is given. */
export const CardSnapshot = z.object({
  reader: ReaderName,
  /** As the reader monitor counts it: the client puts it in. 0 for a token without a PC/SC reader. */
  generation: z.number().int().nonnegative(),
  serial: z.string(),
  tokenLabel: z.string(),
  certificates: z.array(CardCertificate),
  pin: PinStatus,
});
export type CardSnapshot = z.infer<typeof CardSnapshot>;

/** Signature schemes; ECDSA answers are DER `SEQUENCE { r, s }` as CMS and OpenSSL write them. */
export const SignatureScheme = z.enum(['rsa-pkcs1-sha256', 'rsa-pss-sha256', 'ecdsa-sha256']);
export type SignatureScheme = z.infer<typeof SignatureScheme>;

/** PIN bytes (ASCII). The receiver overwrites them with zeros as soon as the call has returned. */
const Pin = z.instanceof(Uint8Array);

/** Requests to the token host, with what each answers. All may fail with a `card.*` error. */
export const tokenMethods = {
  /** Reads certificates and PIN state. `card.no-card`, `card.unreadable`, `card.no-module`, `card.unknown-family`. */
  readCard: { input: z.object({ reader: ReaderName }), output: CardSnapshot },
  pinStatus: { input: z.object({ reader: ReaderName }), output: PinStatus },
  /**
   * Checks the PIN once, never twice. `pin` is null with a pin-pad reader. Refuses the last try with `card.final-try`
   * unless `finalTryConfirmed`. A card found already verified is reset first, so that the PIN given here is the proof.
   */
  login: {
    input: z.object({ reader: ReaderName, pin: Pin.nullable(), finalTryConfirmed: z.boolean() }),
    output: PinStatus,
  },
  /**
   * Signs `data` (hashed on the host) with the key of the certificate. `pin` is needed for keys that authenticate
   * every signature (`card.pin-required` without it, nothing consumed).
   */
  sign: {
    input: z.object({
      reader: ReaderName,
      fingerprint: z.string().length(64),
      scheme: SignatureScheme,
      data: z.instanceof(Uint8Array),
      pin: Pin.nullable(),
      finalTryConfirmed: z.boolean(),
    }),
    output: z.object({ signature: z.instanceof(Uint8Array) }),
  },
  /** Ends the login and resets the card, so that no other program finds it verified. */
  logout: { input: z.object({ reader: ReaderName }), output: z.object({}) },
  /** For the card doctor: installed modules, best first, down to the first usable one; `demanded`: policy names the one, and no other counts. */
  describe: {
    input: z.object({}),
    output: z.object({
      demanded: z.boolean(),
      modules: z.array(
        z.object({ path: z.string(), usable: z.boolean(), description: z.string(), version: z.string() }),
      ),
    }),
  },
} as const;

/** A request's name. */
export type TokenMethod = keyof typeof tokenMethods;
export type TokenInput<M extends TokenMethod> = z.infer<(typeof tokenMethods)[M]['input']>;
export type TokenOutput<M extends TokenMethod> = z.infer<(typeof tokenMethods)[M]['output']>;

/** Parent to token host. */
export const TokenRequest = z.object({
  id: z.number().int(),
  method: z.enum(Object.keys(tokenMethods) as [TokenMethod, ...TokenMethod[]]),
  input: z.unknown(),
});
export type TokenRequest = z.infer<typeof TokenRequest>;

/** Token host to parent. */
export const TokenResponse = z.object({
  id: z.number().int(),
  result: z.union([
    z.object({ ok: z.literal(true), value: z.unknown() }),
    z.object({ ok: z.literal(false), error: WireError }),
  ]),
});
export type TokenResponse = z.infer<typeof TokenResponse>;

/** How the card processes are configured, as JSON in the environment variable `MEDIMAIL_CARDS`. */
export const CardConfig = z.object({
  /** PKCS#11 module forced by policy; null tries the vendor's known paths, then OpenSC. */
  modulePath: z.string().nullable().default(null),
  /** Only these readers exist for us (policy, workstations with several readers); null means all. */
  readers: z.array(ReaderName).nullable().default(null),
});
export type CardConfig = z.infer<typeof CardConfig>;

/** Typed access to a token host, whichever process runs it. */
export interface TokenClient {
  call<M extends TokenMethod>(method: M, input: TokenInput<M>): Promise<TokenOutput<M>>;
}
