/** Entering the MSSanté trust space (guide, parts 4 and 6): three conditions, an address, and what may be done with it. */
import { z } from 'zod';
import { Instant } from './ids.ts';
import { EmailAddress } from './person.ts';

/** `pending`: somebody else has to act; `unmet`: the owner has, or it cannot be. */
export const ConditionState = z.enum(['met', 'pending', 'unmet']);
export type ConditionState = z.infer<typeof ConditionState>;

/** A personal account that is eligible: a health professional's, validated by the agency. */
const EligibleAccount = z.object({
  id: z.literal('eligible-account'),
  state: ConditionState,
  cause: z.enum([
    'certified',
    'awaiting-agency',
    'refused',
    'not-validated',
    'social-profile',
    'administrative-profile',
    'organisation',
    'name-unwritable',
  ]),
  /** Since when the agency is being waited for; null when it is not. */
  since: Instant.nullable(),
});

/** An RPPS or ADELI number. */
const ProfessionalNumber = z.object({
  id: z.literal('professional-number'),
  state: ConditionState,
  cause: z.enum(['rpps', 'adeli', 'missing', 'not-for-profile']),
  number: z.string().max(20).nullable(),
  /** The national directory has the number under the same family name. */
  inDirectory: z.boolean(),
});

/** Strong authentication: every session of this operator is opened by card, or by password and one-time code. */
const StrongSignIn = z.object({
  id: z.literal('strong-sign-in'),
  state: ConditionState,
  cause: z.enum(['card', 'code']),
  since: Instant,
});

export const MssanteCondition = z.discriminatedUnion('id', [EligibleAccount, ProfessionalNumber, StrongSignIn]);
export type MssanteCondition = z.infer<typeof MssanteCondition>;

export const MssanteStatus = z.object({
  /** `not-offered`: this operator is not in the trust space. */
  state: z.enum(['active', 'inactive', 'not-offered']),
  /** In the order of the guide. */
  conditions: z.tuple([EligibleAccount, ProfessionalNumber, StrongSignIn]),
  /** The address in the trust space: the account's for ever once `isReserved`, else the one that activating would give now. */
  address: EmailAddress.nullable(),
  isReserved: z.boolean(),
  activatedAt: Instant.nullable(),
  /** The owner asked not to be found in directories. */
  redList: z.boolean(),
});
export type MssanteStatus = z.infer<typeof MssanteStatus>;

/** The address that was shown is what is activated: should somebody else have been given it meanwhile, it is asked again. */
export const MssanteActivation = z.object({ address: EmailAddress, redList: z.boolean() }).strict();
export type MssanteActivation = z.infer<typeof MssanteActivation>;
