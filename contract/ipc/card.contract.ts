/** The live state of readers and card, and signing in with it. Served by the session process, before and after sign-in. */
import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { Instant } from '../model/ids.ts';
import { AccountCard } from '../model/person.ts';
import { defineContract, method } from './define.ts';

/** Tries left before the card blocks; null where the card does not tell. */
export const PinView = z.object({
  triesLeft: z.number().int().min(0).nullable(),
  maxTries: z.number().int().min(1).nullable(),
  finalTry: z.boolean(),
  blocked: z.boolean(),
  pinPad: z.boolean(),
  minLength: z.number().int(),
  maxLength: z.number().int(),
});
export type PinView = z.infer<typeof PinView>;

/** A card that was read, as the sign-in screen shows it. */
export const CardView = z.object({
  reader: z.string(),
  /** From the certificate: « Claire », « MARTIN ». */
  givenName: z.string(),
  familyName: z.string(),
  title: z.string(),
  profession: z.string(),
  rpps: z.string().nullable(),
  organisation: z.string().nullable(),
  family: z.string(),
  validUntil: Instant,
  pin: PinView,
  /** Why this card cannot sign in (expired, foreign…), known before any PIN is asked. */
  problem: ErrorCode.nullable(),
  /** The signature key asks the PIN for every envelope. */
  pinPerSignature: z.boolean(),
});
export type CardView = z.infer<typeof CardView>;

/** The reader side of the sign-in screen; exactly one state at any time. */
export const CardState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('service-unavailable') }),
  z.object({ state: z.literal('no-reader') }),
  z.object({ state: z.literal('no-card'), readers: z.array(z.string()) }),
  z.object({ state: z.literal('reading'), reader: z.string() }),
  z.object({ state: z.literal('unreadable'), reader: z.string(), problem: ErrorCode }),
  z.object({ state: z.literal('ready'), card: CardView }),
  /** Several cards: the user chooses by reader. */
  z.object({ state: z.literal('several'), cards: z.array(CardView) }),
]);
export type CardState = z.infer<typeof CardState>;

/** Digits as typed; converted to bytes at once and never kept. Null with a pin-pad reader. */
export const PinInput = z
  .string()
  .regex(/^[\x20-\x7e]{1,16}$/)
  .nullable();

export const SessionView = z.object({
  account: AccountCard,
  /** Signed in at the operator, or opened from the local store alone. */
  online: z.boolean(),
  /** `password`: opened without network by the password alone. */
  method: z.enum(['card', 'code', 'password', 'recovery-code']),
  /** A card signs what is sent; without one it leaves unsigned. */
  signs: z.boolean(),
  /** First sign-in on this workstation: a recovery code is shown once. */
  recoveryCode: z.string().nullable(),
  /** Unsent envelopes of this account found on this workstation. */
  unsent: z.number().int(),
  drafts: z.number().int(),
});
export type SessionView = z.infer<typeof SessionView>;

export const cardContract = defineContract('card', {
  servedBy: 'session',
  methods: {
    state: method(z.object({}), CardState),
    signIn: method(z.object({ reader: z.string(), pin: PinInput, finalTryConfirmed: z.boolean() }), SessionView),
    /** After a card was replaced: opens journal and archive with the recovery code, then re-wraps the key for this card. */
    recover: method(z.object({ recoveryCode: z.string().max(64) }), SessionView),
  },
  events: {
    stateChanged: CardState,
    /** What sign-in is doing, for the progress line. */
    signInProgress: z.object({ step: z.enum(['pin', 'challenge', 'tokens', 'store', 'inbox']) }),
  },
});
