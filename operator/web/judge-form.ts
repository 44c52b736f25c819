/** What is wrong with a form that was sent, in the words of its page. */
import { failedPasswordRules } from '../../contract/model/password.ts';
import {
  judgeProfile,
  normalizeProfile,
  type ProfileField,
  RegistrationRequest,
  SubmittedProfile,
} from '../../contract/model/registration.ts';
import type { Form } from './page-request.ts';
import type { Words } from './words.ts';

/** Reasons by name of field; empty when nothing is wrong. */
export type Failures = Readonly<Record<string, string>>;

/** The first step: address and names. */
export function requestFailures(words: Words, form: Form): Failures {
  const names = ['address', 'familyName', 'givenName'] as const;
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = form[name]?.trim() ?? '';
      if (value === '') return [[name, words.missing]];
      if (RegistrationRequest.shape[name].safeParse(value).success) return [];
      return [[name, name === 'address' ? words.addressInvalid : words.nameInvalid]];
    }),
  );
}

/** Password and its confirmation. */
export function passwordFailures(words: Words, form: Form, minLength: number): Failures {
  const { password = '', confirmation = '' } = form;
  if (password === '') return { password: words.missing };
  const rules = failedPasswordRules(password, minLength);
  if (rules.length > 0) return { password: rules.map((rule) => words.passwordRules[rule](minLength)).join(' ') };
  return password === confirmation ? {} : { confirmation: words.confirmationDiffers };
}

/** The profile as it was typed, in the form that is judged; fields that no form of ours sends are left out. */
export function readProfile(form: Form): SubmittedProfile | null {
  const names = Object.keys(SubmittedProfile.shape) as ProfileField[];
  const typed = Object.fromEntries(names.map((name) => [name, form[name] ?? '']));
  const answers: Readonly<Record<string, boolean>> = { yes: true, no: false };
  const parsed = SubmittedProfile.safeParse({
    ...typed,
    privatePractice: answers[form['privatePractice'] ?? ''] ?? null,
  });
  return parsed.success ? normalizeProfile(parsed.data) : null;
}

export function profileFailures(words: Words, profile: SubmittedProfile): Failures {
  return Object.fromEntries(
    judgeProfile(profile).map(({ field, reason }) => [
      field,
      words.particular[`${field} ${reason}`] ?? words.reasons[reason],
    ]),
  );
}
