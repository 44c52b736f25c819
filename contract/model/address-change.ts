/** The form letter by which an account gets another address (guide, FAQ 8): the address is its key, and the agency changes it. */
import { z } from 'zod';
import { Instant } from './ids.ts';
import { EmailAddress } from './person.ts';
import { plainText } from './plain-text.ts';

const line = (max: number) => z.string().trim().min(1).max(max).regex(plainText);

/**
 * What the owner fills in. Name, present address and professional number are the account's own, whatever a letter says.
 */
export const AddressChangeLetter = z
  .object({
    newAddress: EmailAddress,
    /** What the owner does: profession, specialty. */
    activity: line(160),
    postalAddress: line(240),
    phone: line(30),
    /** « J’atteste que les données renseignées ci-dessous sont conformes. » */
    attested: z.literal(true),
  })
  .strict();
export type AddressChangeLetter = z.infer<typeof AddressChangeLetter>;

/** `asked`: the mailed link waits to be followed; `proven`: the agency decides; `lapsed`: the link was not followed in time. */
export const AddressChangeState = z.enum(['asked', 'proven', 'accepted', 'refused', 'lapsed']);
export type AddressChangeState = z.infer<typeof AddressChangeState>;

/** The latest request of an account; null where there never was one. */
export const AddressChangeStatus = z.object({
  request: z
    .object({
      newAddress: EmailAddress,
      state: AddressChangeState,
      askedAt: Instant,
      /** The agency's sentence, where it refused. */
      reason: z.string().nullable(),
    })
    .nullable(),
});
export type AddressChangeStatus = z.infer<typeof AddressChangeStatus>;
