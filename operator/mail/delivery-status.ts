/** Reads what a mail server says became of a mail: a delivery status notification (RFC 3464) of any origin. */
import { AppError } from '../../contract/errors.ts';
import { EntityReader, type LeafSink } from '../../envelope/mime/entity-reader.ts';
import { fieldValue, type HeaderField, parseHeaderLines } from '../../envelope/mime/header.ts';

/** A mail that was not delivered, and never will be. */
export interface FailedDelivery {
  /** ENVID (RFC 3461 §4.4) or the part before the @ of the Message-ID, whichever came back. */
  readonly mailIds: readonly string[];
}

/** What a report may cost: it has three parts and says little. */
const limits = { depth: 3, parts: 12, headerBytesPerPart: 32_768, headerLineBytes: 4_096, textBytes: 0 };
const MAX_STATUS_BYTES = 32_768;
const MAX_RETURNED_BYTES = 65_536;
const MAX_ID_LENGTH = 100;

/**
 * The failed delivery that a message reports, or null: another kind of message, a delay, a success, or bytes that are
 * no message at all.
 */
export function readFailedDelivery(bytes: Uint8Array): FailedDelivery | null {
  try {
    return readReport(bytes);
  } catch (error) {
    if (error instanceof AppError && error.is('envelope.malformed')) return null;
    throw error;
  }
}

function readReport(bytes: Uint8Array): FailedDelivery | null {
  const found = takeApart(bytes);
  if (found === null) return null;
  const [envelope = [], ...recipients] = fieldGroups(found.status);
  // Each of our mails has one recipient; a report on several is about none of ours.
  const action = recipients.length === 1 ? fieldValue(recipients[0] ?? [], 'action') : null;
  if (action?.trim().toLowerCase() !== 'failed') return null;
  const returned = fieldGroups(found.returned)[0] ?? [];
  const messageId = /^<([^@<>\s]+)@/.exec(fieldValue(returned, 'message-id')?.trim() ?? '')?.[1];
  const ids = [fieldValue(envelope, 'original-envelope-id')?.trim(), messageId];
  return { mailIds: ids.flatMap((id) => (id !== undefined && id.length <= MAX_ID_LENGTH ? id : [])) };
}

function takeApart(bytes: Uint8Array): { readonly status: Buffer; readonly returned: Buffer } | null {
  let isReport = false;
  const status = new KeptBytes(MAX_STATUS_BYTES);
  const returned = new KeptBytes(MAX_RETURNED_BYTES);
  const reader = new EntityReader(limits, {
    headers(_fields, type, place) {
      if (place.depth !== 0) return;
      const kind = type.parameters.get('report-type')?.toLowerCase();
      isReport = type.value === 'multipart/report' && kind === 'delivery-status';
    },
    leaf(_fields, type, place) {
      if (!isReport || place.depth !== 1) return null;
      if (/^message\/(global-)?delivery-status$/.test(type.value)) return status;
      return /^(text\/rfc822-headers|message\/(rfc822|global(-headers)?))$/.test(type.value) ? returned : null;
    },
    firstChildBytes: () => undefined,
  });
  reader.write(bytes);
  reader.end();
  return isReport ? { status: status.bytes(), returned: returned.bytes() } : null;
}

/** Groups of fields with blank lines between them (RFC 3464 §2.1.1): first of the mail, then of each recipient. */
function fieldGroups(bytes: Buffer): HeaderField[][] {
  return bytes
    .toString('latin1')
    .split(/(?:\r?\n){2,}/)
    .filter((block) => block.trim() !== '')
    .slice(0, limits.parts)
    .map((block) => parseHeaderLines(block.split(/\r?\n/).map((line) => Buffer.from(line, 'latin1'))));
}

/** The beginning of a part, up to a limit. */
class KeptBytes implements LeafSink {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  data(piece: Uint8Array): void {
    // A copy, since pieces are views of the reader's memory.
    const kept = Buffer.from(piece.subarray(0, this.#limit - this.#size));
    this.#size += kept.length;
    if (kept.length > 0) this.#pieces.push(kept);
  }

  end(): void {
    this.data(new Uint8Array(0));
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}
