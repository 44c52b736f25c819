/** What a language of the console must hold. */
import type { AccountAct, ActKind } from '../../services/ports/acts.ts';
import type { AccountState } from '../../services/ports/administration.ts';
import type { AdministratorRole } from '../../services/ports/administrators.ts';
import type { FieldWords } from '../form.ts';
import type { Headline, Notice } from '../words.ts';
import type { MailboxWords } from './mailbox-words.ts';
import type { StructureWords } from './structure-words.ts';

/** How long an account has waited, against the promise of 24 to 48 hours. */
export type Wait = 'on-time' | 'due' | 'late';
/** How a declared field and the directory's agree. */
export type Agreement = 'same' | 'different' | 'unknown';
/** What is compared with the directory. */
export type ComparedField =
  | 'familyName'
  | 'givenName'
  | 'profession'
  | 'specialty'
  | 'organisation'
  | 'town'
  | 'department'
  | 'rpps';
export type AccountStatus = AccountState | 'uncertified';

export interface ActWords {
  /** What the button says, and the part of the page. */
  readonly label: string;
  readonly explained: string;
  /** Once it is done. */
  readonly done: string;
}

/** Requests for another address. */
export interface AddressWords {
  readonly section: string;
  readonly title: string;
  readonly lead: (total: number) => string;
  readonly none: string;
  readonly present: string;
  readonly wanted: string;
  readonly activity: string;
  readonly proven: string;
  readonly letter: string;
  readonly attested: string;
  readonly toAccount: string;
  readonly accept: string;
  readonly acceptNote: string;
  readonly refuse: string;
  readonly decided: string;
  readonly taken: string;
  readonly states: Readonly<Record<'asked' | 'accepted' | 'refused' | 'replaced', string>>;
}

export interface ConsoleWords {
  readonly console: string;
  readonly toContent: string;
  readonly navigation: string;
  readonly queue: string;
  readonly accounts: string;
  readonly record: string;
  readonly addresses: AddressWords;
  readonly structures: StructureWords;
  readonly mailboxes: MailboxWords;
  readonly signOut: string;
  readonly roles: Readonly<Record<AdministratorRole, string>>;

  readonly signIn: Headline;
  readonly signInSend: string;
  readonly signInNote: string;
  readonly signInRefused: string;
  readonly sessionOver: string;
  readonly enrolment: Headline;
  readonly enrolmentSend: string;
  readonly enrolmentNote: string;
  readonly secret: Headline;
  readonly secretSteps: readonly string[];
  readonly secretPicture: string;
  readonly secretKey: string;
  readonly secretLink: string;
  readonly secretSend: string;
  readonly secretNote: string;
  readonly codeWrong: string;
  readonly enrolled: Headline;
  readonly recoveryCodes: string;
  readonly recoveryCodesNote: string;
  readonly recoveryCodesLeft: (left: number) => string;
  readonly fields: Readonly<Record<'address' | 'password' | 'code' | 'firstCode', FieldWords>>;

  readonly queueTitle: string;
  readonly queueLead: (total: number, late: number) => string;
  readonly queueEmpty: string;
  readonly waits: Readonly<Record<Wait, string>>;
  readonly duration: (hours: number) => string;
  readonly columns: Readonly<
    Record<
      | 'person'
      | 'place'
      | 'number'
      | 'submitted'
      | 'wait'
      | 'status'
      | 'address'
      | 'when'
      | 'who'
      | 'what'
      | 'whom'
      | 'why',
      string
    >
  >;
  readonly searchTitle: string;
  readonly searchLabel: string;
  readonly searchHint: string;
  readonly stateLabel: string;
  readonly anyState: string;
  readonly find: string;
  readonly found: (total: number) => string;
  readonly foundNone: string;
  readonly pages: string;
  readonly page: (page: number, count: number) => string;
  readonly earlier: string;
  readonly later: string;
  readonly statuses: Readonly<Record<AccountStatus, string>>;

  readonly back: string;
  readonly comparison: string;
  readonly declared: string;
  readonly ofAccount: string;
  readonly directory: string;
  readonly verdict: string;
  readonly field: string;
  readonly agreements: Readonly<Record<Agreement, string>>;
  readonly differences: (count: number) => string;
  readonly noEntry: string;
  readonly noNumber: string;
  readonly entryAddress: (address: string) => string;
  readonly otherEntries: (addresses: string) => string;
  /** An entry of the number is another account's. */
  readonly entryTaken: string;
  readonly sameNumber: string;
  readonly notProof: string;
  readonly noneStated: string;
  readonly compared: Readonly<Record<ComparedField, string>>;
  readonly contact: string;
  readonly postal: string;
  readonly phones: string;
  readonly adeli: string;
  readonly decision: string;
  readonly standing: string;
  readonly history: string;
  readonly historyEmpty: string;
  readonly next: string;
  readonly acts: Readonly<Record<AccountAct, ActWords>>;
  readonly reason: string;
  readonly reasonHint: string;
  readonly reasonMissing: string;
  readonly reasonForm: string;
  readonly confirmClosing: string;
  readonly confirmMissing: string;
  readonly closedForGood: string;

  readonly recordTitle: string;
  readonly recordLead: string;
  readonly recordHint: string;
  readonly kindLabel: string;
  readonly anyKind: string;
  readonly kinds: Readonly<Record<ActKind, string>>;
  readonly commandLine: string;

  /** Somebody was faster. */
  readonly already: (act: { readonly what: string; readonly who: string; readonly when: string }) => string;
  readonly alreadyUnknown: string;
  readonly identifierTaken: string;
  readonly nothingDone: string;
  readonly notFound: Notice;
  readonly refused: Notice;
  readonly busy: Notice;
  readonly unavailable: Notice;
  readonly linkGone: Notice;
  readonly toConsole: string;
}
