/** Structures (hospitals, practices, associations) and the people that they enter before these have an account. */
import { z } from 'zod';
import { AccountCard } from './person.ts';
import { plainText } from './plain-text.ts';

/**
 * FINESS number: department (two digits, `2A`, `2B`) and seven digits. No rule for its last one stands in what this
 * project rests on, so none is applied.
 */
export const Finess = z.string().regex(/^(\d{2}|2[AB])\d{7}$/);

export const Structure = z.object({
  id: z.uuid(),
  /** Null for those that have none: an association, a practice. */
  finess: Finess.nullable(),
  name: z.string().trim().min(1).max(160).regex(plainText),
  /** Code: `83`, `2A`, `974`. */
  department: z.string().max(3),
  /** Null for the collectivities overseas. */
  region: z.string().max(60).nullable(),
});
export type Structure = z.infer<typeof Structure>;

/** Somebody as a structure enters them. */
export const PreregisteredPerson = AccountCard.pick({
  address: true,
  title: true,
  givenName: true,
  familyName: true,
  kind: true,
  profession: true,
  specialty: true,
  town: true,
  rpps: true,
}).extend({ department: Structure.shape.department });
export type PreregisteredPerson = z.infer<typeof PreregisteredPerson>;
