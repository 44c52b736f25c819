/** Header fields inside the signature win over those outside, and a reader learns where the two differ (RFC 9788). */
import { AppError } from '../../contract/errors.ts';
import type { Mailbox, MessageHeaders, ParsedMessage, StatedHeaders } from './model.ts';

type Chosen = Pick<ParsedMessage, 'headers' | 'headersProtected' | 'headersDiffer'>;

/** `protectedHeaders` is null when the message has none; then the outer ones are all there is. */
export function chooseHeaders(outer: StatedHeaders, protectedHeaders: StatedHeaders | null): Chosen {
  const stated = protectedHeaders ?? outer;
  return {
    headers: completeHeaders(stated),
    headersProtected: protectedHeaders !== null,
    headersDiffer: protectedHeaders === null ? [] : differences(outer, protectedHeaders),
  };
}

/** A message that does not say who wrote it, or when, cannot be shown as an envelope. */
function completeHeaders(stated: StatedHeaders): MessageHeaders {
  if (stated.from === null) throw new AppError('envelope.malformed', { reason: 'from' });
  if (stated.date === null) throw new AppError('envelope.malformed', { reason: 'date' });
  return {
    from: stated.from,
    ...(stated.sender ? { sender: stated.sender } : {}),
    to: stated.to,
    cc: stated.cc,
    subject: stated.subject,
    date: stated.date,
    messageId: stated.messageId ?? '',
    ...(stated.inReplyTo === null ? {} : { inReplyTo: stated.inReplyTo }),
    ...(stated.references.length === 0 ? {} : { references: stated.references }),
  };
}

function differences(outer: StatedHeaders, inner: StatedHeaders): string[] {
  const people = (mailboxes: readonly Mailbox[]): string =>
    JSON.stringify(mailboxes.map(({ name, address }) => [name, address.toLowerCase()]));
  const person = (mailbox: Mailbox | null): string => people(mailbox === null ? [] : [mailbox]);
  const compared: readonly (readonly [string, string, string])[] = [
    ['from', person(outer.from), person(inner.from)],
    ['sender', person(outer.sender), person(inner.sender)],
    ['to', people(outer.to), people(inner.to)],
    ['cc', people(outer.cc), people(inner.cc)],
    ['subject', outer.subject, inner.subject],
    ['date', String(outer.date?.getTime()), String(inner.date?.getTime())],
    ['message-id', outer.messageId ?? '', inner.messageId ?? ''],
    ['in-reply-to', outer.inReplyTo ?? '', inner.inReplyTo ?? ''],
    ['references', outer.references.join(' '), inner.references.join(' ')],
  ];
  return compared.filter(([, out, inside]) => out !== inside).map(([name]) => name);
}
