/** A key that signs, wherever it is: on a card, in a security module or in memory. */

/** How a key signs; ECDSA answers are DER `SEQUENCE { r, s }`. */
export type SignatureScheme = 'rsa-pkcs1-sha256' | 'rsa-pss-sha256' | 'ecdsa-sha256';

/** A signature key and its certificate, wherever the key is. */
export interface CmsSigner {
  /** DER. */
  readonly certificate: Uint8Array;
  /** Intermediates up to, without, the anchor; DER. */
  readonly chain: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  /** Hashes and signs; only the DER of the signed attributes comes here, never the content. */
  sign(toBeSigned: Uint8Array): Promise<Uint8Array>;
}
