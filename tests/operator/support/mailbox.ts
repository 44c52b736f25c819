/** What the operator has mailed, as its recipients read it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Every mail to `address` in the spool of a data folder, in no order. */
function mailsTo(dataFolder: string, address: string): ReceivedMail[] {
  const folder = join(dataFolder, 'mail');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : [];
  return names.map((name) => readMail(readFileSync(join(folder, name), 'utf8'))).filter((mail) => mail.to === address);
}

/** Waits until `count` mails went to `address`; gives all of them. */
export async function awaitMails(dataFolder: string, address: string, count: number): Promise<ReceivedMail[]> {
  await expect.poll(() => mailsTo(dataFolder, address).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  return mailsTo(dataFolder, address);
}

/** Waits for the mails to `address` that are meant, which is surer than their number: others may be on their way. */
export async function awaitMailsThat(
  dataFolder: string,
  address: string,
  areMeant: (mail: ReceivedMail) => boolean,
  count = 1,
): Promise<ReceivedMail[]> {
  const meant = () => mailsTo(dataFolder, address).filter(areMeant);
  await expect.poll(() => meant().length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
  return meant();
}

/** Codes that were mailed to `address`, in no order. */
export function codesTo(dataFolder: string, address: string): string[] {
  return mailsTo(dataFolder, address).flatMap(({ subject }) => /^\[(\d{6})\]/.exec(subject)?.[1] ?? []);
}

/** The secrets of the links that were mailed to `address`, in no order. */
export function linksTo(dataFolder: string, address: string): string[] {
  return mailsTo(dataFolder, address).flatMap(({ text }) => /\?lien=([\w-]{43})\b/.exec(text)?.[1] ?? []);
}

function readMail(source: string): ReceivedMail {
  const [head, body] = splitOnce(source);
  const header = (name: string) =>
    decodeWords(
      new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(head)?.[1]?.replace(/\r?\n[ \t]/g, ' ') ?? '',
    );
  const encoding = header('Content-Transfer-Encoding').toLowerCase();
  return { to: header('To'), subject: header('Subject'), text: decodeBody(body, encoding) };
}

function splitOnce(source: string): [string, string] {
  const at = /\r?\n\r?\n/.exec(source);
  return at ? [source.slice(0, at.index), source.slice(at.index + at[0].length)] : [source, ''];
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\r?\n/g, '')) : body;
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Encoded words of a header field (RFC 2047). */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?(.*?)\?=/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decodeQuoted(word.replaceAll('_', ' ')),
    );
}
