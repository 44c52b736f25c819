/** What a language of the pages must say to somebody who reads without an account. */
import type { EventKind } from '../../contract/model/event.ts';
import type { PhoneChannel } from '../../contract/model/phone-code.ts';
import type { RecipientState } from '../../contract/model/recipient.ts';
import type { Notice } from './words.ts';

/** Who did something, and to whose copy of the envelope. */
interface EventPeople {
  readonly actor: string;
  readonly recipient: string;
}

export interface ReadingWords {
  /** Instants as the pages write them. */
  readonly date: (instant: string) => string;
  readonly day: (instant: string) => string;
  readonly size: (bytes: number) => string;
  readonly invitation: {
    readonly title: (sender: string) => string;
    readonly lead: (sealedAt: string, address: string) => string;
    readonly open: string;
    readonly openNote: (sender: string) => string;
    readonly until: (day: string) => string;
    readonly stranger: (sender: string) => string;
  };
  readonly letter: {
    readonly lead: (sender: string, sealedAt: string) => string;
    readonly noSubject: string;
    readonly from: string;
    readonly to: string;
    readonly cc: string;
    readonly message: string;
    readonly noText: string;
    readonly onlyHtml: string;
    readonly truncated: string;
    readonly attachments: (count: number) => string;
    readonly save: (name: string) => string;
    readonly trust: string;
    readonly signed: string;
    readonly unsigned: string;
    readonly sealed: (operator: string, sealedAt: string) => string;
    readonly opening: string;
    readonly fingerprint: string;
    readonly timeline: string;
    readonly until: (day: string) => string;
    readonly answerTitle: string;
    readonly answerByAccount: (sender: string) => string;
    readonly createAccount: string;
    readonly close: string;
    readonly closeNote: string;
  };
  readonly answer: {
    readonly to: string;
    readonly toSender: (sender: string) => string;
    readonly toAll: (sender: string, others: string) => string;
    readonly text: string;
    readonly files: string;
    readonly filesHint: string;
    readonly send: string;
    readonly sendNote: (sender: string) => string;
    readonly fromAccount: (sender: string) => string;
    readonly notSent: string;
    readonly filesAgain: string;
    readonly failures: {
      readonly empty: string;
      readonly tooLong: string;
      readonly tooLarge: string;
      readonly tooMany: string;
      readonly infected: string;
      readonly later: string;
      readonly tooOften: string;
      readonly underWay: string;
      readonly torn: string;
      readonly recipient: (address: string) => string;
    };
    readonly ended: Notice;
    readonly givenTitle: (count: number) => string;
    readonly given: (sealedAt: string) => string;
    readonly openedBy: (names: string) => string;
    readonly notOpened: string;
    readonly sealedTitle: string;
    readonly sealedLead: (names: string, sealedAt: string) => string;
    readonly recipients: string;
    readonly openedOn: (at: string) => string;
    readonly states: Readonly<Record<RecipientState, string>>;
    readonly byLink: (address: string) => string;
    readonly until: (day: string) => string;
    readonly proof: string;
    readonly back: string;
  };
  /** The code by telephone, where the sender asked for one. */
  readonly code: {
    readonly asked: (sender: string) => string;
    readonly goesTo: Readonly<Record<PhoneChannel, (lastDigits: string) => string>>;
    readonly receive: string;
    readonly otherNumber: (sender: string) => string;
    readonly title: string;
    readonly sentTo: Readonly<Record<PhoneChannel, (lastDigits: string) => string>>;
    readonly field: string;
    readonly fieldHint: string;
    readonly nothingCame: string;
    readonly again: string;
    readonly stillClosed: string;
    readonly wrong: (triesLeft: number) => string;
    readonly expired: string;
    readonly tooOften: (until: string) => string;
    readonly notSent: string;
    readonly opening: (lastDigits: string) => string;
    readonly sendNote: (sender: string) => string;
    readonly byLink: (address: string) => string;
    readonly gone: Notice;
  };
  readonly events: Readonly<Record<EventKind, (people: EventPeople) => string>>;
  readonly closed: Notice;
  /** The reading ended: half an hour without a sign, or another envelope opened since. */
  readonly ended: Notice;
  readonly wrongLink: Notice;
  readonly erased: Notice;
}
