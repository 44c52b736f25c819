/** The card that is in the reader, as the rules see it once it was read. */
import type { AssertionSigner } from './operator-port.ts';

/** The signature key, ready to sign the attributes of one message. */
export interface CardSignature {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly scheme: 'rsa-pkcs1-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256';
  sign(toBeSigned: Uint8Array): Promise<Uint8Array>;
}

/** The PIN as one call carries it; overwritten once the call has returned. */
export interface PinTry {
  readonly pin: Uint8Array<ArrayBuffer> | null;
  readonly finalTryConfirmed: boolean;
}

/** One insertion of one card. Every call may fail with a `card.*` error. */
export interface Card {
  readonly reader: string;
  readonly generation: number;
  /** National id from the authentication certificate's subject. */
  readonly nationalId: string;
  readonly authenticationCertificate: Uint8Array;
  readonly authenticationKeyType: 'rsa' | 'ec-p256';
  /** Whether the signature key asks the PIN each time; null when the card has none. */
  readonly signatureAsksPin: boolean | null;
  login(attempt: PinTry): Promise<void>;
  assertionSigner(): Promise<AssertionSigner>;
  /** RSA PKCS#1 v1.5 over the bytes by the authentication key: the same bytes give the same signature. */
  signDeterministically(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * The signature key for one message. `card.pin-required` when it asks for a PIN and none was given: nothing was
   * consumed then. `card.no-signing-certificate` when the card cannot sign.
   */
  signature(attempt: PinTry): Promise<CardSignature>;
  logout(): Promise<void>;
}
