/** The directory as one types, and by the guide's six criteria. */
import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { AbsentRecipient } from '../model/absence.ts';
import { DirectoryCriteria, DirectoryEntry, MAX_DIRECTORY_RESULTS } from '../model/directory.ts';
import { Instant } from '../model/ids.ts';
import { MAX_RECIPIENTS } from '../model/limits.ts';
import { EmailAddress } from '../model/person.ts';
import { defineContract, method } from './define.ts';

/** Null when writing is allowed, else what would be needed (`Need` of the rights table). */
const missingRight = z.enum(['certified-account', 'health-profile', 'qualified-identity']).nullable();

/** An entry with what this account may do with it. */
export const DirectoryHit = z.object({ entry: DirectoryEntry, missingRight });
export type DirectoryHit = z.infer<typeof DirectoryHit>;

/** A whole address that was typed and that the directory does not know, where the operator invites. */
export const Invitation = z.object({
  address: EmailAddress,
  missingRight,
  /** Whether the operator sends codes by telephone. */
  phoneCodes: z.boolean(),
});
export type Invitation = z.infer<typeof Invitation>;

/** What is known of an address that a letter goes to: at most one of the two. */
export const KnownRecipient = z.object({
  address: EmailAddress,
  entry: DirectoryEntry.nullable(),
  invitation: Invitation.nullable(),
});
export type KnownRecipient = z.infer<typeof KnownRecipient>;

/** Who answers: `here` is this workstation, at once; `operator` is it where it can be reached, else this workstation. */
const From = z.enum(['here', 'operator']);

/** What was searched on this workstation: the national directory as it was then, or (null) people met here. */
const searchedHere = z.object({ edition: Instant.nullable() }).nullable();

/** The departments that the directory is limited to; null: none. */
const Departments = z.array(z.string().min(1).max(3)).min(1).max(110).nullable();

/** The national directory on this workstation. */
export const NationalState = z.object({
  isKept: z.boolean(),
  departments: Departments,
  /** False where the administrator decided. */
  mayChoose: z.boolean(),
  edition: z.object({ madeAt: Instant, entries: z.number().int(), sizeBytes: z.number().int() }).nullable(),
  /** When it was found to be the latest. */
  checkedAt: Instant.nullable(),
  progress: z.object({ step: z.enum(['download', 'build']), done: z.number(), total: z.number() }).nullable(),
  problem: ErrorCode.nullable(),
});
export type NationalState = z.infer<typeof NationalState>;

export const directoryContract = defineContract('directory', {
  servedBy: 'session',
  methods: {
    suggest: method(
      z.object({ text: z.string().min(1).max(120), from: From.default('operator') }),
      z.object({
        hits: z.array(DirectoryHit),
        total: z.number().int(),
        offline: z.boolean(),
        here: searchedHere,
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
          from: From.default('operator'),
        })
        .strict(),
      z.object({
        hits: z.array(DirectoryHit),
        /** Exact below `MAX_DIRECTORY_RESULTS`: with so many the criteria are to be narrowed. */
        total: z.number().int(),
        /** The operator does not answer. */
        offline: z.boolean(),
        here: searchedHere,
      }),
    ),
    /** What is known of those whom a letter goes to, by their addresses: names have namesakes. */
    resolve: method(
      z.object({ addresses: z.array(EmailAddress).min(1).max(MAX_RECIPIENTS) }).strict(),
      z.object({ recipients: z.array(KnownRecipient), offline: z.boolean() }),
    ),
    /** Which of these people are absent now; only the operator knows. */
    absent: method(
      z.object({ addresses: z.array(EmailAddress).min(1).max(MAX_RECIPIENTS) }).strict(),
      z.object({ absent: z.array(AbsentRecipient) }),
    ),
    national: method(z.object({}).strict(), NationalState),
    chooseNational: method(z.object({ isKept: z.boolean(), departments: Departments }).strict(), z.object({})),
    /** Looks for another edition now. */
    updateNational: method(z.object({}).strict(), z.object({})),
    /** Ends the download under way; what came is kept. */
    cancelNational: method(z.object({}).strict(), z.object({})),
  },
  events: { nationalChanged: NationalState },
});
