/** What an envelope may hold, and how long it is kept: the same figures on both sides. */

/** 40 Mo for all attachments together, decoded. */
export const MAX_ATTACHMENTS_BYTES = 41_943_040;
/** The largest file that is taken to be attached as a zip: what becomes smaller still is rare. */
export const MAX_ZIPPED_FILE_BYTES = 10 * MAX_ATTACHMENTS_BYTES;
/** Text of the message, decoded. */
export const MAX_TEXT_BYTES = 1_048_576;
/** Characters of the text that a person's new letters end with. */
export const MAX_SIGNATURE_LENGTH = 1_000;
/** Recipients, copies included. */
export const MAX_RECIPIENTS = 200;
export const MAX_ATTACHMENTS = 500;
/** A letter with more attachments than one envelope takes goes in numbered envelopes, at most this many. */
export const MAX_NUMBERED_ENVELOPES = 9;
/** Days ahead for which a departure may be chosen: certificates and recipients change. */
export const MAX_DEPARTURE_DELAY_DAYS = 31;
/** Bytes of one piece of a file that was dropped or pasted, on its way from the page. */
export const INTAKE_PIECE_BYTES = 1_048_576;
/** Base64 with line ends is 37 % larger; text, headers and signature come on top. */
export const MAX_MESSAGE_BYTES = Math.ceil(MAX_ATTACHMENTS_BYTES * 1.38) + 4 * 1_048_576;
/** Bytes of one chunk of an upload, except the last. */
export const UPLOAD_CHUNK_BYTES = 4 * 1_048_576;
/** The largest message that is deposited whole, in one request. */
export const WHOLE_DEPOSIT_BYTES = 65_536;
/** Calendar months that content is kept after sealing; events stay for ever. */
export const RETENTION_MONTHS = 3;

/** When content sealed at `sealedAt` is erased: three calendar months later, clamped to the month's last day. */
export function contentExpiry(sealedAt: Date): Date {
  const expiry = new Date(sealedAt);
  const day = expiry.getUTCDate();
  expiry.setUTCDate(1);
  expiry.setUTCMonth(expiry.getUTCMonth() + RETENTION_MONTHS);
  const lastDay = new Date(Date.UTC(expiry.getUTCFullYear(), expiry.getUTCMonth() + 1, 0)).getUTCDate();
  expiry.setUTCDate(Math.min(day, lastDay));
  return expiry;
}
