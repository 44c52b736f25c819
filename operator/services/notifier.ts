/**
 * Empties the mail queue, oldest first, each mail by the node that has claimed it. A mail that was put off waits alone; a
 * server that takes none stops everything for a while, and what waits keeps its place. After five days a mail is given up,
 * and its sender told.
 */
import type { Logger } from 'pino';
import { type ComposeParts, composeMail } from './compose-mail.ts';
import { recordBounce } from './mail-fate.ts';
import type { HandOver, Mailer, MailQueue, Notification, QueuedMail } from './ports/mail.ts';
import { partiesOf } from './records.ts';
import type { Signals } from './signals.ts';

export interface NotifierParts extends ComposeParts {
  readonly mails: MailQueue;
  readonly mailer: Mailer;
  readonly signals: Signals;
  readonly log: Logger;
}

export interface Notifier {
  /** Hands over what is due. Gives how many mails found their end. */
  handOver(): Promise<number>;
  /** Lets a running round end after the mails under way. */
  stop(): void;
}

/** RFC 5321 §4.5.4.1 asks for four to five days. */
const GIVE_UP_MS = 5 * 86_400_000;
const MAIL_DELAYS = { firstMs: 60_000, longestMs: 4 * 3_600_000 };
const SERVER_DELAYS = { firstMs: 30_000, longestMs: 15 * 60_000 };
/** Bounces come within days; after this nothing is known of a mail any more. */
const REMEMBERED_MS = 30 * 86_400_000;
const FORGET_EVERY_MS = 6 * 3_600_000;
/** Mails under way at a time. */
const LANES = 5;
/**
 * A mail is its node's for so long: more than a mail server may take, step by step. Where the node dies another one takes
 * care of it then; a server that was told it already knows it by its Message-ID.
 */
const CLAIMED_MS = 5 * 60_000;

export function createNotifier(parts: NotifierParts): Notifier {
  const { clock, mails } = parts;
  let closedUntil = 0;
  let failures = 0;
  let forgetAt = 0;
  let stopped = false;

  function close(): void {
    closedUntil = clock().getTime() + delayMs(SERVER_DELAYS, failures);
    failures += 1;
  }

  /** Gives how many mails found their end, and whether the server takes more. */
  async function handOverSome(some: readonly QueuedMail[], until: Date): Promise<{ settled: number; isOpen: boolean }> {
    const fates = await Promise.all(some.map((mail) => handOverOne(parts, mail, until)));
    const kept = some.filter((_, index) => fates[index] === 'closed').map(({ id }) => id);
    const isOpen = kept.length === 0;
    if (isOpen) failures = 0;
    else {
      close();
      if (clock() < until) await mails.unclaim(kept);
    }
    return { settled: fates.filter((fate) => fate === 'settled').length, isOpen };
  }

  async function forgetOld(): Promise<void> {
    const now = clock().getTime();
    if (now < forgetAt) return;
    forgetAt = now + FORGET_EVERY_MS;
    await mails.forget(new Date(now - REMEMBERED_MS));
  }

  async function handOver(): Promise<number> {
    let settled = 0;
    await forgetOld();
    while (!stopped && clock().getTime() >= closedUntil) {
      const now = clock();
      // One alone finds out whether a server that failed is back.
      const lanes = failures > 0 ? 1 : LANES;
      const until = new Date(now.getTime() + CLAIMED_MS);
      const claimed = await mails.claim(now, until, lanes);
      // Whether the server takes any is not known by it.
      if (claimed.length === 0) break;
      const round = await handOverSome(claimed, until);
      settled += round.settled;
      if (!round.isOpen) {
        parts.log.warn({ waiting: await mails.waiting() }, 'mails are not taken');
        break;
      }
      if (claimed.length < lanes) break;
    }
    return settled;
  }

  return {
    handOver,
    stop() {
      stopped = true;
    },
  };
}

/** `settled`: nothing more to do; `waits`: put off alone; `closed`: no mail is taken now. */
async function handOverOne(
  parts: NotifierParts,
  mail: QueuedMail,
  until: Date,
): Promise<'settled' | 'waits' | 'closed'> {
  const notification = await composed(parts, mail);
  if (notification === null) {
    await parts.mails.settle(mail.id, 'unwanted');
    return 'settled';
  }
  const result = notification === 'failed' ? laterAlone : await attempt(parts, notification);
  if (result.outcome === 'taken') {
    await recordTaken(parts, mail);
    return 'settled';
  }
  // What takes longer than its claim is another node's by now, whose word counts.
  if (parts.clock() >= until) return result.outcome === 'later' && result.because === 'server' ? 'closed' : 'waits';
  const now = parts.clock().getTime();
  if (result.outcome === 'refused' || now - Date.parse(mail.at) >= GIVE_UP_MS) {
    await recordBounce(parts, mail);
    return result.outcome === 'later' && result.because === 'server' ? 'closed' : 'settled';
  }
  if (result.because === 'server') return 'closed';
  await parts.mails.postpone(mail.id, new Date(now + delayMs(MAIL_DELAYS, mail.tries)));
  return 'waits';
}

const laterAlone: HandOver = { outcome: 'later', because: 'mail' };

/** One mail that cannot be written must not hold up the others. */
async function composed(parts: NotifierParts, mail: QueuedMail): Promise<Notification | null | 'failed'> {
  try {
    return await composeMail(parts, mail);
  } catch (error) {
    parts.log.error({ mail: mail.id, error }, 'mail not written');
    return 'failed';
  }
}

async function attempt(parts: NotifierParts, notification: Notification): Promise<HandOver> {
  try {
    return await parts.mailer.handOver(notification);
  } catch (error) {
    parts.log.error({ mail: notification.id, error }, 'mail not handed over');
    return { outcome: 'later', because: 'server' };
  }
}

/** Recipients are recorded as notified; what others are told of has its event already. */
async function recordTaken(parts: NotifierParts, mail: QueuedMail): Promise<void> {
  if (mail.kind !== 'reception' || mail.recipient === null) return parts.mails.settle(mail.id, 'sent');
  const envelope = await parts.envelopes.find(mail.envelopeId);
  const { isNew } = await parts.envelopes.advance({
    envelopeId: mail.envelopeId,
    address: mail.recipient,
    state: 'notified',
    settles: { mailId: mail.id, state: 'sent' },
    event: {
      kind: 'notified',
      at: parts.clock().toISOString(),
      actor: { accountId: null, name: parts.operatorName },
      onBehalfOf: null,
      recipient: mail.recipient,
      source: 'operator',
      evidenceSha256: null,
    },
  });
  if (envelope && isNew) parts.signals.changed(partiesOf(envelope));
}

/** Twice as long after each failure, a fifth more or less so that what failed together does not return together. */
function delayMs({ firstMs, longestMs }: typeof MAIL_DELAYS, failures: number): number {
  return Math.min(firstMs * 2 ** Math.min(failures, 20), longestMs) * (0.8 + Math.random() * 0.4);
}
