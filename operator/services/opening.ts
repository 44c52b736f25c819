/** Openings: what a person displayed, stated by the workstation under the session's key (protocol.md §5). */
import { createHash } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { OpeningStatement } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { Clock } from '../clock.ts';
import { authorship } from './mailbox-access.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { MailTask } from './ports/mail.ts';
import { CLOCK_TOLERANCE_SECONDS } from './possession.ts';
import { envelopeOf, partiesOf } from './records.ts';
import type { Caller } from './sessions.ts';
import type { Signals } from './signals.ts';

export interface OpeningParts {
  readonly envelopes: EnvelopeStore;
  readonly signals: Signals;
  readonly clock: Clock;
  /** Called after a first opening: there is a notification to hand over. */
  readonly onOpened: () => void;
}

/**
 * Records the first opening by this recipient, or by this delegate of a party; a later statement changes nothing and gets the
 * same event.
 */
export async function recordOpening(
  parts: OpeningParts,
  caller: Caller,
  envelopeId: string,
  statement: string,
): Promise<EnvelopeEvent> {
  const { accountId } = caller.mailbox.card;
  const envelope = await envelopeOf(parts.envelopes, accountId, envelopeId);
  const recipient = envelope.recipients.find((one) => one.accountId === accountId) ?? null;
  // The sender opens nothing by reading again; who reads it in the sender's name has that recorded.
  if (!recipient && caller.scopes === null) throw new AppError('auth.forbidden');
  const stated = await readStatement(statement, caller);
  if (stated.envelopeId !== envelopeId) throw new AppError('request.invalid', { field: 'statement.envelopeId' });
  if (stated.sha256 !== envelope.sha256) throw new AppError('request.invalid', { field: 'statement.sha256' });
  const now = parts.clock();
  const at = openingTime(stated, envelope, now);
  return recordFirstOpening(parts, envelope, recipient, {
    at,
    ...authorship(caller),
    source: stated.offline ? 'declared' : 'operator',
    statement,
  });
}

/** How an opening is known. */
export interface OpeningFacts {
  readonly at: string;
  readonly actor: EnvelopeEvent['actor'];
  readonly onBehalfOf: EnvelopeEvent['onBehalfOf'];
  readonly source: EnvelopeEvent['source'];
  /** What proves it, kept for ever. */
  readonly statement: string;
}

/** Records an opening that was found to be one; gives the event of the first by that hand. Without recipient: of a sent one. */
export async function recordFirstOpening(
  parts: OpeningParts,
  envelope: StoredEnvelope,
  recipient: Recipient | null,
  { at, actor, onBehalfOf, source, statement }: OpeningFacts,
): Promise<EnvelopeEvent> {
  const sha256 = createHash('sha256').update(statement).digest('hex');
  const { event, isNew } = await parts.envelopes.advance({
    envelopeId: envelope.id,
    address: recipient?.address ?? null,
    state: 'opened',
    openedAt: at,
    notify: recipient ? openingMails(envelope, recipient, parts.clock()) : [],
    statement: { sha256, text: statement },
    event: {
      kind: onBehalfOf === null ? 'opened' : 'opened-by-delegate',
      at,
      actor,
      onBehalfOf,
      recipient: recipient?.address ?? null,
      source,
      evidenceSha256: sha256,
    },
  });
  if (isNew) {
    parts.signals.changed(partiesOf(envelope));
    parts.onOpened();
  }
  return event;
}

/** The sender is told of a first opening, unless it is the sender's own. */
export function openingMails(envelope: StoredEnvelope, recipient: Recipient, now: Date): MailTask[] {
  const { senderAccountId } = envelope;
  // Who answered without an account sees it on the page of the answer.
  if (senderAccountId === null || recipient.accountId === senderAccountId) return [];
  return [{ kind: 'opening', accountId: senderAccountId, recipient: recipient.address, at: now.toISOString() }];
}

async function readStatement(statement: string, caller: Caller): Promise<OpeningStatement> {
  try {
    const key = await importJWK(caller.session.publicKey, 'ES256');
    const { payload } = await compactVerify(statement, key, { algorithms: ['ES256'] });
    return OpeningStatement.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch (error) {
    throw new AppError('request.invalid', { field: 'statement' }, error);
  }
}

/**
 * Online, the operator's own clock; offline, what the workstation declares, which can be neither before the sealing nor in
 * the future.
 */
function openingTime(stated: OpeningStatement, envelope: StoredEnvelope, now: Date): string {
  if (!stated.offline) return now.toISOString();
  const openedAt = new Date(stated.openedAt);
  if (openedAt.getTime() > now.getTime() + CLOCK_TOLERANCE_SECONDS * 1000) {
    throw new AppError('request.invalid', { field: 'statement.openedAt' });
  }
  const earliest = new Date(envelope.sealedAt);
  return new Date(Math.max(earliest.getTime(), Math.min(openedAt.getTime(), now.getTime()))).toISOString();
}
