/** The directory as one types, and by the guide's six criteria. */
import { z } from 'zod';
import { DirectoryCriteria, DirectoryEntry, MAX_DIRECTORY_RESULTS } from '../model/directory.ts';
import { EmailAddress } from '../model/person.ts';
import { defineContract, method } from './define.ts';

/** Null when writing is allowed, else what would be needed (`Need` of the rights table). */
const missingRight = z.enum(['certified-account', 'health-profile', 'qualified-identity']).nullable();

/** An entry with what this account may do with it. */
export const DirectoryHit = z.object({ entry: DirectoryEntry, missingRight });
export type DirectoryHit = z.infer<typeof DirectoryHit>;

/** A whole address that was typed and that the directory does not know, where the operator invites. */
export const Invitation = z.object({ address: EmailAddress, missingRight });
export type Invitation = z.infer<typeof Invitation>;

export const directoryContract = defineContract('directory', {
  servedBy: 'session',
  methods: {
    suggest: method(
      z.object({ text: z.string().min(1).max(120) }),
      z.object({
        hits: z.array(DirectoryHit),
        total: z.number().int(),
        offline: z.boolean(),
        invitation: Invitation.nullable(),
      }),
    ),
    /** A page of results in the order of names. */
    search: method(
      z
        .object({
          criteria: DirectoryCriteria.strict(),
          offset: z.number().int().min(0).max(MAX_DIRECTORY_RESULTS),
          limit: z.number().int().min(1).max(200),
        })
        .strict(),
      z.object({
        hits: z.array(DirectoryHit),
        /** Exact below `MAX_DIRECTORY_RESULTS`: with so many the criteria are to be narrowed. */
        total: z.number().int(),
        /** Only people who are known on this workstation: the operator does not answer. */
        offline: z.boolean(),
      }),
    ),
  },
  events: {},
});
