/** The account's folder on this workstation, as signing in sees it. */

/** What a card, and perhaps the operator, can give towards the data key. */
export interface Unlocker {
  readonly keyType: 'rsa' | 'ec-p256';
  /** DER of the authentication certificate. */
  readonly certificate: Uint8Array;
  /** RSA: the deterministic signature that the key is derived from. */
  signDeterministically(bytes: Uint8Array): Promise<Uint8Array>;
  /** EC: the operator's share; fails with `operator.*` when it cannot be reached. */
  operatorShare(): Promise<Uint8Array>;
}

/** The unlocked data key: what opens every store of the account. */
export interface UnlockedKeys {
  readonly dataKey: Uint8Array;
  /** A recovery code that nobody has seen yet; null at later sign-ins. */
  readonly recoveryCode: string | null;
}

export interface KeyVault {
  /** Whether this account has been here before. */
  exists(): Promise<boolean>;
  /** Makes data key and wraps at first sign-in. */
  create(unlocker: Unlocker): Promise<UnlockedKeys>;
  /**
   * Unwraps with the card. `store.key-changed` when the card is another than the one that wrapped: the recovery code
   * is needed then. `store.wrong-key` when the wrap is for this card and yet does not open (the device secret changed).
   */
  unlock(unlocker: Unlocker): Promise<UnlockedKeys>;
  /** Unwraps with the recovery code and wraps again for the card of `unlocker`. `store.recovery-code-invalid`. */
  recover(code: string, unlocker: Unlocker): Promise<UnlockedKeys>;
  /** The recovery code was shown. */
  confirmRecoveryCodeSeen(): Promise<void>;
}
