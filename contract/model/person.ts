/** Who someone is: professional identity, profile and national identifiers. */
import { z } from 'zod';
import { AccountId } from './ids.ts';

/** Decides who may write to whom (`rights.ts`). */
export const ProfileKind = z.enum(['health', 'social', 'administrative', 'organisation']);
export type ProfileKind = z.infer<typeof ProfileKind>;

/** Addresses are compared in lower case; 320 characters at most (RFC 5321 §4.5.3.1). */
export const EmailAddress = z.email().max(320).toLowerCase();
export type EmailAddress = z.infer<typeof EmailAddress>;

/** RPPS number: eleven digits, the last a Luhn check digit. */
export const Rpps = z
  .string()
  .regex(/^\d{11}$/)
  .refine(hasLuhnCheckDigit, 'check digit');

/** National identifier as certificates carry it: `8`+RPPS, `0`+ADELI, `3`+FINESS/employee. */
export const NationalId = z.string().min(2).max(64);

/** An account as others see it. */
export const AccountCard = z.object({
  accountId: AccountId,
  address: EmailAddress,
  /** `Dr`, `Pr`, `M.`, `Mme` or empty. */
  title: z.string().max(10),
  givenName: z.string().max(80),
  /** Surname, or the name of the organisation. */
  familyName: z.string().max(120),
  kind: ProfileKind,
  profession: z.string().max(80),
  specialty: z.string().max(80).nullable(),
  organisation: z.string().max(160).nullable(),
  town: z.string().max(80).nullable(),
  rpps: Rpps.nullable(),
  certified: z.boolean(),
});
export type AccountCard = z.infer<typeof AccountCard>;

/** An account, or `invited`: somebody without one, who answers by the link of an invitation. */
export const SenderKind = z.enum([...ProfileKind.options, 'invited']);
export type SenderKind = z.infer<typeof SenderKind>;

/** Who sent an envelope, as of its sealing. Of who was invited nothing is known but an address, which is the name too. */
export const Sender = AccountCard.extend({
  accountId: AccountId.nullable(),
  familyName: z.string().max(320),
  kind: SenderKind,
});
export type Sender = z.infer<typeof Sender>;

/** Somebody without an account, as the sender of an answer. */
export function invitedSender(address: string): Sender {
  return Sender.parse({
    ...{ accountId: null, address, title: '', givenName: '', familyName: address, kind: 'invited' },
    ...{ profession: '', specialty: null, organisation: null, town: null, rpps: null, certified: false },
  });
}

/** Luhn sum over all digits, check digit last (ISO/IEC 7812-1 annex B). */
export function hasLuhnCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (digit < 0 || digit > 9) return false;
    if (i % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** « Dr Claire MARTIN »: title, given name, surname in capitals; an organisation and an address keep their own writing. */
export function displayName(person: Pick<Sender, 'title' | 'givenName' | 'familyName' | 'kind'>): string {
  if (person.kind === 'organisation' || person.kind === 'invited') return person.familyName;
  return [person.title, person.givenName, person.familyName.toLocaleUpperCase('fr')].filter(Boolean).join(' ');
}
