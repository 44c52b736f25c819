/** What this workstation keeps of the account, what that weighs, and how it is given back to the disk. */
import { z } from 'zod';
import { FilingPlace } from '../model/account-item.ts';
import { EnvelopeId } from '../model/ids.ts';
import { defineContract, method } from './define.ts';
import { Box, EnvelopeRow } from './mailbox.contract.ts';

/** Days back for which attachments may be kept. */
export const MOST_KEPT_DAYS = 365;

/** Whose attachments are kept for reading without network. Lists and texts are always kept. */
export const OfflineRule = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('all') }).strict(),
  /** Of the last days. */
  z.object({ mode: z.literal('days'), days: z.number().int().min(1).max(MOST_KEPT_DAYS) }).strict(),
  /** Of what somebody opens. */
  z.object({ mode: z.literal('on-demand') }).strict(),
]);
export type OfflineRule = z.infer<typeof OfflineRule>;

const Bytes = z.number().int().nonnegative();
export const Weight = z.object({ count: z.number().int(), sizeBytes: Bytes });

/** Why the cache was made anew, and what that left untouched, being the journal's or the archive's. */
export const CacheLossNotice = z.object({
  reason: z.enum(['damaged', 'newer', 'removed', 'asked']),
  drafts: z.number().int(),
  unsent: z.number().int(),
  /** Filings, flags and the like that the operator does not know yet. */
  changes: z.number().int(),
  archived: z.number().int(),
});
export type CacheLossNotice = z.infer<typeof CacheLossNotice>;

export const StorageState = z.object({
  rule: OfflineRule,
  /** The most days that the administrator allows; 0 allows what is opened alone, null anything. */
  mostDays: z.number().int().nonnegative().nullable(),
  /** Nothing is fetched ahead. */
  paused: z.boolean(),
  freeing: z.object({ doneBytes: Bytes, totalBytes: Bytes }).nullable(),
  /** `expected`: envelopes that there were before; null where that is not known. */
  rebuilding: z.object({ envelopes: z.number().int(), expected: z.number().int().nullable() }).nullable(),
  loss: CacheLossNotice.nullable(),
});
export type StorageState = z.infer<typeof StorageState>;

/** Parts of what is on this disk, which together are all of it. */
export const StoragePart = z.enum([
  'messages',
  'attachments',
  'lists',
  'words',
  'texts',
  'archive',
  'journal',
  'delegated',
  'other',
  'unused',
]);
export type StoragePart = z.infer<typeof StoragePart>;

export const StorageUsage = z.object({
  /** Sizes of the account's files, summed. */
  totalBytes: Bytes,
  parts: z.array(z.object({ part: StoragePart, sizeBytes: Bytes })),
  freeDiskBytes: Bytes,
  diskBytes: Bytes,
  /** Messages here by age: sealed within so many days, and not within fewer; null for the older ones. */
  ages: z.array(Weight.extend({ withinDays: z.number().int().nullable() })),
  /** By where they stand: filed, or in their box; a place without messages is left out. */
  places: z.array(Weight.extend({ place: FilingPlace.nullable(), box: Box })),
  largest: z.array(z.object({ row: EnvelopeRow, sizeBytes: Bytes })),
});
export type StorageUsage = z.infer<typeof StorageUsage>;

/** Whose attachments go: those sealed more than so many days ago (0: all), or of these envelopes. */
export const FreeingChoice = z.union([
  z.object({ olderThanDays: z.number().int().min(0).max(MOST_KEPT_DAYS) }).strict(),
  z.object({ envelopeIds: z.array(EnvelopeId).min(1).max(100) }).strict(),
]);
export type FreeingChoice = z.infer<typeof FreeingChoice>;

export const storageContract = defineContract('storage', {
  servedBy: 'session',
  methods: {
    state: method(z.object({}).strict(), StorageState),
    /** What a rule would fetch and free. */
    previewRule: method(OfflineRule, z.object({ fetch: Weight, free: Weight })),
    /** In force at once: what it keeps is fetched, what is beyond it is freed. `request.invalid` beyond what is allowed. */
    setRule: method(OfflineRule, StorageState),
    pause: method(z.object({ paused: z.boolean() }).strict(), StorageState),
    usage: method(z.object({}).strict(), StorageUsage),
    /** What each choice would free. */
    previewFreeing: method(
      z.object({ choices: z.array(FreeingChoice).max(10) }).strict(),
      z.object({ weights: z.array(Weight) }),
    ),
    /**
     * Answers when it is done or was cancelled, with what the files lost. Only what the operator still gives is freed, so
     * that without it nothing is (`operator.offline`).
     */
    free: method(FreeingChoice, z.object({ freedBytes: z.number().int(), cancelled: z.boolean() })),
    cancelFreeing: method(z.object({}).strict(), z.object({})),
    /** Makes the cache anew from what the operator has; answers when the lists are there again. */
    rebuild: method(z.object({}).strict(), z.object({})),
    /** The person has read why the cache was made anew. */
    dismissLoss: method(z.object({}).strict(), StorageState),
  },
  events: { changed: StorageState },
});
