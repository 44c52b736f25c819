/** Stores with the people of the demonstration and envelopes between them, a clock that stands still, and a mailer that obeys. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { EnvelopeId } from '../../../contract/model/ids.ts';
import { type AccountCard, displayName } from '../../../contract/model/person.ts';
import type { SealStatement } from '../../../contract/model/seal.ts';
import { demoAccounts } from '../../../operator/demo/people.ts';
import { createLogger } from '../../../operator/logger.ts';
import type { MailPolicy } from '../../../operator/services/compose-mail.ts';
import { sealMetadata } from '../../../operator/services/contents.ts';
import type { WarningParts } from '../../../operator/services/expiry-warnings.ts';
import { createNotifier, type Notifier, type NotifierParts } from '../../../operator/services/notifier.ts';
import type { EventDraft, StoredEnvelope } from '../../../operator/services/ports/envelopes.ts';
import type { HandOver, Mailer, Notification } from '../../../operator/services/ports/mail.ts';
import type { RetentionParts } from '../../../operator/services/retention.ts';
import { createSignals } from '../../../operator/services/signals.ts';
import { openStores, type Stores } from '../../../operator/store/open-stores.ts';
import { freshDatabase } from './test-database.ts';

export const operatorName = 'Opérateur d’essai';
const people = demoAccounts(new Map());

/** Somebody of the demonstration, by the beginning of the address. */
export function person(name: string): AccountCard {
  const account = people.find((one) => one.card.address.startsWith(name));
  if (!account) throw new Error(name);
  return account.card;
}

/** Where somebody's ordinary e-mail goes. */
export function mailboxOf(card: AccountCard): string {
  return people.find((one) => one.card === card)?.contactEmail ?? card.address;
}

export const event = (kind: EventDraft['kind'], at: string, recipient: string | null = null): EventDraft => ({
  kind,
  at,
  actor: { accountId: null, name: operatorName },
  onBehalfOf: null,
  recipient,
  source: 'operator',
  evidenceSha256: null,
});

/** What the mailer was given, and what it answers. */
export interface ObedientMailer extends Mailer {
  readonly taken: Notification[];
  attempts: number;
  answer: (notification: Notification) => HandOver | Promise<HandOver>;
}

export interface MailDesk {
  readonly folder: string;
  readonly stores: Stores;
  readonly mailer: ObedientMailer;
  readonly parts: NotifierParts & RetentionParts & WarningParts;
  readonly log: string[];
  now: Date;
  /** A notifier of this desk, with another policy or mailer where told. */
  notifier(changes?: { readonly policy?: Partial<MailPolicy>; readonly mailer?: Mailer }): Notifier;
  /** Publishes an envelope from Claire, changed where told; its id. */
  publish(subject: string, to?: readonly AccountCard[], changes?: Partial<StoredEnvelope>): Promise<string>;
  close(): Promise<void>;
}

export async function openMailDesk(): Promise<MailDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-mails-'));
  const stores = await openStores({ dataFolder: join(folder, 'data'), ...(await freshDatabase()) });
  await stores.accounts.insert(people);
  const log: string[] = [];
  const taken: Notification[] = [];
  const mailer: ObedientMailer = {
    taken,
    attempts: 0,
    answer: () => ({ outcome: 'taken' }),
    async handOver(notification) {
      mailer.attempts += 1;
      const answer = await mailer.answer(notification);
      if (answer.outcome === 'taken') taken.push(notification);
      return answer;
    },
    close: () => undefined,
  };
  const mailPolicy: MailPolicy = {
    titles: false,
    supportAddress: 'aide@essai.example',
    readerUrl: 'https://lecture.essai.example/',
  };
  const desk: MailDesk = {
    folder,
    stores,
    mailer,
    log,
    now: new Date('2026-11-23T08:00:00.000Z'),
    parts: {
      ...stores,
      mailer,
      mailPolicy,
      invitationLinks: null,
      operatorName,
      warnDays: 7,
      signals: createSignals(),
      clock: () => desk.now,
      log: createLogger('debug', { write: (line: string) => log.push(line) }),
    },
    notifier: ({ policy, ...changes } = {}) =>
      createNotifier({ ...desk.parts, ...changes, mailPolicy: { ...mailPolicy, ...policy } }),
    publish: (subject, to = [person('paul.leroy')], changes = {}) => publishIn(stores, desk.now, subject, to, changes),
    async close() {
      await stores.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return desk;
}

/** Publishes an envelope from Claire, changed where told; its id. */
export async function publishIn(
  stores: Stores,
  now: Date,
  subject: string,
  to: readonly AccountCard[],
  changes: Partial<StoredEnvelope> = {},
): Promise<string> {
  const claire = person('claire.martin');
  const at = now.toISOString();
  const id = EnvelopeId.parse(uuidv7());
  const contentId = uuidv7();
  const key = await stores.vault.create(contentId, now);
  const recipients = to.map((card) => ({
    address: card.address,
    name: displayName(card),
    role: 'to' as const,
    kind: 'medimail' as const,
    accountId: card.accountId,
    profession: card.profession,
    state: 'sealed' as const,
    openedAt: null,
  }));
  const manifest = {
    envelopeId: id,
    sha256: 'b'.repeat(64),
    sizeBytes: 30,
    recipients,
    signed: false,
    inReplyTo: null,
  };
  const { accountId } = claire;
  const upload = { accountId, mailboxId: accountId, manifest, contentId, offset: 0, createdAt: now };
  await stores.uploads.create(upload, 1000);
  const statement: SealStatement = {
    version: 1,
    ...{ operator: operatorName, envelopeId: id, depositedAt: at, sealedAt: at },
    message: { sha256: 'a'.repeat(64), sizeBytes: 10 },
    sender: {
      ...{ accountId, address: claire.address, name: displayName(claire), nationalId: null },
      authentication: { method: 'card', evidenceSha256: null },
    },
    signature: null,
    recipients: (changes.recipients ?? recipients).map(({ address, role, kind }) => ({ address, role, kind })),
  };
  await stores.envelopes.publish({
    envelope: {
      id,
      contentId,
      senderAccountId: claire.accountId,
      sender: claire,
      recipients,
      metadata: sealMetadata(key, id, JSON.stringify({ subject, attachments: [], inReplyTo: null })),
      sha256: 'a'.repeat(64),
      sizeBytes: 10,
      signed: true,
      depositedAt: at,
      sealedAt: at,
      expiresAt: '2027-02-23T10:00:00.000Z',
      seal: { statement: JSON.stringify(statement), signature: 'AA==', timestamp: 'AA==', signatureTimestamp: null },
      ...changes,
    },
    segments: null,
    events: [event('deposited', at), event('sealed', at)],
    validation: [],
    answered: null,
    phones: [],
    absences: [],
    depositorId: claire.accountId,
    statement: null,
    notify: [
      ...to.map(({ accountId, address }) => ({ kind: 'reception' as const, accountId, recipient: address, at })),
      { kind: 'sealing', accountId: claire.accountId, recipient: null, at },
    ],
  });
  return id;
}
