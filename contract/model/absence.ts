/**
 * Absences: from when until when somebody does not read the mailbox, what those who write meanwhile are told by the
 * operator, once each, and who acts instead. What is told is no letter: nobody signed it, and it goes no further.
 */
import { z } from 'zod';
import { AccountId, EnvelopeId, Instant } from './ids.ts';
import { AccountCard, EmailAddress } from './person.ts';
import { plainLines } from './plain-text.ts';

/** Characters of what those who write are told. */
export const MAX_ABSENCE_TEXT = 1_000;

export const AbsenceId = z.uuid().brand<'AbsenceId'>();
export type AbsenceId = z.infer<typeof AbsenceId>;

const AbsenceText = z.string().trim().min(1).max(MAX_ABSENCE_TEXT).regex(plainLines);

/** What an owner states; `id` is made by the workstation, so that stating twice states once. */
export const AbsenceStatement = z
  .object({
    id: AbsenceId,
    from: Instant,
    /** It ends by itself at that instant. */
    until: Instant,
    text: AbsenceText,
    /** Who acts in the owner's name, under a delegation that lets them open; null for nobody. */
    delegateId: AccountId.nullable(),
  })
  .strict();
export type AbsenceStatement = z.infer<typeof AbsenceStatement>;

/** An absence as its owner sees it. What it says never changes: another text or period is another absence. */
export const Absence = z.object({
  id: AbsenceId,
  from: Instant,
  until: Instant,
  text: z.string().max(MAX_ABSENCE_TEXT),
  delegate: AccountCard.nullable(),
  /** False once no delegation lets that person open any more: nobody is told then that they act. */
  delegateMayAct: z.boolean(),
  /** People who were told of it. */
  answered: z.number().int().nonnegative(),
});
export type Absence = z.infer<typeof Absence>;

/** How things stand: the absence that runs or is to come, by the operator's clock. */
export const AbsenceState = z.object({
  absence: Absence.nullable(),
  /** The longest period that this operator takes. */
  maxDays: z.number().int().positive(),
  serverTime: Instant,
});
export type AbsenceState = z.infer<typeof AbsenceState>;

/** Why a statement is refused. */
export const AbsenceRefusal = z.enum(['period-backwards', 'period-over', 'period-too-long', 'delegate-may-not-open']);
export type AbsenceRefusal = z.infer<typeof AbsenceRefusal>;

/** What a sender was told by the operator in the name of an absent recipient. */
export const AbsenceAnswer = z.object({
  envelopeId: EnvelopeId,
  /** Address of that recipient, as the envelope names it. */
  recipient: EmailAddress,
  from: Instant,
  until: Instant,
  text: z.string().max(MAX_ABSENCE_TEXT),
  /** Who acted for them when it was told; null for nobody. */
  delegate: z.string().max(200).nullable(),
});
export type AbsenceAnswer = z.infer<typeof AbsenceAnswer>;

/** Somebody absent now, as whoever is about to write is warned. */
export const AbsentRecipient = z.object({
  address: EmailAddress,
  until: Instant,
  /** Who acts for them; null for nobody. */
  delegate: z.string().max(200).nullable(),
});
export type AbsentRecipient = z.infer<typeof AbsentRecipient>;

/** What a delegate whom an absent owner named is told of the mailbox. */
export const HandedOver = z.object({
  until: Instant,
  /** Envelopes that arrived since the absence began and that nobody has opened. */
  arrived: z.number().int().nonnegative(),
});
export type HandedOver = z.infer<typeof HandedOver>;
