/** A code by telephone: what a sender may ask of an invited recipient beside the mailed link. */
import { z } from 'zod';
import { EmailAddress } from './person.ts';

export const PHONE_CODE_LENGTH = 6;

/** E.164 (ITU-T): a plus sign, the country, the number. French numbers that cost their caller more are none to be called. */
export const PhoneNumber = z.string().regex(/^\+(?!338)[1-9]\d{6,14}$/);

export const PhoneChannel = z.enum(['sms', 'voice']);
export type PhoneChannel = z.infer<typeof PhoneChannel>;

/** Where a recipient is to be sent the code. Known to the sender and the operator alone; nobody else is told more than its end. */
export const PhoneCodeRequest = z
  .object({ address: EmailAddress, number: PhoneNumber, channel: PhoneChannel })
  .strict();
export type PhoneCodeRequest = z.infer<typeof PhoneCodeRequest>;

/** Characters that are kept of what was typed as a number. */
export const MAX_TYPED_PHONE = 60;

/** The same as a sender writes it in a draft: the number is what was typed, whole or not. */
export const WantedPhoneCode = PhoneCodeRequest.extend({ number: z.string().max(MAX_TYPED_PHONE) });
export type WantedPhoneCode = z.infer<typeof WantedPhoneCode>;

/** Why a letter that asks for a code does not leave: `number` is none that a code can be sent to. */
export const PhoneCodeRefusal = z.enum(['not-offered', 'has-account', 'not-invited', 'number']);
export type PhoneCodeRefusal = z.infer<typeof PhoneCodeRefusal>;

/** Why a number that was typed is none that a code can be sent to. */
export type PhoneProblem = 'format' | 'premium' | 'no-sms';

export type JudgedPhone =
  | { readonly number: string; readonly problem: null }
  | { readonly number: null; readonly problem: PhoneProblem };

/** Prefixes of the French overseas territories, whose numbers are written as those of the mainland and have countries of their own. */
const overseas: readonly (readonly [prefix: RegExp, country: string])[] = [
  [/^0(590|690|691)/, '+590'],
  [/^0(594|694)/, '+594'],
  [/^0(596|696|697)/, '+596'],
  [/^0(262|263|269|639|692|693)/, '+262'],
];

/** A number as people write it, French or with its country: « 06 12 34 56 78 », « +33 (0)6… », « 0041 79… ». */
export function judgePhone(typed: string, channel: PhoneChannel): JudgedPhone {
  const refused = (problem: PhoneProblem): JudgedPhone => ({ number: null, problem });
  const plain = typed
    .replace(/\(0\)/g, '')
    .replace(/[\s\u00a0\u202f.()/-]/g, '')
    .replace(/^00/, '+');
  const number = /^0[1-9]\d{8}$/.test(plain) ? countryOf(plain) + plain.slice(1) : plain;
  if (!/^\+[1-9]\d{6,14}$/.test(number)) return refused('format');
  if (number.startsWith('+338')) return refused('premium');
  if (number.startsWith('+33') && !/^\+33[1-9]\d{8}$/.test(number)) return refused('format');
  // Lines of the French numbering plan that take no message; elsewhere nobody can tell by the number.
  if (channel === 'sms' && /^\+33[1-59]/.test(number)) return refused('no-sms');
  return { number, problem: null };
}

function countryOf(national: string): string {
  return overseas.find(([prefix]) => prefix.test(national))?.[1] ?? '+33';
}

/** All that anybody but the sender is told of a number. */
export function lastDigits(number: string): string {
  return number.slice(-2);
}
