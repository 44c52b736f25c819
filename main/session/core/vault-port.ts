/** The account's folder on this workstation, as signing in sees it. */

/** What a card, and perhaps the operator, can give towards the data key. */
export interface CardUnlocker {
  readonly keyType: 'rsa' | 'ec-p256';
  /** DER of the authentication certificate. */
  readonly certificate: Uint8Array;
  /** RSA: the deterministic signature that the key is derived from. */
  signDeterministically(bytes: Uint8Array): Promise<Uint8Array>;
  /** EC: the operator's share; fails with `operator.*` when it cannot be reached. */
  operatorShare(): Promise<Uint8Array>;
}

/** A password that was stretched: what waits for the code instead of the password itself. */
export interface PasswordUnlocker {
  readonly keyType: 'password';
  /** Argon2id of the password under `salt`. */
  readonly stretched: Uint8Array;
  readonly salt: Uint8Array;
  /** What stretching cost; kept beside the wrap. */
  readonly cost: { readonly memoryKib: number; readonly passes: number; readonly lanes: number };
  /** Too short to stand alone against who took the disk: the key that it gives needs the operator's share too. */
  readonly needsOperator: boolean;
  operatorShare(): Promise<Uint8Array>;
}

export type Unlocker = CardUnlocker | PasswordUnlocker;

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
  /** Stretches a password for this vault, which takes memory and time on purpose. */
  stretch(password: string, operatorShare: () => Promise<Uint8Array>): Promise<PasswordUnlocker>;
  /**
   * Unwraps with the card or the password. `store.key-changed` when the card is another than the one that wrapped: the recovery code
   * is needed then; so too when the password is another. `store.wrong-key` when the wrap is for this card and yet does not open (the device secret changed).
   */
  unlock(unlocker: Unlocker): Promise<UnlockedKeys>;
  /** Unwraps with the recovery code and wraps again for `unlocker`. `store.recovery-code-invalid`. */
  recover(code: string, unlocker: Unlocker): Promise<UnlockedKeys>;
  /**
   * From now on `next` opens what `current` opens, beside it; what is answered takes it away again. `store.key-changed`
   * when `current` opens nothing.
   */
  addPassword(current: PasswordUnlocker, next: PasswordUnlocker): Promise<() => Promise<void>>;
  /** Of the passwords that open, this one alone does from now on. */
  keepOnly(password: PasswordUnlocker): Promise<void>;
  /** The recovery code was shown. */
  confirmRecoveryCodeSeen(): Promise<void>;
}
