/**
 * The operator's HTTP interface, version 1. Requests with unknown fields are refused, unknown fields in answers are
 * ignored; failures are `application/problem+json` (RFC 9457) carrying a `WireError`.
 */
import { z } from 'zod';
import { WireError } from '../errors.ts';
import { AbsenceAnswer } from '../model/absence.ts';
import { AccountItem, AccountItemChange, MAX_ITEM_CHANGES } from '../model/account-item.ts';
import { DirectoryCriteria, DirectoryEntry, MAX_DIRECTORY_RESULTS } from '../model/directory.ts';
import { EnvelopeRecord } from '../model/envelope.ts';
import { EnvelopeEvent } from '../model/event.ts';
import { HandlingEntry } from '../model/handling.ts';
import { Base64, DirectoryEntryId, DraftId, EnvelopeId, Instant, Sha256Hex } from '../model/ids.ts';
import { MAX_MESSAGE_BYTES, MAX_RECIPIENTS, WHOLE_DEPOSIT_BYTES } from '../model/limits.ts';
import { ConsistencyProof, InclusionProof, LogHead } from '../model/log.ts';
import { NotificationPreferences } from '../model/notification.ts';
import { AccountCard, EmailAddress } from '../model/person.ts';
import { PhoneCodeRequest } from '../model/phone-code.ts';
import { RecipientRef } from '../model/recipient.ts';
import { ClientVersions } from '../model/release.ts';
import { Seal } from '../model/seal.ts';
import { DraftChange, DraftHead, MAX_SHARED_DRAFT_LENGTH } from '../model/shared-draft.ts';
import { route } from './route.ts';

/** RFC 9457 body. `type` is `urn:medimail:error:<code>`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  error: WireError,
});
export type Problem = z.infer<typeof Problem>;

export const Tokens = z.object({
  accessToken: z.string(),
  accessExpiresAt: Instant,
  refreshToken: z.string(),
  /** Ends the session at the operator without any other credential; kept by the supervisor for use after locking. */
  revocationHandle: z.string(),
  account: AccountCard,
  /** The operator's clock, so that the workstation can tell a wrong clock of its own. */
  serverTime: Instant,
});
export type Tokens = z.infer<typeof Tokens>;

/** What the client announces before any byte of the message. */
export const Manifest = z
  .object({
    envelopeId: EnvelopeId,
    sha256: Sha256Hex,
    sizeBytes: z.number().int().positive().max(MAX_MESSAGE_BYTES),
    recipients: z.array(RecipientRef).min(1).max(MAX_RECIPIENTS),
    signed: z.boolean(),
    inReplyTo: EnvelopeId.nullable(),
    /** Invited recipients who are to give a code by telephone before they are shown anything. */
    phoneCodes: z.array(PhoneCodeRequest).min(1).max(MAX_RECIPIENTS).optional(),
  })
  .strict();
export type Manifest = z.infer<typeof Manifest>;

/** The sealing proof given to the sender: the record as it will be synced, and the seal. */
export const DepositReceipt = z.object({ record: EnvelopeRecord, seal: Seal });
export type DepositReceipt = z.infer<typeof DepositReceipt>;

export const UploadStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('receiving'), offset: z.number().int().nonnegative() }),
  z.object({ state: z.literal('sealed'), offset: z.number().int(), receipt: DepositReceipt }),
]);
export type UploadStatus = z.infer<typeof UploadStatus>;

/** One change of the feed. An envelope's whole record is sent each time it changes; writing it twice is harmless. */
export const SyncChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('envelope'), box: z.enum(['received', 'sent']), record: EnvelopeRecord, seal: Seal }),
  z.object({ type: z.literal('event'), event: EnvelopeEvent }),
  /** What the account keeps about its mailbox, changed on one of its workstations. */
  z.object({ type: z.literal('item'), item: AccountItem }),
  /** What the operator told the sender in the name of an absent recipient, while the envelope has content. */
  z.object({ type: z.literal('absence'), answer: AbsenceAnswer }),
  /** The latest version of a draft of the account's own; told to readers that ask for drafts. */
  z.object({ type: z.literal('draft'), head: DraftHead }),
  /** Who handles an envelope of the mailbox, and notes about it; told to readers that ask for it. */
  z.object({ type: z.literal('handling'), entry: HandlingEntry }),
  /** Recipients' states of one envelope, after an event. */
  z.object({ type: z.literal('recipients'), envelopeId: EnvelopeId, recipients: EnvelopeRecord.shape.recipients }),
]);
export type SyncChange = z.infer<typeof SyncChange>;

export const SyncPage = z.object({
  changes: z.array(SyncChange),
  cursor: z.string().max(200),
  more: z.boolean(),
  serverTime: Instant,
});
export type SyncPage = z.infer<typeof SyncPage>;

const draftParams = z.object({ draftId: DraftId });
const envelopeParams = z.object({ envelopeId: EnvelopeId });
const treeSize = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

export const routes = {
  capabilities: route({
    method: 'GET',
    path: '/v1/capabilities',
    summary: 'What this operator offers, its limits, and its clock',
    auth: 'none',
    response: z.object({
      operator: z.string(),
      version: z.string(),
      maxAttachmentsBytes: z.number().int(),
      uploadChunkBytes: z.number().int(),
      audience: z.string(),
      strictDelivery: z.boolean(),
      /** Whether nothing is sealed before a scanner found it clean. */
      scanning: z.boolean(),
      /** Whether mails may show titles to accounts that allow it. */
      titlesInMails: z.boolean(),
      serverTime: Instant,
    }),
  }),
  clientVersions: route({
    method: 'GET',
    path: '/v1/client-versions',
    summary: 'Which version of the workstation program is current, which is the oldest supported, and what is new',
    auth: 'none',
    response: ClientVersions,
  }),
  /** Certificates and CRLs with which seals, timestamps and signatures of this operator's users are checked offline. */
  validationMaterial: route({
    method: 'GET',
    path: '/v1/validation-material',
    summary: 'Intermediate certificates and current CRLs; trust anchors are never taken from the network',
    auth: 'none',
    response: z.object({ intermediates: z.array(Base64), crls: z.array(Base64), fetchedAt: Instant }),
  }),

  challenge: route({
    method: 'POST',
    path: '/v1/auth/challenge',
    summary: 'A single-use nonce for a card assertion, valid two minutes',
    auth: 'none',
    body: z.object({}).strict(),
    response: z.object({ nonce: z.string(), audience: z.string(), expiresAt: Instant, serverTime: Instant }),
  }),
  cardSignIn: route({
    method: 'POST',
    path: '/v1/auth/card',
    summary: 'Trades an assertion signed on the card (RFC 7523, x5c) for DPoP-bound tokens (RFC 9449)',
    auth: 'none',
    body: z.object({ assertion: z.string().max(32_768) }).strict(),
    response: Tokens,
  }),
  refresh: route({
    method: 'POST',
    path: '/v1/auth/refresh',
    summary: 'Rotates the refresh token; a token used twice ends the session',
    auth: 'none',
    body: z.object({ refreshToken: z.string().max(200) }).strict(),
    response: Tokens,
  }),
  revoke: route({
    method: 'POST',
    path: '/v1/auth/revoke',
    summary: 'Ends a session by its revocation handle; answers the same whether or not it was open',
    auth: 'none',
    body: z.object({ revocationHandle: z.string().max(200) }).strict(),
    response: z.object({}),
  }),
  account: route({
    method: 'GET',
    path: '/v1/account',
    summary: 'The signed-in account',
    auth: 'session',
    response: AccountCard,
  }),
  /** Share of the unlock key for cards whose signatures are not deterministic (ECDSA). */
  unlockShare: route({
    method: 'GET',
    path: '/v1/account/unlock-share',
    summary: 'The share that an elliptic-curve card needs, beside the device secret, to open the local store',
    auth: 'session',
    response: z.object({ share: Base64 }),
  }),

  notificationPreferences: route({
    method: 'GET',
    path: '/v1/account/notification-preferences',
    summary: 'What the account is told of, how, and in which language; the defaults until it chose',
    auth: 'session',
    response: NotificationPreferences,
  }),
  notificationPreferencesPut: route({
    method: 'PUT',
    path: '/v1/account/notification-preferences',
    summary: 'Chooses what the account is told of; in force for whatever has not left yet',
    auth: 'session',
    body: NotificationPreferences,
    response: NotificationPreferences,
  }),

  accountItemsPut: route({
    method: 'PUT',
    path: '/v1/account/items',
    summary: 'Changes folders, filing, flags, favourites and the like; of two changes the later made stays',
    auth: 'session',
    onBehalf: ['file'],
    body: z.object({ changes: z.array(AccountItemChange).min(1).max(MAX_ITEM_CHANGES) }).strict(),
    /** Items as they stand, where a later change from elsewhere was here already. */
    response: z.object({ superseded: z.array(AccountItem) }),
  }),

  draftPut: route({
    method: 'PUT',
    path: '/v1/account/drafts/:draftId',
    summary:
      'Saves or removes a draft, unless its writer has not seen its latest version; the same version again changes nothing',
    auth: 'session',
    params: draftParams,
    body: DraftChange,
    // Each character of JSON within JSON may take several bytes.
    maxBodyBytes: 4 * MAX_SHARED_DRAFT_LENGTH,
    /** The latest version: the one that was sent where it was accepted. */
    response: z.object({ accepted: z.boolean(), head: DraftHead }),
  }),
  draft: route({
    method: 'GET',
    path: '/v1/account/drafts/:draftId',
    summary: 'A draft as it was saved last; its words are null once they are gone',
    auth: 'session',
    params: draftParams,
    response: z.object({ head: DraftHead, draft: z.string().nullable() }),
  }),

  directorySearch: route({
    method: 'POST',
    path: '/v1/directory/search',
    summary:
      'Six criteria, all prefixes accent-insensitive; a name shorter than three characters is not taken into account',
    auth: 'session',
    body: z
      .object({
        criteria: DirectoryCriteria.strict(),
        /** Results left out before the first: those of the pages before. */
        offset: z.number().int().min(0).max(MAX_DIRECTORY_RESULTS).default(0),
        limit: z.number().int().min(1).max(200).default(50),
      })
      .strict(),
    /** `total` is exact below `MAX_DIRECTORY_RESULTS`, and that where there are as many or more. */
    response: z.object({ entries: z.array(DirectoryEntry), more: z.boolean(), total: z.number().int() }),
  }),
  /** As one types in the composer: every word is a prefix of a name, organisation, town or profession. */
  directorySuggest: route({
    method: 'POST',
    path: '/v1/directory/suggest',
    summary: 'Entries for what is being typed, best first',
    auth: 'session',
    body: z.object({ text: z.string().min(1).max(120), limit: z.number().int().min(1).max(50).default(8) }).strict(),
    response: z.object({ entries: z.array(DirectoryEntry), total: z.number().int() }),
  }),
  directoryResolve: route({
    method: 'POST',
    path: '/v1/directory/resolve',
    summary: 'Entries of known addresses, to say before sending what is possible with each',
    auth: 'session',
    body: z.object({ addresses: z.array(EmailAddress).min(1).max(MAX_RECIPIENTS) }).strict(),
    response: z.object({
      entries: z.array(DirectoryEntry),
      /** Whether this operator invites who has neither account nor entry. An operator that does not say does not. */
      invitations: z.boolean().default(false),
      /** Whether it sends codes by telephone to those whom it invites. */
      phoneCodes: z.boolean().default(false),
    }),
  }),
  directoryEntry: route({
    method: 'GET',
    path: '/v1/directory/entries/:entryId',
    summary: 'One entry',
    auth: 'session',
    params: z.object({ entryId: DirectoryEntryId }),
    response: DirectoryEntry,
  }),

  /** For small messages; what arrives late, after it was taken back by `uploadCancel`, is refused. */
  deposit: route({
    method: 'POST',
    path: '/v1/envelopes',
    summary: 'Verifies, seals and publishes a small message that comes whole with its manifest, or nothing; idempotent',
    auth: 'session',
    onBehalf: ['answer', 'send'],
    body: z.object({ manifest: Manifest, message: Base64.max(Math.ceil(WHOLE_DEPOSIT_BYTES / 3) * 4) }).strict(),
    response: DepositReceipt,
  }),
  uploadCreate: route({
    method: 'POST',
    path: '/v1/uploads',
    summary: 'Announces an envelope; the same announcement again tells how much has arrived, or gives the receipt',
    auth: 'session',
    onBehalf: ['answer', 'send'],
    body: Manifest,
    response: UploadStatus,
  }),
  uploadStatus: route({
    method: 'GET',
    path: '/v1/uploads/:envelopeId',
    summary: 'How much has arrived',
    auth: 'session',
    onBehalf: ['answer', 'send'],
    params: envelopeParams,
    response: UploadStatus,
  }),
  /** `upload-offset` must equal what has arrived, else `upload.offset-mismatch` tells it. */
  uploadAppend: route({
    method: 'PATCH',
    path: '/v1/uploads/:envelopeId',
    summary: 'Appends bytes at an offset; what the answer acknowledges is on disk',
    auth: 'session',
    onBehalf: ['answer', 'send'],
    params: envelopeParams,
    headers: z.object({ 'upload-offset': z.coerce.number().int().nonnegative() }),
    bodyKind: 'bytes',
    response: z.object({ offset: z.number().int() }),
  }),
  uploadCommit: route({
    method: 'POST',
    path: '/v1/uploads/:envelopeId/commit',
    summary: 'Verifies, seals and publishes the envelope; idempotent',
    auth: 'session',
    onBehalf: ['answer', 'send'],
    params: envelopeParams,
    body: z.object({}).strict(),
    response: DepositReceipt,
  }),
  uploadCancel: route({
    method: 'DELETE',
    path: '/v1/uploads/:envelopeId',
    summary: 'Takes a deposit back that is not sealed, what is still on its way included; a sealed envelope stays',
    auth: 'session',
    onBehalf: ['answer', 'send'],
    params: envelopeParams,
    response: z.object({}),
  }),

  sync: route({
    method: 'GET',
    path: '/v1/sync',
    summary: 'Changes since a cursor, in order; `sync.reset` when the cursor is not known any more',
    auth: 'session',
    onBehalf: ['titles'],
    query: z.object({
      cursor: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
      /** Drafts are told of too; who does not know of them is not. */
      drafts: z.literal('told').optional(),
      /** Who handles what is told of too, with the notes where the reader may open. */
      handling: z.literal('told').optional(),
    }),
    response: SyncPage,
  }),
  syncStream: route({
    method: 'GET',
    path: '/v1/sync/stream',
    summary: 'Server-sent events that say only that there is something to pull',
    auth: 'session',
    onBehalf: ['titles'],
    responseKind: 'events',
  }),

  /** Honours `Range: bytes=` (RFC 9110 §14). Handing out the first byte records `delivered`. */
  message: route({
    method: 'GET',
    path: '/v1/envelopes/:envelopeId/message',
    summary: 'The exact bytes of the message',
    auth: 'session',
    onBehalf: ['open'],
    params: envelopeParams,
    responseKind: 'bytes',
  }),
  envelopeEvents: route({
    method: 'GET',
    path: '/v1/envelopes/:envelopeId/events',
    summary: 'All events of an envelope, in order',
    auth: 'session',
    onBehalf: ['titles'],
    params: envelopeParams,
    response: z.object({ events: z.array(EnvelopeEvent) }),
  }),
  /** The statement is a JWS by the session's DPoP key over `OpeningStatement`; sending it again changes nothing. */
  opened: route({
    method: 'POST',
    path: '/v1/envelopes/:envelopeId/opened',
    summary: 'A person displayed the envelope: a statement signed by the session key',
    auth: 'session',
    onBehalf: ['open'],
    params: envelopeParams,
    body: z.object({ statement: z.string().max(8_192) }).strict(),
    response: z.object({ event: EnvelopeEvent }),
  }),
  evidence: route({
    method: 'GET',
    path: '/v1/envelopes/:envelopeId/evidence',
    summary: 'Zip with message, seal, timestamps, events, certificates and the openssl commands that check them',
    auth: 'session',
    onBehalf: ['open'],
    params: envelopeParams,
    responseKind: 'bytes',
  }),

  /** Heads and proofs between them hold hashes and sizes alone: anybody may watch the log (RFC 9162). */
  logHead: route({
    method: 'GET',
    path: '/v1/log/head',
    summary: 'The latest signed head of the event log; `request.not-found` before the first',
    auth: 'none',
    response: LogHead,
  }),
  logHeadOfSize: route({
    method: 'GET',
    path: '/v1/log/heads/:treeSize',
    summary: 'The signed head over so many events, if one was signed',
    auth: 'none',
    params: z.object({ treeSize }),
    response: LogHead,
  }),
  /** Only between signed heads: other sizes would tell more about the operator’s traffic than was published. */
  logConsistency: route({
    method: 'GET',
    path: '/v1/log/consistency',
    summary: 'Proof that the log of one signed head begins the log of a later one',
    auth: 'none',
    query: z.object({ first: treeSize, second: treeSize }),
    response: ConsistencyProof,
  }),
  eventInclusion: route({
    method: 'GET',
    path: '/v1/envelopes/:envelopeId/events/:seq/inclusion',
    summary: 'A signed head of the log, and the proof that an event of the envelope is under it',
    auth: 'session',
    onBehalf: ['titles'],
    params: envelopeParams.extend({ seq: treeSize }),
    response: z.object({ head: LogHead, proof: InclusionProof }),
  }),
} as const;

/** Claims of the opening statement's JWS. */
export const OpeningStatement = z.object({
  envelopeId: EnvelopeId,
  sha256: Sha256Hex,
  openedAt: Instant,
  /** Read without network; the time is the workstation's. */
  offline: z.boolean(),
});
export type OpeningStatement = z.infer<typeof OpeningStatement>;

/** Claims of the card's sign-in assertion (RFC 7523), beside `iss`/`sub` = the certificate's SHA-256. */
export const CardAssertionClaims = z.object({
  aud: z.string(),
  nonce: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  jti: z.string(),
  cnf: z.object({ jkt: z.string() }),
});
export type CardAssertionClaims = z.infer<typeof CardAssertionClaims>;
