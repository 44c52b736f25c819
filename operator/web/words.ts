/** What a language of the pages must hold. */
import type { PasswordRule } from '../../contract/model/password.ts';
import type { PersonKind } from '../../contract/model/professions.ts';
import type { ProfileField, ProfileReason } from '../../contract/model/registration.ts';
import type { CeremonyPurpose } from '../services/ports/passkeys.ts';
import type { FieldWords } from './form.ts';
import type { PageWords } from './layout.ts';

export interface Headline {
  readonly title: string;
  readonly lead: string;
}

/** A page that only says something. */
export interface Notice extends Headline {
  readonly lines: readonly string[];
}

/** The page where a passkey is asked. */
export interface PasskeyWords {
  readonly ask: Readonly<Record<CeremonyPurpose, Headline & { readonly send: string }>>;
  /** A link that somebody else sent is to be left alone. */
  readonly caution: string;
  readonly cautionTitle: string;
  readonly forAccount: string;
  readonly waiting: string;
  readonly needsScripts: string;
  /** What can go wrong in the browser. */
  readonly failures: Readonly<Record<'cancelled' | 'existing' | 'unsupported' | 'unable' | 'expired', string>>;
  readonly done: Readonly<Record<CeremonyPurpose, Headline>>;
  readonly back: string;
  readonly backNote: string;
  readonly refused: Notice;
  readonly gone: Notice;
}

export interface Words {
  readonly page: PageWords;
  readonly compulsory: string;
  readonly correct: string;
  readonly choose: string;
  readonly yes: string;
  readonly no: string;
  readonly send: string;
  readonly stepOne: string;
  readonly stepTwo: string;
  readonly parts: { readonly authentication: string; readonly identification: string; readonly location: string };
  readonly kinds: Readonly<Record<PersonKind, string>>;
  readonly fields: Readonly<Record<ProfileField | 'address' | 'password' | 'confirmation', FieldWords>>;
  /** `minLength` stands for the number. */
  readonly passwordHint: (minLength: number) => string;
  readonly passwordRules: Readonly<Record<PasswordRule, (minLength: number) => string>>;
  readonly confirmationDiffers: string;
  readonly missing: string;
  readonly addressInvalid: string;
  readonly nameInvalid: string;
  readonly reasons: Readonly<Record<ProfileReason, string>>;
  /** Where a field has more to say than the reason alone. */
  readonly particular: Readonly<Partial<Record<`${ProfileField} ${ProfileReason}`, string>>>;
  readonly identifierTaken: string;
  readonly start: Headline;
  readonly startNote: string;
  readonly sent: Notice;
  readonly finish: Headline;
  readonly finishNote: string;
  readonly created: Notice;
  readonly recovery: Headline;
  readonly recoveryNote: string;
  readonly recoverySent: Notice;
  readonly newPassword: Headline;
  readonly newPasswordSend: string;
  readonly passwordChanged: Notice;
  readonly addressProof: Headline;
  readonly addressProofSend: string;
  readonly addressProven: Notice;
  readonly passkey: PasskeyWords;
  readonly mailbox: { readonly title: string; readonly lead: (structure: string) => string };
  readonly mailboxNote: (name: string, structure: string) => string;
  readonly mailboxSend: string;
  readonly mailboxAgreed: Notice;
  readonly linkGone: Notice;
  readonly startAgain: string;
  readonly recoverAgain: string;
  readonly busy: Notice;
}
