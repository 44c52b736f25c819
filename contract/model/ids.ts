/** Identifiers, each a type of its own so that one is never handed over for another. */
import { z } from 'zod';

/** UUIDv7, made by the workstation: sorts by time, and makes a deposit idempotent. */
export const EnvelopeId = z.uuidv7().brand<'EnvelopeId'>();
export type EnvelopeId = z.infer<typeof EnvelopeId>;

export const AccountId = z.uuid().brand<'AccountId'>();
export type AccountId = z.infer<typeof AccountId>;

export const DirectoryEntryId = z.string().min(1).max(64).brand<'DirectoryEntryId'>();
export type DirectoryEntryId = z.infer<typeof DirectoryEntryId>;

/** A draft keeps its id when it becomes an envelope, so it is an envelope id from the start. */
export const DraftId = EnvelopeId;
export type DraftId = EnvelopeId;

/** A file the user chose, known to the main process; the renderer never sees its path. */
export const FileGrantId = z.uuid().brand<'FileGrantId'>();
export type FileGrantId = z.infer<typeof FileGrantId>;

/** SHA-256, lower-case hexadecimal. */
export const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

/** Instants travel as RFC 3339 in UTC with milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof Instant>;

/** Bytes in base64 (RFC 4648 §4, padded) where JSON must carry them. */
export const Base64 = z.base64();
