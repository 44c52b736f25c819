/** What is told when an account is created (guide, part 6), and every rule on it. */
import { z } from 'zod';
import { type Department, departments, departmentsOfPostcode } from './departments.ts';
import { Language } from './language.ts';
import { AccountCard, EmailAddress, hasLuhnCheckDigit } from './person.ts';
import { plainText } from './plain-text.ts';
import { kindOfProfession } from './professions.ts';

/** A name as a person writes it. */
const writtenName = (max: number) => z.string().trim().min(1).max(max).regex(plainText);

/** The first step: who asks for an account. */
export const RegistrationRequest = z
  .object({
    address: EmailAddress,
    givenName: writtenName(AccountCard.shape.givenName.maxLength ?? 80),
    familyName: writtenName(AccountCard.shape.familyName.maxLength ?? 120),
    language: Language.default('fr'),
  })
  .strict();
export type RegistrationRequest = z.infer<typeof RegistrationRequest>;

const line = (max: number) => z.string().trim().max(max).default('');

/** The second step as it is sent: text as it was typed; `judgeProfile` says what is wrong with it. */
export const SubmittedProfile = z
  .object({
    rpps: line(20),
    adeli: line(20),
    familyName: line(120),
    givenName: line(80),
    organisation: line(160),
    /** Practises privately; null when the question was not answered. */
    privatePractice: z.boolean().nullable(),
    profession: line(80),
    address1: line(120),
    address2: line(120),
    postcode: line(10),
    town: line(80),
    region: line(60),
    /** Code: `83`, `2A`, `974`. */
    department: line(3),
    phone1: line(30),
    phone2: line(30),
  })
  .strict();
export type SubmittedProfile = z.infer<typeof SubmittedProfile>;
export type ProfileField = keyof SubmittedProfile;

/** Why a field is refused. */
export const ProfileReason = z.enum([
  'missing',
  'invalid',
  'check-digit',
  'rpps-or-adeli',
  'only-health',
  'not-in-list',
  'not-of-postcode',
  'not-of-department',
]);
export type ProfileReason = z.infer<typeof ProfileReason>;

export interface ProfileProblem {
  readonly field: ProfileField;
  readonly reason: ProfileReason;
}

/** Compulsory for everybody, but for the region of a department that has none. Health professions need RPPS or ADELI too; who does not practise privately, an organisation. */
export const compulsoryFields: readonly ProfileField[] = [
  'familyName',
  'givenName',
  'privatePractice',
  'profession',
  'address1',
  'postcode',
  'town',
  'region',
  'department',
  'phone1',
];

/**
 * An ADELI number: department (two digits, or a digit and a letter: 2A, 2B, and 0B on older cards), then seven digits. The
 * key that some professions' numbers end with has no published rule, so none is applied.
 */
const adeliForm = /^\d[\dAB]\d{7}$/;
/** A French number in its national writing. */
const phoneForm = /^0[1-9]\d{8}$/;

/** The profile without spaces where they mean nothing, capitals where they belong, telephones in national writing. */
export function normalizeProfile(profile: SubmittedProfile): SubmittedProfile {
  const compact = (text: string) => text.replace(/[\s.\u00a0-]/g, '');
  const phone = (text: string) =>
    compact(text)
      .replace(/^(\+|00)33(\(0\))?/, '0')
      .replace(/^00/, '0');
  return {
    ...profile,
    rpps: compact(profile.rpps),
    adeli: compact(profile.adeli).toUpperCase(),
    postcode: compact(profile.postcode),
    department: profile.department.toUpperCase(),
    phone1: phone(profile.phone1),
    phone2: phone(profile.phone2),
  };
}

/** Everything that is wrong with a normalized profile, in the order of the form; at most one reason a field. */
export function judgeProfile(profile: SubmittedProfile): ProfileProblem[] {
  const fields = Object.keys(SubmittedProfile.shape) as ProfileField[];
  return fields.flatMap((field) => {
    const reason = reasonAgainst(profile, field);
    return reason ? [{ field, reason }] : [];
  });
}

function reasonAgainst(profile: SubmittedProfile, field: ProfileField): ProfileReason | null {
  const value = profile[field];
  if (value === null || value === '') {
    return isCompulsory(profile, field) ? 'missing' : (missingNumber(profile, field) ?? null);
  }
  if (typeof value === 'string' && !plainText.test(value)) return 'invalid';
  return rules[field]?.(profile) ?? null;
}

function isCompulsory(profile: SubmittedProfile, field: ProfileField): boolean {
  if (field === 'region' && departmentOf(profile)?.region === null) return false;
  return compulsoryFields.includes(field) || (field === 'organisation' && profile.privatePractice === false);
}

/** Told once, at the first of the two fields. */
function missingNumber({ profession, rpps, adeli }: SubmittedProfile, field: ProfileField): ProfileReason | null {
  const isNeeded = field === 'rpps' && kindOfProfession(profession) === 'health' && rpps === '' && adeli === '';
  return isNeeded ? 'rpps-or-adeli' : null;
}

/** Rules on fields that are filled in. */
const rules: Partial<Record<ProfileField, (profile: SubmittedProfile) => ProfileReason | null>> = {
  rpps: (profile) => {
    if (!/^\d{11}$/.test(profile.rpps)) return 'invalid';
    if (!hasLuhnCheckDigit(profile.rpps)) return 'check-digit';
    return healthAlone(profile);
  },
  adeli: (profile) => (adeliForm.test(profile.adeli) ? healthAlone(profile) : 'invalid'),
  profession: ({ profession }) => (kindOfProfession(profession) ? null : 'not-in-list'),
  postcode: ({ postcode }) =>
    /^\d{5}$/.test(postcode) && departmentsOfPostcode(postcode).length > 0 ? null : 'invalid',
  department: ({ department, postcode }) => {
    if (!departmentOf({ department })) return 'not-in-list';
    const possible = departmentsOfPostcode(postcode);
    return possible.length > 0 && !possible.includes(department) ? 'not-of-postcode' : null;
  },
  region: ({ region, department }) => {
    if (!departments.some((one) => one.region === region)) return 'not-in-list';
    const own = departmentOf({ department });
    return own && own.region !== region ? 'not-of-department' : null;
  },
  phone1: ({ phone1 }) => (phoneForm.test(phone1) ? null : 'invalid'),
  phone2: ({ phone2 }) => (phoneForm.test(phone2) ? null : 'invalid'),
};

function departmentOf({ department }: Pick<SubmittedProfile, 'department'>): Department | null {
  return departments.find((one) => one.code === department) ?? null;
}

/** A professional number belongs to a health profession. */
function healthAlone({ profession }: SubmittedProfile): ProfileReason | null {
  const kind = kindOfProfession(profession);
  return kind === null || kind === 'health' ? null : 'only-health';
}
