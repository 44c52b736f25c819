/** How an envelope's record is drawn as one row of a list. */
import type { Box } from '../../../contract/ipc/mailbox.contract.ts';
import { foldName } from '../../../contract/model/directory.ts';
import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import { displayName, type Sender } from '../../../contract/model/person.ts';
import type { Recipient } from '../../../contract/model/recipient.ts';

/** The part of a row that follows from the record alone. */
export interface DrawnRow {
  readonly who: string;
  readonly whoDetail: string;
  readonly otherRecipients: number;
  readonly subject: string;
  readonly attachments: number;
  readonly signed: boolean;
  /** Received: this account opened it. Sent: somebody did. */
  readonly opened: boolean;
  readonly openedBy: number;
  readonly recipients: number;
  readonly sealedAt: number;
  readonly expiresAt: number;
  readonly inReplyTo: string | null;
}

/** Draws a record for a box; `accountId` is the signed-in account. */
export function drawRow(record: EnvelopeRecord, box: Box, accountId: string): DrawnRow {
  const openedBy = record.recipients.filter(hasOpened).length;
  const own = record.recipients.find((recipient) => recipient.accountId === accountId);
  const first = record.recipients[0];
  const received = box === 'received';
  return {
    who: received ? displayName(record.sender) : (first?.name ?? ''),
    whoDetail: received ? senderDetail(record.sender) : (first?.profession ?? ''),
    otherRecipients: Math.max(0, record.recipients.length - 1),
    subject: record.content?.subject ?? '',
    attachments: record.content?.attachments.length ?? 0,
    signed: record.signed,
    opened: received ? own !== undefined && hasOpened(own) : openedBy > 0,
    openedBy,
    recipients: record.recipients.length,
    sealedAt: Date.parse(record.sealedAt),
    expiresAt: Date.parse(record.expiresAt),
    inReplyTo: record.content?.inReplyTo ?? null,
  };
}

/** By what a list is ordered by name: family name first, without title, accents and case. */
export function nameOrder(shown: string): string {
  const words = shown.replace(/^(?:Dr|Pr|M\.|Mme)\s/u, '').split(' ');
  const isFamily = (word: string) => /^[\p{Lu}'’-]{2,}$/u.test(word);
  return foldName([...words.filter(isFamily), ...words.filter((word) => !isFamily(word))].join(' '));
}

function hasOpened(recipient: Recipient): boolean {
  return recipient.state === 'opened' || recipient.state === 'read-receipt';
}

function senderDetail(sender: Sender): string {
  return sender.specialty ?? (sender.profession || (sender.organisation ?? ''));
}
