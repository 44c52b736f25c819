/** Telling recipients by ordinary e-mail that somebody wrote: who, and where to read, never the title. */
import { displayName } from '../../contract/model/person.ts';
import type { Clock } from '../clock.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { Mailer } from './ports/mail.ts';
import { partiesOf } from './records.ts';
import type { Signals } from './signals.ts';

export interface NotificationParts {
  readonly accounts: AccountStore;
  readonly envelopes: EnvelopeStore;
  readonly mailer: Mailer;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly operatorName: string;
  /** Address of the page that the mail leads to. */
  readonly readerUrl: string;
}

const BATCH = 50;

/** Hands over what is waiting; each notification is recorded once it was taken. Gives how many were. */
export async function handOverNotifications(parts: NotificationParts): Promise<number> {
  let handedOver = 0;
  for (;;) {
    const waiting = await parts.envelopes.pendingNotifications(BATCH);
    for (const { envelopeId, address } of waiting) {
      const envelope = await parts.envelopes.find(envelopeId);
      if (envelope) await notify(parts, envelope, address);
      handedOver += 1;
    }
    if (waiting.length < BATCH) return handedOver;
  }
}

async function notify(parts: NotificationParts, envelope: StoredEnvelope, address: string): Promise<void> {
  const account = (await parts.accounts.byAddresses([address])).get(address);
  const date = parts.clock();
  const sender = displayName(envelope.sender);
  await parts.mailer.handOver({
    id: `${envelope.id}-${envelope.recipients.findIndex((one) => one.address === address)}`,
    to: account?.contactEmail ?? address,
    date,
    subject: `${sender} vous a écrit sur Medimail`,
    text: [
      'Bonjour,',
      '',
      `${sender} (${envelope.sender.profession}) vous a adressé une enveloppe sécurisée.`,
      'Pour la lire, ouvrez Medimail sur votre poste, ou :',
      parts.readerUrl,
      '',
      'Pour protéger les patients, ce message ne contient ni le titre ni le contenu de l’enveloppe.',
      '',
      parts.operatorName,
      '',
    ].join('\n'),
  });
  const { isNew } = await parts.envelopes.advance({
    envelopeId: envelope.id,
    address,
    state: 'notified',
    event: {
      kind: 'notified',
      at: date.toISOString(),
      actor: { accountId: null, name: parts.operatorName },
      onBehalfOf: null,
      recipient: address,
      source: 'operator',
      evidenceSha256: null,
    },
  });
  if (isNew) parts.signals.changed(partiesOf(envelope));
}
