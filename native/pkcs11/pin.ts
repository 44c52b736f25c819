/** The PIN: its state before it is tried, and the one try. */
import { AppError } from '../../contract/errors.ts';
import type { PivPinState } from '../pcsc/card-status.ts';
import type { PinStatus } from '../protocol.ts';
import { type Cryptoki, ck } from './cryptoki.ts';
import { ckr, returnValueOf } from './failures.ts';
import type { OpenToken } from './open-card.ts';

/**
 * State of a token's PIN from its flags and, where the card has a status command, the exact count.
 *
 * `wasVerified`: our own login succeeded since, which makes a `FINAL_TRY` flag that some modules leave standing stale.
 */
export function pinStatusOf(token: OpenToken, exact: PivPinState | null, wasVerified: boolean): PinStatus {
  const info = token.cryptoki.C_GetTokenInfo(token.slot);
  const has = (flag: number) => (info.flags & flag) !== 0;
  const common = {
    pinPad: has(ck.tokenFlag.protectedAuthenticationPath),
    minLength: info.minPinLen,
    maxLength: info.maxPinLen,
    maxTries: null,
  };
  if (exact?.verified || (exact === null && wasVerified)) {
    return { ...common, triesLeft: null, countLow: false, finalTry: false, blocked: false };
  }
  if (exact) {
    const { triesLeft } = exact;
    return { ...common, triesLeft, countLow: triesLeft < 3, finalTry: triesLeft === 1, blocked: triesLeft === 0 };
  }
  const blocked = has(ck.tokenFlag.userPinLocked);
  const finalTry = has(ck.tokenFlag.userPinFinalTry) && !blocked;
  return {
    ...common,
    triesLeft: blocked ? 0 : finalTry ? 1 : null,
    countLow: has(ck.tokenFlag.userPinCountLow) || finalTry || blocked,
    finalTry,
    blocked,
  };
}

/**
 * Refuses a try that cannot or must not be made: blocked, without the PIN that is needed, of a length or with
 * characters that no PIN of this card has, or the last one without confirmation. Nothing is consumed.
 */
export function checkTry(status: PinStatus, pin: Uint8Array | null, finalTryConfirmed: boolean): void {
  if (status.blocked) throw new AppError('card.pin-blocked');
  if (!status.pinPad) {
    if (!pin) throw new AppError('card.pin-required');
    const { minLength, maxLength } = status;
    const isTypeable = pin.every((byte) => byte >= 0x20 && byte < 0x7f);
    if (!isTypeable || pin.length < minLength || pin.length > maxLength) {
      throw new AppError('card.pin-format', { minLength, maxLength });
    }
  }
  if (status.finalTry && !finalTryConfirmed) throw new AppError('card.final-try');
}

/** How a try ended, apart from those that the return value alone cannot explain. */
export type TryOutcome = 'accepted' | 'incorrect' | 'malformed';

/**
 * Tries the PIN, once. A pin-pad reader gets none from us (PKCS#11: `CKF_PROTECTED_AUTHENTICATION_PATH`), whatever
 * was passed. Throws the PKCS#11 error for every other outcome.
 */
export function tryPin(
  cryptoki: Cryptoki,
  session: Buffer,
  user: (typeof ck.user)[keyof typeof ck.user],
  pin: Uint8Array | null,
  pinPad: boolean,
): TryOutcome {
  try {
    // The binding takes a string, which lives for this call alone; a pad's PIN is the empty string, for a length of 0.
    cryptoki.C_Login(session, user, pinPad || !pin ? '' : Buffer.from(pin).toString('latin1'));
    return 'accepted';
  } catch (error) {
    switch (returnValueOf(error)) {
      case ckr.pinIncorrect:
        return 'incorrect';
      case ckr.pinLenRange:
      case ckr.pinInvalid:
        return 'malformed';
      default:
        throw error;
    }
  }
}
