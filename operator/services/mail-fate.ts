/** What became of a mail that nobody received. */
import type { Clock } from '../clock.ts';
import type { EnvelopeStore } from './ports/envelopes.ts';
import type { BounceSource, MailQueue, QueuedMail } from './ports/mail.ts';
import { partiesOf } from './records.ts';
import type { Signals } from './signals.ts';

export interface MailFateParts {
  readonly envelopes: EnvelopeStore;
  readonly mails: MailQueue;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly operatorName: string;
}

/**
 * Records that a mail bounced. Where it went to a recipient, everybody with rights sees it as an event, once; the
 * recipient's state stays, since the envelope itself arrived. A mail to the sender that bounces is of no interest to others.
 */
export async function recordBounce(parts: MailFateParts, mail: QueuedMail): Promise<void> {
  // It is about a delegation, whose id stands where others have an envelope's.
  if (mail.kind === 'delegation') return parts.mails.settle(mail.id, 'bounced');
  const envelope = await parts.envelopes.find(mail.envelopeId);
  const recipient = envelope?.recipients.find((one) =>
    mail.accountId === null ? one.address === mail.recipient : one.accountId === mail.accountId,
  );
  const isSenders = mail.accountId !== null && mail.accountId === envelope?.senderAccountId;
  if (!envelope || !recipient || (mail.kind !== 'reception' && isSenders)) {
    return parts.mails.settle(mail.id, 'bounced');
  }
  const { isNew } = await parts.envelopes.advance({
    envelopeId: mail.envelopeId,
    address: recipient.address,
    state: null,
    settles: { mailId: mail.id, state: 'bounced' },
    event: {
      kind: 'bounced',
      at: parts.clock().toISOString(),
      actor: { accountId: null, name: parts.operatorName },
      onBehalfOf: null,
      recipient: recipient.address,
      source: 'operator',
      evidenceSha256: null,
    },
  });
  if (isNew) parts.signals.changed(partiesOf(envelope));
}

/**
 * Records the bounces of mails that a server had taken. Only who received a mail, or carried it, knows its id: nobody
 * makes another's mail bounce.
 */
export async function recordReturned(parts: MailFateParts, source: BounceSource): Promise<void> {
  await source.eachFailure(async (mailIds) => {
    for (const id of mailIds) {
      const mail = await parts.mails.find(id);
      if (!mail) continue;
      if (mail.state === 'sent') await recordBounce(parts, mail);
      return true;
    }
    return false;
  });
}
