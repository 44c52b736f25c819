/** The directory as one types, and by the guide's six criteria. */
import { z } from 'zod';
import { DirectoryCriteria, DirectoryEntry } from '../model/directory.ts';
import { defineContract, method } from './define.ts';

/** An entry with what this account may do with it. */
export const DirectoryHit = z.object({
  entry: DirectoryEntry,
  /** Null when writing is allowed, else what would be needed (`Need` of the rights table). */
  missingRight: z.enum(['certified-account', 'health-profile', 'qualified-identity']).nullable(),
});
export type DirectoryHit = z.infer<typeof DirectoryHit>;

export const directoryContract = defineContract('directory', {
  servedBy: 'session',
  methods: {
    suggest: method(
      z.object({ text: z.string().min(1).max(120) }),
      z.object({ hits: z.array(DirectoryHit), total: z.number().int(), offline: z.boolean() }),
    ),
    search: method(
      z.object({ criteria: DirectoryCriteria }),
      z.object({ hits: z.array(DirectoryHit), more: z.boolean(), total: z.number().int() }),
    ),
  },
  events: {},
});
