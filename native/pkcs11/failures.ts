/** What a PKCS#11 return value means to a user. */
import { AppError } from '../../contract/errors.ts';

/** Return values (`CKR_*`, PKCS#11 v2.40 §5.1) that are told apart here. */
export const ckr = {
  functionFailed: 0x06,
  generalError: 0x05,
  deviceError: 0x30,
  deviceRemoved: 0x32,
  functionCanceled: 0x50,
  pinIncorrect: 0xa0,
  pinInvalid: 0xa1,
  pinLenRange: 0xa2,
  pinLocked: 0xa4,
  sessionClosed: 0xb0,
  sessionHandleInvalid: 0xb3,
  tokenNotPresent: 0xe0,
  tokenNotRecognized: 0xe1,
  userAlreadyLoggedIn: 0x100,
  userNotLoggedIn: 0x101,
  functionRejected: 0x200,
} as const;

/** The `CKR_*` value of an error that `pkcs11js` threw; null when it came from elsewhere. */
export function returnValueOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('code' in error) || !error.message.startsWith('CKR_')) return null;
  return typeof error.code === 'number' ? error.code : null;
}

/** Whether the return value says that the card, or the session with it, is no more. */
export function meansCardLost(value: number): boolean {
  return (
    value === ckr.deviceRemoved ||
    value === ckr.tokenNotPresent ||
    value === ckr.sessionHandleInvalid ||
    value === ckr.sessionClosed
  );
}

/**
 * The failure that a return value names by itself. Null for those that only the circumstances explain: a card pulled
 * in the middle of a command, for one, is `CKR_GENERAL_ERROR`.
 */
export function namedFailure(value: number): AppError | null {
  switch (value) {
    case ckr.pinLocked:
      return new AppError('card.pin-blocked');
    case ckr.functionCanceled:
    case ckr.functionRejected:
      return new AppError('card.pin-cancelled');
    case ckr.userNotLoggedIn:
      return new AppError('card.pin-required');
    case ckr.tokenNotRecognized:
      return new AppError('card.unknown-family');
    default:
      return null;
  }
}
