/**
 * A draft as it stands on all workstations of its account. Each save is a version with an id of its own, and names the
 * versions that its writer has seen: the operator takes none over what the writer has not, so that nothing is lost.
 */
import { z } from 'zod';
import { DraftContent } from './draft-content.ts';
import { DraftId, Instant } from './ids.ts';
import { MAX_ATTACHMENTS } from './limits.ts';

/** Characters of one shared draft; what is longer stays on its workstation. */
export const MAX_SHARED_DRAFT_LENGTH = 1_048_576;
/** Drafts that an account shares at once. */
export const MAX_SHARED_DRAFTS = 200;
/** Characters of all of them. */
export const MAX_SHARED_DRAFTS_LENGTH = 20 * MAX_SHARED_DRAFT_LENGTH;
/** Drafts of an account, those that left or were discarded included: each of those keeps an empty row. */
export const MAX_DRAFT_ROWS = 100_000;
/** The operator keeps a draft that nobody touches for so many days; the workstations keep it longer. */
export const SHARED_DRAFT_DAYS = 90;
/** Versions that a writer can have seen or made without knowing which is the operator's. */
export const MAX_SEEN_VERSIONS = 8;

export const DraftVersion = z.uuid().brand<'DraftVersion'>();
export type DraftVersion = z.infer<typeof DraftVersion>;

/** Where something was written, as its system calls itself. */
export const Workstation = z.object({ id: z.uuid(), name: z.string().trim().min(1).max(64) });
export type Workstation = z.infer<typeof Workstation>;

/** `left`: it is in an outbox, or sealed. */
export const DraftRemoval = z.enum(['left', 'discarded']);
export type DraftRemoval = z.infer<typeof DraftRemoval>;

/** The latest version of a draft, without its words. */
export const DraftHead = z.object({
  id: DraftId,
  version: DraftVersion,
  workstation: Workstation,
  changedAt: Instant,
  /** Why its words are not at the operator any more; `untouched` too long. Null as long as they are. */
  gone: z.enum([...DraftRemoval.options, 'untouched']).nullable(),
});
export type DraftHead = z.infer<typeof DraftHead>;

/** A change of a draft on its way to the operator, which does not read what `draft` says. */
export const DraftChange = z
  .object({
    version: DraftVersion,
    seen: z.array(DraftVersion).max(MAX_SEEN_VERSIONS),
    workstation: Workstation.strict(),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('saved'), draft: z.string().min(1).max(MAX_SHARED_DRAFT_LENGTH) }).strict(),
      z.object({ kind: z.literal('removed'), how: DraftRemoval }).strict(),
    ]),
  })
  .strict();
export type DraftChange = z.infer<typeof DraftChange>;

/** A file that is attached to a draft; its bytes are where it was attached. */
export const SharedAttachment = z.object({
  attachmentId: z.uuid(),
  name: z.string().max(255),
  mediaType: z.string().max(255),
  sizeBytes: z.number().int().nonnegative(),
  heldBy: Workstation,
});
export type SharedAttachment = z.infer<typeof SharedAttachment>;

/**
 * Whose words a copy holds, and why it was made: the draft was changed elsewhere meanwhile, had left, or was discarded.
 */
export const CopyOrigin = z.object({ workstation: z.string().max(64), why: z.enum(['changed', 'left', 'discarded']) });
export type CopyOrigin = z.infer<typeof CopyOrigin>;

/** What workstations tell each other of a draft; as JSON it is the `draft` of a change. */
export const SharedDraft = z.object({
  content: DraftContent,
  attachments: z.array(SharedAttachment).max(2 * MAX_ATTACHMENTS),
  savedAt: Instant,
  copyOf: CopyOrigin.nullable(),
});
export type SharedDraft = z.infer<typeof SharedDraft>;
