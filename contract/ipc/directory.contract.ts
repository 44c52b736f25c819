/** The directory as one types, and by the guide's six criteria. */
import { z } from 'zod';
import { DirectoryCriteria, DirectoryEntry } from '../model/directory.ts';
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
    search: method(
      z.object({ criteria: DirectoryCriteria }),
      z.object({ hits: z.array(DirectoryHit), more: z.boolean(), total: z.number().int() }),
    ),
  },
  events: {},
});
