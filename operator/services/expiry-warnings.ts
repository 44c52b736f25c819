/** Warning those who have not read an envelope that its content is about to be erased. */
import type { Clock } from '../clock.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { MailTask } from './ports/mail.ts';
import { isUnread } from './records.ts';

export interface WarningParts {
  readonly envelopes: EnvelopeStore;
  readonly clock: Clock;
  /** How long before erasing those who have not read are told; 0: they are not. */
  readonly warnDays: number;
}

const BATCH = 100;
const DAY_MS = 86_400_000;

/**
 * Tells, once for each envelope, that it is about to be erased: recipients who have not opened it, and its sender when
 * there are such. What nobody is to be told of is marked all the same, and not looked at again. Gives how many
 * envelopes were looked at.
 */
export async function warnOfExpiry(parts: WarningParts): Promise<number> {
  if (parts.warnDays === 0) return 0;
  let warned = 0;
  for (;;) {
    const at = parts.clock();
    const near = await parts.envelopes.toWarnOf(at, new Date(at.getTime() + parts.warnDays * DAY_MS), BATCH);
    for (const envelope of near) await parts.envelopes.warn(envelope.id, at, warningMails(envelope, at));
    warned += near.length;
    if (near.length < BATCH) return warned;
  }
}

function warningMails(envelope: StoredEnvelope, at: Date): MailTask[] {
  const unread = envelope.recipients.filter(isUnread);
  if (unread.length === 0) return [];
  const ids = [envelope.senderAccountId, ...unread.map((one) => one.accountId)];
  const accounts = ids.filter((accountId) => accountId !== null);
  const task = { kind: 'expiring', at: at.toISOString() } as const;
  return [
    ...[...new Set(accounts)].map((accountId) => ({ ...task, accountId, recipient: null })),
    ...unread
      .filter((one) => one.accountId === null)
      .map(({ address }) => ({ ...task, accountId: null, recipient: address })),
  ];
}
