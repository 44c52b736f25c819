/** Header fields (RFC 5322 §2.2): written folded and encoded, read from raw lines. */
import { AppError } from '../../contract/errors.ts';
import { mailboxWords, parseMailboxes } from './address.ts';
import { decodeCharset } from './charset.ts';
import { decodeWords, encodeWords } from './encoded-word.ts';
import type { Mailbox, MessageHeaders, StatedHeaders } from './model.ts';
import { cleanLine } from './unsafe-text.ts';

/** Columns after which a line is folded; encoded words demand 76 (RFC 2047 §2). */
const FOLD_COLUMN = 76;

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes the fields of a message, each ended by CRLF, without the blank line. */
export function formatHeaders(headers: MessageHeaders): string {
  const lines = [
    fold('From', mailboxWords(headers.from)),
    ...(headers.sender ? [fold('Sender', mailboxWords(headers.sender))] : []),
    ...(headers.to.length > 0 ? [fold('To', listWords(headers.to))] : []),
    ...(headers.cc.length > 0 ? [fold('Cc', listWords(headers.cc))] : []),
    fold('Subject', subjectWords(headers.subject)),
    fold('Date', [formatDate(headers.date)]),
    fold('Message-ID', [formatMessageId(headers.messageId)]),
    ...(headers.inReplyTo ? [fold('In-Reply-To', [formatMessageId(headers.inReplyTo)])] : []),
    ...(headers.references?.length ? [fold('References', headers.references.map(formatMessageId))] : []),
  ];
  return lines.join('');
}

function listWords(mailboxes: readonly Mailbox[]): string[] {
  return mailboxes.flatMap((mailbox, index) => {
    const words = mailboxWords(mailbox);
    return index === mailboxes.length - 1 ? words : [...words.slice(0, -1), `${words.at(-1)},`];
  });
}

/** ASCII goes as it is when every word fits a line; anything else becomes encoded words. */
function subjectWords(subject: string): string[] {
  const line = cleanLine(subject);
  const isPlain = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(line) && !line.includes('=?');
  return isPlain && line.split(' ').every((word) => word.length < FOLD_COLUMN - 10)
    ? line.split(' ')
    : encodeWords(line);
}

function fold(name: string, words: readonly string[]): string {
  let out = `${name}:`;
  let column = out.length;
  for (const word of words) {
    if (column + 1 + word.length > FOLD_COLUMN && column > name.length + 1) {
      out += '\r\n';
      column = 0;
    }
    out += ` ${word}`;
    column += word.length + 1;
  }
  return `${out}\r\n`;
}

/** Date and time in UTC, to the second (RFC 5322 §3.3). */
function formatDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new AppError('envelope.malformed', { reason: 'date' });
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${days[date.getUTCDay()]}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}

function formatMessageId(id: string): string {
  if (!/^[^\s<>@\x7f-\uffff]{1,200}@[^\s<>@\x7f-\uffff]{1,200}$/.test(id)) {
    throw new AppError('envelope.malformed', { reason: 'message-id' });
  }
  return `<${id}>`;
}

/** One field, its name in lower case, its value unfolded and in Unicode. */
export interface HeaderField {
  readonly name: string;
  readonly value: string;
}

/** Fields that may stand once in a block: two of them would let two programs read two messages. */
const singletons = new Set([
  'from',
  'sender',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
]);

/** Reads the lines of a header block (without line ends). Lines that are no field are passed over. */
export function parseHeaderLines(lines: readonly Buffer[]): HeaderField[] {
  const fields: HeaderField[] = [];
  const seen = new Set<string>();
  let current: { name: string; pieces: Buffer[] } | null = null;
  const flush = (): void => {
    if (current === null) return;
    fields.push({ name: current.name, value: decodeCharset(Buffer.concat(current.pieces), 'us-ascii').trim() });
    current = null;
  };
  for (const line of lines) {
    if (line[0] === 32 || line[0] === 9) {
      current?.pieces.push(line);
      continue;
    }
    flush();
    const colon = line.indexOf(58);
    const name = colon < 0 ? '' : line.toString('latin1', 0, colon).trimEnd().toLowerCase();
    if (!/^[\x21-\x7e]+$/.test(name)) continue;
    if (singletons.has(name)) {
      if (seen.has(name)) throw new AppError('envelope.malformed', { reason: 'duplicate-header' });
      seen.add(name);
    }
    current = { name, pieces: [line.subarray(colon + 1)] };
  }
  flush();
  return fields;
}

/** The value of the first field of that name. */
export function fieldValue(fields: readonly HeaderField[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null;
}

/** Reads the fields that a reader shows. */
export function statedHeaders(fields: readonly HeaderField[]): StatedHeaders {
  const single = (name: string): Mailbox | null => {
    const mailboxes = parseMailboxes(fieldValue(fields, name) ?? '');
    // Several authors are allowed by RFC 5322, but a card signs for one person: nobody is picked out of them.
    return mailboxes.length === 1 ? (mailboxes[0] ?? null) : null;
  };
  return {
    from: single('from'),
    sender: single('sender'),
    to: parseMailboxes(fieldValue(fields, 'to') ?? ''),
    cc: parseMailboxes(fieldValue(fields, 'cc') ?? ''),
    subject: cleanLine(decodeWords(fieldValue(fields, 'subject') ?? '')).trim(),
    date: parseDate(fieldValue(fields, 'date') ?? ''),
    messageId: parseMessageIds(fieldValue(fields, 'message-id') ?? '')[0] ?? null,
    inReplyTo: parseMessageIds(fieldValue(fields, 'in-reply-to') ?? '')[0] ?? null,
    references: parseMessageIds(fieldValue(fields, 'references') ?? ''),
  };
}

function parseMessageIds(value: string): string[] {
  return [...value.matchAll(/<([^<>\s]{1,998})>/g)].map((match) => cleanLine(match[1] as string));
}

const datePattern =
  /^(?:[A-Za-z]{3},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{2,4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|[A-Za-z]{1,5})?/;
/** Named zones of RFC 5322 §4.3, hours from UTC; the unknown ones count as UTC, as it says. */
const zones: Readonly<Record<string, number>> = {
  EDT: -4,
  EST: -5,
  CDT: -5,
  CST: -6,
  MDT: -6,
  MST: -7,
  PDT: -7,
  PST: -8,
};

function parseDate(value: string): Date | null {
  const match = datePattern.exec(value.replace(/\([^()]*\)/g, ' ').trim());
  if (match === null) return null;
  const [, day, monthName, year, hour, minute, second, zone] = match;
  const month = months.findIndex((name) => name.toLowerCase() === (monthName as string).toLowerCase());
  if (month < 0) return null;
  let fullYear = Number(year);
  if ((year as string).length === 2) fullYear += fullYear < 50 ? 2000 : 1900;
  if ((year as string).length === 3) fullYear += 1900;
  const local = Date.UTC(fullYear, month, Number(day), Number(hour), Number(minute), Number(second ?? 0));
  return new Date(local - zoneMinutes(zone ?? '') * 60_000);
}

function zoneMinutes(zone: string): number {
  const numeric = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (numeric === null) return (zones[zone.toUpperCase()] ?? 0) * 60;
  return (numeric[1] === '-' ? -1 : 1) * (Number(numeric[2]) * 60 + Number(numeric[3]));
}
