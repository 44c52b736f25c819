/**
 * What the supervisor and a session process say to each other, beside the relayed bridge calls. Structured clone over
 * the child's IPC channel; bytes travel as `Uint8Array`.
 */
import { z } from 'zod';
import { ErrorCode, WireError } from '../errors.ts';
import { AccountId, EnvelopeId, FileGrantId } from '../model/ids.ts';
import { EmailAddress } from '../model/person.ts';
import { FromDocuments, ToDocuments } from './documents.ts';

const Reply = z.union([
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: WireError }),
]);

/** How a session process is configured, as JSON in the environment variable `MEDIMAIL_SESSION`. */
export const SessionConfig = z.object({
  /** Folder that holds one folder per account. */
  accountsFolder: z.string(),
  operatorUrl: z.url().nullable(),
  /** PEM files of the TLS authorities accepted for the operator, beside the system's; empty means system only. */
  operatorAuthorities: z.array(z.string()),
  /** PEM files: trust anchors of cards, and of the operator's seal and timestamps. */
  cardAnchors: z.array(z.string()),
  operatorAnchors: z.array(z.string()),
  /** Proxy for the operator as the system resolves it; null means direct. */
  proxy: z.string().nullable(),
  sharedWorkstation: z.boolean(),
  /** The most days whose attachments may be kept here; null leaves it to the person. */
  mostKeptDays: z.number().int().nonnegative().nullable(),
  /** Secret of this installation kept by the operating system's store, base64; null where there is none. */
  deviceSecret: z.string().nullable(),
  /** What this workstation is called, for the account's other ones. */
  workstationName: z.string().default(''),
  version: z.string(),
  /** Newer versions are told of. */
  announcesUpdates: z.boolean().default(true),
  undoSeconds: z.number().int().min(0).default(10),
  /** The national directory on this workstation, where the administrator decided: whether, or of which departments. */
  offlineDirectory: z
    .union([z.boolean(), z.array(z.string()).min(1)])
    .nullable()
    .default(null),
});
export type SessionConfig = z.infer<typeof SessionConfig>;

/** Supervisor to session process. */
export const ToSession = z.discriminatedUnion('type', [
  z.object({ type: z.literal('invoke'), id: z.number().int(), channel: z.string(), input: z.unknown() }),
  /** The reader monitor's last word, again after each change. */
  z.object({ type: z.literal('readers'), service: z.boolean(), readers: z.array(z.unknown()) }),
  z.object({ type: z.literal('token-reply'), id: z.number().int(), result: Reply }),
  /** The user picked this file, folder or destination; the path stays between main and session. */
  z.object({
    type: z.literal('grant'),
    grantId: FileGrantId,
    kind: z.enum(['read', 'write', 'folder']),
    path: z.string(),
  }),
  /** Pull-based stream of an attachment for the app's protocol: `open`, then `pull` for each chunk, `close` to stop. */
  z.object({
    type: z.literal('stream-open'),
    id: z.number().int(),
    token: z.string(),
    start: z.number().int(),
    end: z.number().int().nullable(),
  }),
  z.object({ type: z.literal('stream-pull'), id: z.number().int() }),
  z.object({ type: z.literal('stream-close'), id: z.number().int() }),
  /** A piece of a file from the page, under the token that the session gave out for it. */
  z.object({ type: z.literal('intake'), id: z.number().int(), token: z.string(), bytes: z.instanceof(Uint8Array) }),
  /** Finish cleanly: checkpoint stores, close. Locking does not send this; it kills. */
  z.object({ type: z.literal('quit') }),
  z.object({ type: z.literal('network-changed'), online: z.boolean() }),
  /** From the process that reads documents. */
  z.object({ type: z.literal('documents'), message: FromDocuments }),
  /** That process ended by itself, whatever it was reading. */
  z.object({ type: z.literal('documents-gone') }),
]);
export type ToSession = z.infer<typeof ToSession>;

/** Something to hear of on the desktop: counts and a name, never a title. */
export const Notice = z.object({
  kind: z.enum(['arrived', 'opened', 'absent', 'entrusted', 'needs-you', 'follow-up']),
  count: z.number().int().positive(),
  /** Whose doing it is, where it is one person's. */
  name: z.string().max(200).nullable(),
  /** Which envelope, where it is one. */
  envelopeId: EnvelopeId.nullable(),
});
export type Notice = z.infer<typeof Notice>;
/** What is shown of it; `name` is null where none may be seen. */
export type ShownNotice = Pick<Notice, 'kind' | 'count' | 'name'>;

/** Session process to supervisor. */
export const FromSession = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('reply'), id: z.number().int(), result: Reply }),
  z.object({ type: z.literal('event'), channel: z.string(), payload: z.unknown() }),
  /** A call for the token host (`native/protocol.ts`), answered by `token-reply`. */
  z.object({ type: z.literal('token-call'), id: z.number().int(), method: z.string(), input: z.unknown() }),
  /** Signed in: from now on the removal of this card from this reader locks. `address`: signed in without a card. */
  z.object({
    type: z.literal('signed-in'),
    accountId: AccountId,
    person: z.string(),
    reader: z.string().nullable(),
    generation: z.number().int().nullable(),
    address: EmailAddress.nullable(),
    revocation: z.object({ url: z.string(), handle: z.string() }).nullable(),
  }),
  /** Counts for the lock screen. */
  z.object({ type: z.literal('waiting'), drafts: z.number().int(), unsent: z.number().int() }),
  /** Received envelopes of the own mailbox that nobody opened. */
  z.object({ type: z.literal('unopened'), count: z.number().int().nonnegative() }),
  z.object({ type: z.literal('notice'), notice: Notice }),
  z.object({ type: z.literal('lock'), reason: z.enum(['idle', 'session-ended']) }),
  z.object({
    type: z.literal('stream-head'),
    id: z.number().int(),
    mediaType: z.string(),
    sizeBytes: z.number().int(),
  }),
  z.object({ type: z.literal('stream-chunk'), id: z.number().int(), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('stream-end'), id: z.number().int(), error: ErrorCode.nullable() }),
  /** For the process that reads documents, which is started when there is none. */
  z.object({ type: z.literal('documents'), message: ToDocuments }),
  /** It is to be killed: it takes too long, or has nothing to do. */
  z.object({ type: z.literal('documents-end') }),
  /** The piece is on disk, or the file is refused. */
  z.object({ type: z.literal('intake-taken'), id: z.number().int(), error: ErrorCode.nullable() }),
  /** An unexpected failure, with no content: for the log. */
  z.object({ type: z.literal('bug'), incident: z.string(), channel: z.string(), stack: z.string() }),
]);
export type FromSession = z.infer<typeof FromSession>;
