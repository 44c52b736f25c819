/** The person's own account: who the operator says they are, how it is entered, what it tells, and how letters end. */
import { z } from 'zod';
import { accessRoutes, SessionSummary, TimeCodesState } from '../api/access-routes.ts';
import { AbsenceState, AbsenceStatement } from '../model/absence.ts';
import { ReminderDays } from '../model/account-item.ts';
import { AddressChangeLetter, AddressChangeStatus } from '../model/address-change.ts';
import { Instant } from '../model/ids.ts';
import { MAX_SIGNATURE_LENGTH } from '../model/limits.ts';
import { MssanteActivation, MssanteStatus } from '../model/mssante.ts';
import { NotificationPreferences } from '../model/notification.ts';
import { BegunPasskey, PasskeyCode, PasskeyName, PasskeySummary } from '../model/passkey.ts';
import { AccountCard } from '../model/person.ts';
import { PinInput } from './card.contract.ts';
import { defineContract, method } from './define.ts';

/** The account as the operator describes it. */
export const Identity = z.object({
  account: AccountCard,
  /** When the operator last said so; null where that was not noted. */
  toldAt: Instant.nullable(),
  /** False for what was kept here, where the operator cannot be asked now. */
  isFresh: z.boolean(),
});
export type Identity = z.infer<typeof Identity>;

/** How the account is entered. */
export const Access = z.object({
  sessions: z.array(SessionSummary),
  hasPassword: z.boolean(),
  /** A card opens it too. */
  hasCard: z.boolean(),
  /** The account's code application; null: there is none. */
  timeCodes: TimeCodesState.nullable(),
  /** Null: the operator takes none. */
  passkeys: z.array(PasskeySummary).nullable(),
  /** They stand in for application and passkeys. */
  recoveryCodesLeft: z.number().int().min(0),
});
export type Access = z.infer<typeof Access>;

/** Preferences as the operator has them, and what it lets them decide. */
export const Notifications = z.object({
  preferences: NotificationPreferences,
  /** The operator's own rule: without it no mail shows a title, whatever was chosen. */
  titlesInMails: z.boolean(),
});
export type Notifications = z.infer<typeof Notifications>;

/** The choices that are made; the others stay as the operator has them. */
export const NotificationChange = z
  .object({
    language: NotificationPreferences.shape.language,
    titleAllowed: NotificationPreferences.shape.titleAllowed,
    channels: NotificationPreferences.shape.channels.partial(),
  })
  .partial()
  .strict();
export type NotificationChange = z.infer<typeof NotificationChange>;

/** As typed; stretched at once and never kept. */
const Password = z.string().min(1).max(256);
/** Of a code application, a recovery code, or what a passkey brought back. */
const FactorCode = z.string().min(1).max(64);
/** `code` is null where no second factor is in force, and right after signing in by card. */
const FactorProof = z.object({ password: Password, code: FactorCode.nullable() }).strict();
const ReminderHabit = z.object({ days: ReminderDays.nullable() }).strict();
const LetterSignature = z.object({ text: z.string().max(MAX_SIGNATURE_LENGTH) }).strict();

export const settingsContract = defineContract('settings', {
  servedBy: 'session',
  methods: {
    identity: method(z.object({}).strict(), Identity),
    access: method(z.object({}).strict(), Access),
    /** Ends another session of the account at once; one that is over already is no failure. */
    endSession: method(z.object({ sessionId: z.uuid() }).strict(), Access),
    endOtherSessions: method(z.object({}).strict(), Access),
    /** `current` is null for the first password of an account that its card opens. What is kept here under the password is wrapped again for the new one. Ends the other sessions. */
    changePassword: method(z.object({ current: Password.nullable(), next: Password }).strict(), Access),
    /** The card alone opens the account from then on; right after signing in by it. */
    removePassword: method(z.object({ current: Password }).strict(), Access),
    /** From a session by code: the card in that reader opens the account from then on. */
    linkCard: method(
      z.object({ reader: z.string().max(200), pin: PinInput, finalTryConfirmed: z.boolean() }).strict(),
      Access,
    ),
    /** Shows a secret for a code application, which is in force once a code of it was given. */
    beginTimeCodes: method(FactorProof, accessRoutes.timeCodesBegin.response),
    /** Gives the recovery codes, once. Ends the other sessions. */
    confirmTimeCodes: method(z.object({ code: FactorCode }).strict(), accessRoutes.timeCodesConfirm.response),
    renewRecoveryCodes: method(
      z.object({ password: Password, code: FactorCode }).strict(),
      accessRoutes.recoveryCodesRenew.response,
    ),
    /** `code` is null for who has nothing left but the card, and has just signed in by it. */
    removeTimeCodes: method(FactorProof, Access),
    /** Where the browser is to be led to make a passkey. */
    beginPasskey: method(FactorProof, BegunPasskey),
    /** Puts the made passkey in force; gives recovery codes, once, with the first second factor. Ends the other sessions. */
    confirmPasskey: method(
      z.object({ code: PasskeyCode, name: PasskeyName }).strict(),
      accessRoutes.passkeyConfirm.response,
    ),
    /** Where the browser is to be led for a passkey that answers in place of a code. */
    provePasskey: method(z.object({}).strict(), BegunPasskey),
    removePasskey: method(FactorProof.extend({ passkeyId: z.uuid() }), Access),
    notifications: method(z.object({}).strict(), Notifications),
    changeNotifications: method(NotificationChange, Notifications),
    /** What became of the latest request for another address. */
    addressChange: method(z.object({}).strict(), AddressChangeStatus),
    askAddressChange: method(AddressChangeLetter, AddressChangeStatus),
    /** The three conditions of the trust space, and the address there; asked of the operator each time. */
    mssante: method(z.object({}).strict(), MssanteStatus),
    activateMssante: method(MssanteActivation, MssanteStatus),
    deactivateMssante: method(z.object({}).strict(), MssanteStatus),
    /** The absence that runs or is to come; asked of the operator each time. */
    absence: method(z.object({}).strict(), AbsenceState),
    /** In place of the one that runs or is to come. The workstation gives it its id. */
    stateAbsence: method(AbsenceStatement, AbsenceState),
    endAbsence: method(z.object({}).strict(), AbsenceState),
    /** What new letters begin with: days after sealing, to be reminded of what is not opened; null for never. */
    reminder: method(z.object({}).strict(), ReminderHabit),
    setReminder: method(ReminderHabit, ReminderHabit),
    /** The text that ends new letters; kept on this workstation alone. */
    signature: method(z.object({}).strict(), LetterSignature),
    setSignature: method(LetterSignature, LetterSignature),
  },
  events: {},
});
