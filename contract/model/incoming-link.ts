/**
 * Links that other programs hand over: `mailto:` (RFC 6068) and our own `medimail:compose?…` and `medimail:envelope/ID`.
 *
 * Any web page can make somebody follow one, so it is taken for hostile: it can only begin a letter or show an envelope.
 * It names nobody but by plain addresses, brings no file, sends nothing, and its texts cannot hide or reorder anything.
 */
import { z } from 'zod';
import { EnvelopeId } from './ids.ts';
import { EmailAddress } from './person.ts';

/** Longer texts are no links. */
const MAX_LINK_LENGTH = 16_000;
const MAX_LINK_RECIPIENTS = 20;
const MAX_LINK_SUBJECT = 200;
const MAX_LINK_TEXT = 4_000;

const Addresses = z.array(EmailAddress).max(MAX_LINK_RECIPIENTS);

export const LetterLink = z
  .object({
    kind: z.literal('compose'),
    to: Addresses,
    cc: Addresses,
    subject: z.string().max(MAX_LINK_SUBJECT),
    text: z.string().max(MAX_LINK_TEXT),
    /** It asked for more: another field, or a longer text. */
    isPartial: z.boolean(),
  })
  .strict();
export type LetterLink = z.infer<typeof LetterLink>;

export const IncomingLink = z.discriminatedUnion('kind', [
  LetterLink,
  z.object({ kind: z.literal('envelope'), envelopeId: EnvelopeId }).strict(),
]);
export type IncomingLink = z.infer<typeof IncomingLink>;

/** A letter of which nothing is said: what « Nouvelle enveloppe » asks for from outside the window. */
export const emptyLetter: LetterLink = { kind: 'compose', to: [], cc: [], subject: '', text: '', isPartial: false };

/** What a link asks for; null for one that is not exactly of the forms above. */
export function parseLink(text: string): IncomingLink | null {
  if (text.length > MAX_LINK_LENGTH) return null;
  const [, scheme = '', rest = ''] = /^(mailto|medimail):(.*)$/is.exec(text) ?? [];
  if (scheme.toLowerCase() === 'mailto') return letterLink(rest);
  if (/^compose(\?|$)/.test(rest)) return letterLink(rest.slice('compose'.length));
  const id = EnvelopeId.safeParse(/^envelope\/([^/?#]+)$/.exec(rest)?.[1]);
  return id.success ? { kind: 'envelope', envelopeId: id.data } : null;
}

/** Fields by their names in small letters, decoded; null where an encoding is broken. */
function fieldsOf(query: string): [name: string, value: string][] | null {
  try {
    return query
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const at = part.indexOf('=');
        const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
        // A plus sign is one: `mailto` is no form (RFC 6068 §5).
        return [decodeURIComponent(name).toLowerCase(), decodeURIComponent(value)];
      });
  } catch {
    return null;
  }
}

function letterLink(rest: string): LetterLink | null {
  const at = rest.indexOf('?');
  const [path, query] = at < 0 ? [rest, ''] : [rest.slice(0, at), rest.slice(at + 1)];
  const fields = fieldsOf(query);
  // The commas between addresses stand as they are, one inside an address is encoded.
  const first = fieldsOf(
    path
      .split(',')
      .map((one) => `to=${one}`)
      .join('&'),
  );
  if (!fields || !first) return null;
  const all = (name: string) => fields.filter(([one]) => one === name).map(([, value]) => value);
  const to = addresses([...first.map(([, value]) => value), ...all('to').flatMap((value) => value.split(','))]);
  const cc = addresses(all('cc').flatMap((value) => value.split(',')));
  const [subjects, bodies] = [all('subject'), all('body')];
  if (!to || !cc || subjects.length > 1 || bodies.length > 1) return null;
  const subject = oneLine(subjects[0] ?? '');
  const text = plainText(bodies[0] ?? '');
  const asksMore = fields.some(([name]) => !['to', 'cc', 'subject', 'body'].includes(name));
  const found = LetterLink.safeParse({
    kind: 'compose',
    to,
    cc: cc.filter((address) => !to.includes(address)),
    subject: cut(subject, MAX_LINK_SUBJECT),
    text: cut(text, MAX_LINK_TEXT),
    isPartial: asksMore || subject.length > MAX_LINK_SUBJECT || text.length > MAX_LINK_TEXT,
  });
  return found.success ? found.data : null;
}

/** Bare addresses, each once; null where one is none. Letters that look like others are in no address (`z.email`). */
function addresses(texts: readonly string[]): EmailAddress[] | null {
  const found = new Set<EmailAddress>();
  for (const text of texts) {
    if (text.trim() === '') continue;
    const parsed = EmailAddress.safeParse(text.trim());
    if (!parsed.success) return null;
    found.add(parsed.data);
  }
  return [...found];
}

/** Invisible characters go: controls, marks of direction, joiners, halves of pairs. */
function visible(text: string): string {
  return text.replace(/[\p{Cf}\p{Cs}]|(?![\n\t])\p{Cc}/gu, '');
}

function oneLine(text: string): string {
  return visible(text.replace(/[\s\u2028\u2029]+/g, ' ')).trim();
}

function plainText(text: string): string {
  return visible(text.replace(/\r\n?|[\u2028\u2029]/g, '\n'));
}

/** Not through the middle of a pair. */
function cut(text: string, length: number): string {
  return visible(text.slice(0, length));
}
