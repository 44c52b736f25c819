/** What a password must be: the guide's rule (part 6) as the floor, longer where the operator asks for it. */
import { z } from 'zod';

/** The guide: « au minimum 7 caractères ». An operator may ask for more, never for less. */
export const MIN_PASSWORD_LENGTH = 7;
/** Hashing takes time with length; nobody types more. */
export const MAX_PASSWORD_LENGTH = 256;

/** What a password can fail at. */
export const PasswordRule = z.enum(['too-short', 'too-long', 'no-letter', 'no-digit', 'no-capital-or-symbol']);
export type PasswordRule = z.infer<typeof PasswordRule>;

/** A password on its way to be judged; only its size is bounded here. */
export const PasswordText = z.string().max(1024);

/**
 * The form in which passwords are judged and hashed (NFC), so that « é » typed on two keyboards is the same; RFC 8265 §4.2.
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFC');
}

/** Every rule that `password` fails, in the order they are explained; empty when it is accepted. */
export function failedPasswordRules(password: string, minLength = MIN_PASSWORD_LENGTH): PasswordRule[] {
  const text = normalizePassword(password);
  const length = [...text].length;
  const failed: [PasswordRule, boolean][] = [
    ['too-short', length < Math.max(minLength, MIN_PASSWORD_LENGTH)],
    ['too-long', length > MAX_PASSWORD_LENGTH],
    ['no-letter', !/\p{L}/u.test(text)],
    ['no-digit', !/\p{Nd}/u.test(text)],
    ['no-capital-or-symbol', !/\p{Lu}|[^\p{L}\p{Nd}]/u.test(text)],
  ];
  return failed.flatMap(([rule, fails]) => (fails ? rule : []));
}
