/**
 * The closed list of failures that Medimail can tell a user or a program about.
 *
 * One table gives, for each code, what may accompany it, whether trying again can help, and the HTTP status the
 * operator answers with (RFC 9457). The texts live in the locale files; a code without a text does not compile.
 * Details never hold a PIN, a name, a path or a word of content.
 */
import { z } from 'zod';
import { AbsenceRefusal } from './model/absence.ts';
import { DelegationScope, GrantRefusal } from './model/delegation.ts';
import { PhoneCodeRefusal } from './model/phone-code.ts';

/** Whether trying the same thing again can help: never, at once, or only after something else has changed. */
export const Retry = z.enum(['never', 'now', 'later']);
export type Retry = z.infer<typeof Retry>;

interface ErrorSpec {
  /** HTTP status on the operator; codes that only the workstation raises have none. */
  readonly status?: number;
  readonly retry: Retry;
  readonly details?: z.ZodObject;
}

const bytes = z.number().int().nonnegative();
const address = z.string().max(320);

/** Every failure, by `area.reason`. */
export const errorTable = {
  // --- the card and its reader -------------------------------------------------------------------------------------
  'card.service-unavailable': { retry: 'later' },
  'card.no-reader': { retry: 'later' },
  'card.no-card': { retry: 'later' },
  'card.several-cards': { retry: 'now' },
  'card.unknown-family': { retry: 'never' },
  'card.unreadable': { retry: 'now' },
  'card.no-module': { retry: 'never' },
  'card.module-crashed': { retry: 'now' },
  'card.timeout': { retry: 'now' },
  'card.removed': { retry: 'later' },
  'card.pin-incorrect': { retry: 'now', details: z.object({ triesLeft: z.number().int().min(0).nullable() }) },
  'card.pin-blocked': { retry: 'never' },
  'card.pin-format': {
    retry: 'now',
    details: z.object({ minLength: z.number().int(), maxLength: z.number().int() }),
  },
  'card.pin-required': { retry: 'now' },
  'card.pin-cancelled': { retry: 'now' },
  'card.final-try': { retry: 'now' },
  'card.no-signing-certificate': { retry: 'never' },
  'card.not-same-person': { retry: 'never', status: 403 },
  'card.certificate-expired': { retry: 'never', status: 401 },
  'card.certificate-not-yet-valid': { retry: 'later', status: 401 },
  'card.certificate-revoked': { retry: 'never', status: 401 },
  'card.certificate-untrusted': { retry: 'never', status: 401 },
  'card.revocation-unknown': { retry: 'later', status: 401 },

  // --- signing in and the session -----------------------------------------------------------------------------------
  'auth.required': { retry: 'now', status: 401 },
  'auth.challenge-expired': { retry: 'now', status: 401 },
  'auth.assertion-invalid': { retry: 'never', status: 401 },
  'auth.proof-invalid': { retry: 'now', status: 401 },
  'auth.session-ended': { retry: 'now', status: 401 },
  'auth.account-unknown': { retry: 'never', status: 403 },
  'auth.account-closed': { retry: 'never', status: 403 },
  /** Until the agency resumes it; what is sent to it is kept meanwhile. */
  'auth.account-suspended': { retry: 'later', status: 403 },
  'auth.forbidden': { retry: 'never', status: 403 },
  'auth.clock-skew': { retry: 'later', status: 401, details: z.object({ skewSeconds: z.number().int() }) },
  'auth.code-invalid': { retry: 'now', status: 401, details: z.object({ triesLeft: z.number().int().min(0) }) },
  'auth.code-expired': { retry: 'now', status: 401 },
  'auth.too-many-codes': {
    retry: 'later',
    status: 429,
    details: z.object({ retryAfterSeconds: z.number().int() }),
  },
  'account.link-invalid': { retry: 'never', status: 410 },
  'account.password-refused': {
    retry: 'now',
    status: 422,
    details: z.object({ rules: z.array(z.string().max(40)), minLength: z.number().int() }),
  },
  'account.password-wrong': { retry: 'now', status: 403 },
  /** A code of the code application, or a recovery code, given within a session. */
  'account.code-wrong': { retry: 'now', status: 403 },
  /** Only whoever has just signed in by card may do it. */
  'account.card-needed': { retry: 'later', status: 403 },
  /** The card opens another account. */
  'account.card-taken': { retry: 'never', status: 409 },
  /** What was to be changed is not so any more: it was changed elsewhere, or begun too long ago. */
  'account.time-codes-changed': { retry: 'now', status: 409 },
  /** Taken away elsewhere, or made too long ago. */
  'account.passkey-gone': { retry: 'now', status: 409 },
  'account.passkeys-not-offered': { retry: 'never', status: 409 },
  'account.too-many-passkeys': { retry: 'never', status: 409 },
  'account.profile-refused': {
    retry: 'now',
    status: 422,
    details: z.object({ problems: z.array(z.object({ field: z.string().max(40), reason: z.string().max(40) })) }),
  },
  'account.identifier-taken': { retry: 'never', status: 409 },
  /** Folders, flags, favourites and the like: more than one account may keep. */
  'account.too-many-items': { retry: 'never', status: 409 },
  /** More drafts, or longer ones, than one account may share. */
  'account.too-many-drafts': { retry: 'never', status: 409 },
  'group.name-taken': { retry: 'now' },
  'mssante.not-offered': { retry: 'never', status: 409 },
  'mssante.conditions-unmet': { retry: 'later', status: 409 },
  /** Somebody else was given it meanwhile; the account would get this one now. */
  'mssante.address-changed': { retry: 'now', status: 409, details: z.object({ address }) },
  /** The mailbox that is kept here does not open with it; raised without network alone. */
  'auth.password-incorrect': { retry: 'now' },
  /** Too short to protect, without the operator, what is kept here. */
  'auth.password-short': { retry: 'later' },
  'session.locked': { retry: 'now' },
  'session.ended': { retry: 'now' },

  // --- the envelope ---------------------------------------------------------------------------------------------------
  'envelope.not-found': { retry: 'never', status: 404 },
  'envelope.expired': { retry: 'never', status: 410 },
  'envelope.conflict': { retry: 'never', status: 409 },
  'envelope.too-large': { retry: 'never', status: 413, details: z.object({ sizeBytes: bytes, limitBytes: bytes }) },
  'envelope.malformed': { retry: 'never', status: 422, details: z.object({ reason: z.string().max(80) }) },
  'envelope.infected': {
    retry: 'never',
    status: 422,
    // The attachment's place in the message, from zero; null when it is in none that recipients are shown.
    details: z.object({
      attachment: z.number().int().nonnegative().nullable(),
      signature: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/),
    }),
  },
  'envelope.differs-from-manifest': {
    retry: 'never',
    status: 422,
    details: z.object({ field: z.string().max(40) }),
  },
  'envelope.signature-invalid': { retry: 'never', status: 422, details: z.object({ reason: z.string().max(80) }) },
  'envelope.signer-not-sender': { retry: 'never', status: 422 },
  'envelope.altered': { retry: 'never' },
  'envelope.no-recipient': { retry: 'never', status: 422 },
  'envelope.all-opened': { retry: 'never' },
  'envelope.not-available-offline': { retry: 'later' },
  'recipient.unknown': { retry: 'never', status: 422, details: z.object({ address }) },
  'recipient.not-allowed': { retry: 'never', status: 403, details: z.object({ address, needs: z.string().max(40) }) },
  /** A code by telephone that the sender asked for and that this operator will not ask of that recipient. */
  'recipient.phone-code-refused': {
    retry: 'never',
    status: 422,
    details: z.object({ address, reason: PhoneCodeRefusal }),
  },
  'upload.offset-mismatch': { retry: 'now', status: 409, details: z.object({ offset: bytes }) },
  'upload.incomplete': { retry: 'now', status: 409, details: z.object({ offset: bytes, sizeBytes: bytes }) },
  'upload.digest-mismatch': { retry: 'now', status: 422 },
  'upload.not-found': { retry: 'now', status: 404 },

  // --- delegations --------------------------------------------------------------------------------------------------
  'delegation.not-found': { retry: 'never', status: 404 },
  /** Also for mailboxes that do not exist: an outsider learns nothing. */
  'delegation.not-in-force': { retry: 'never', status: 403 },
  'delegation.scope-missing': { retry: 'never', status: 403, details: z.object({ needs: DelegationScope }) },
  'delegation.refused': {
    retry: 'never',
    status: 422,
    details: z.object({ reason: GrantRefusal, maxDays: z.number().int() }),
  },
  'delegation.settled': { retry: 'never', status: 409, details: z.object({ state: z.string().max(20) }) },
  /** Whoever is to handle it may not act on the mailbox, or not that far. */
  'handling.not-a-holder': { retry: 'never', status: 422 },
  /** More steps or notes than one envelope has in one mailbox. */
  'handling.too-many': { retry: 'never', status: 409 },
  /** Somebody did something about it after the step that is to be taken back. */
  'handling.changed-since': { retry: 'never' },
  'handling.note-not-found': { retry: 'never', status: 404 },
  'absence.refused': {
    retry: 'never',
    status: 422,
    details: z.object({ reason: AbsenceRefusal, maxDays: z.number().int() }),
  },

  // --- attachments and files --------------------------------------------------------------------------------------------
  'attachment.vanished': { retry: 'never' },
  'attachment.changed': { retry: 'never' },
  'attachment.unreadable': { retry: 'never' },
  'attachment.empty': { retry: 'never' },
  'attachment.folder': { retry: 'never' },
  /** Alone already more than one envelope takes. */
  'attachment.too-large': { retry: 'never', details: z.object({ sizeBytes: bytes, limitBytes: bytes }) },
  /** A zip of it too is more than one envelope takes. */
  'attachment.too-large-zipped': { retry: 'never', details: z.object({ sizeBytes: bytes, limitBytes: bytes }) },
  'attachment.not-found': { retry: 'never' },
  'attachment.executable': { retry: 'never' },
  'file.grant-unknown': { retry: 'never' },
  'file.write-failed': { retry: 'now' },

  // --- printing, and what is kept here -----------------------------------------------------------------------------------
  /** The administrator forbids it on this workstation. */
  'policy.printing-forbidden': { retry: 'never' },
  /** The administrator names the folders that documents may be saved to, and this is none of them. */
  'policy.folder-not-allowed': { retry: 'now' },
  'print.failed': { retry: 'now' },
  /** A shared workstation, or somebody else's mailbox. */
  'archive.not-allowed': { retry: 'never' },
  /** Not a copy of an archive, or a damaged one. */
  'archive.copy-unreadable': { retry: 'never' },
  'archive.copy-of-another': { retry: 'never' },
  'archive.code-needed': { retry: 'now' },

  // --- folders ----------------------------------------------------------------------------------------------------------------
  'folder.not-found': { retry: 'never' },
  'folder.name-taken': { retry: 'now' },
  'folder.too-deep': { retry: 'never' },
  'folder.inside-itself': { retry: 'never' },
  'folder.too-many': { retry: 'never' },

  // --- drafts, outbox, local store ----------------------------------------------------------------------------------------
  'draft.not-found': { retry: 'never', status: 404 },
  /** Another workstation's words took the place of those that were read. */
  'draft.changed-elsewhere': { retry: 'now' },
  /** Another workstation sent it, or is about to. */
  'draft.left-elsewhere': { retry: 'never' },
  /** Files of it are on another workstation. */
  'draft.attachments-elsewhere': { retry: 'never' },
  'draft.attachment-pending': { retry: 'now' },
  /** The letter's own words, with their formatting. */
  'draft.text-too-long': { retry: 'never', details: z.object({ sizeBytes: bytes, limitBytes: bytes }) },
  'outbox.not-found': { retry: 'never' },
  'outbox.already-leaving': { retry: 'never' },
  /** In the past, or too far ahead. */
  'outbox.departure-refused': { retry: 'now' },
  'store.disk-full': { retry: 'later', status: 507 },
  'store.corrupt': { retry: 'never' },
  'store.from-the-future': { retry: 'never' },
  'store.wrong-key': { retry: 'never' },
  'store.key-changed': { retry: 'never' },
  'store.recovery-code-invalid': { retry: 'now' },

  // --- the operator and the network -----------------------------------------------------------------------------------------
  'operator.offline': { retry: 'later' },
  'operator.timeout': { retry: 'later', status: 504 },
  'operator.untrusted': { retry: 'never' },
  'operator.protocol': { retry: 'later' },
  'operator.unavailable': { retry: 'later', status: 503 },
  'operator.too-many-requests': {
    retry: 'later',
    status: 429,
    details: z.object({ retryAfterSeconds: z.number().int() }),
  },
  'operator.scan-pending': { retry: 'later', status: 503 },
  'operator.not-configured': { retry: 'never' },
  'sync.reset': { retry: 'now', status: 410 },
  'request.invalid': { retry: 'never', status: 400, details: z.object({ field: z.string().max(120) }) },
  'request.not-found': { retry: 'never', status: 404 },

  // --- the application -----------------------------------------------------------------------------------------------------------
  'app.cancelled': { retry: 'now' },
  'app.bug': { retry: 'never', status: 500 },
} as const satisfies Record<`${string}.${string}`, ErrorSpec>;

/** One failure, `area.reason`. */
export type ErrorCode = keyof typeof errorTable;
export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]];
export const ErrorCode = z.enum(errorCodes);

type Spec<C extends ErrorCode> = (typeof errorTable)[C];
/** What accompanies a code; `undefined` where the table declares no details. */
export type ErrorDetails<C extends ErrorCode> =
  Spec<C> extends { readonly details: infer D extends z.ZodObject } ? z.infer<D> : undefined;

/** A failure as it crosses a process or the network. */
export const WireError = z.object({
  code: ErrorCode,
  details: z.record(z.string(), z.unknown()).optional(),
  retry: Retry,
  /** Identifier under which an unexpected failure was logged, for support. */
  incident: z.string().max(40).optional(),
});
export type WireError = z.infer<typeof WireError>;

/** The answer of every call that crosses a process: nothing rejects. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

/** An expected failure. Anything else that is thrown is a bug, and shown as `app.bug` with its incident. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly details: ErrorDetails<C>;

  constructor(
    code: C,
    ...rest: ErrorDetails<C> extends undefined ? [cause?: unknown] : [details: ErrorDetails<C>, cause?: unknown]
  ) {
    const hasDetails = 'details' in errorTable[code];
    const details = hasDetails ? rest[0] : undefined;
    const cause = hasDetails ? rest[1] : rest[0];
    super(code, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details as ErrorDetails<C>;
  }

  get retry(): Retry {
    return errorTable[this.code].retry;
  }

  /** Narrows to one code, so that its details are typed. */
  is<K extends ErrorCode>(code: K): this is AppError<K> {
    return (this.code as ErrorCode) === code;
  }

  toWire(): WireError {
    const details = this.details as Record<string, unknown> | undefined;
    return { code: this.code, retry: this.retry, ...(details ? { details } : {}) };
  }
}

/** Rebuilds the failure that another process sent; details that do not fit their schema make it a bug there. */
export function fromWire(error: WireError): AppError {
  const spec: ErrorSpec = errorTable[error.code];
  const details = spec.details ? spec.details.parse(error.details) : undefined;
  return details === undefined
    ? new AppError(error.code as 'app.bug')
    : new AppError(error.code as 'envelope.too-large', details as ErrorDetails<'envelope.too-large'>);
}

/** HTTP status of a failure on the operator; codes that only the workstation raises are bugs there. */
export function httpStatus(code: ErrorCode): number {
  const spec: ErrorSpec = errorTable[code];
  return spec.status ?? 500;
}
