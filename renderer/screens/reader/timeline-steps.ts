/** The short history at the foot of the reader: what happened, who has not opened yet, when the content goes. Pure. */
import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import { type EnvelopeEvent, isOpenedWithCode } from '../../../contract/model/event.ts';
import { type Recipient, reachableStates } from '../../../contract/model/recipient.ts';

export type TimelineStep =
  | { readonly kind: 'deposited' | 'sealed' | 'notified' | 'delivered' | 'filed'; readonly at: string }
  | {
      readonly kind: 'opened';
      readonly at: string;
      /** Null: the person at the screen. */
      readonly name: string | null;
      readonly onBehalfOf: string | null;
      readonly declared: boolean;
      /** By somebody without an account, who had the mailed link, or gave a code by telephone too. */
      readonly byLink: 'link' | 'link-and-code' | null;
    }
  | { readonly kind: 'opened-many' | 'absent-many'; readonly at: string; readonly count: number }
  | { readonly kind: 'answered'; readonly at: string; readonly name: string | null }
  | { readonly kind: 'bounced' | 'absent'; readonly at: string; readonly name: string }
  | {
      readonly kind: 'waiting';
      readonly name: string;
      readonly receipt: boolean;
      readonly failed: boolean;
      readonly invited: boolean;
    }
  | { readonly kind: 'waiting-many'; readonly count: number }
  | { readonly kind: 'erasure'; readonly at: string; readonly done: boolean };

/** Openings, absences and waiting recipients are named one by one up to this many, counted beyond. */
const NAMED = 2;

function first(events: readonly EnvelopeEvent[], kind: EnvelopeEvent['kind']): EnvelopeEvent | undefined {
  return events.find((event) => event.kind === kind);
}

function isOpening(event: EnvelopeEvent): boolean {
  return event.kind === 'opened' || event.kind === 'opened-by-delegate';
}

/** Recipients from whom an opening may still come, or never can; the history may know more than their state. */
function isWaiting(recipient: Recipient, openings: readonly EnvelopeEvent[]): boolean {
  if (['opened', 'read-receipt', 'expired'].includes(recipient.state)) return false;
  return !openings.some(({ recipient: address }) => address?.toLowerCase() === recipient.address.toLowerCase());
}

/** The steps in order; `myAccountId` turns one's own name into « vous ». */
export function timelineSteps(
  record: Pick<EnvelopeRecord, 'depositedAt' | 'sealedAt' | 'expiresAt' | 'recipients' | 'content'>,
  events: readonly EnvelopeEvent[],
  myAccountId: string,
  now: Date,
): readonly TimelineStep[] {
  const steps: TimelineStep[] = [
    { kind: 'deposited', at: first(events, 'deposited')?.at ?? record.depositedAt },
    { kind: 'sealed', at: first(events, 'sealed')?.at ?? record.sealedAt },
  ];
  const notified = first(events, 'notified');
  if (notified) steps.push({ kind: 'notified', at: notified.at });
  const absences = events.filter(({ kind }) => kind === 'absence-answered');
  if (absences.length > NAMED) {
    steps.push({ kind: 'absent-many', at: absences.at(-1)?.at ?? record.sealedAt, count: absences.length });
  } else {
    for (const told of absences) {
      steps.push({ kind: 'absent', at: told.at, name: told.onBehalfOf?.name ?? told.recipient ?? told.actor.name });
    }
  }
  const mine = (event: EnvelopeEvent): boolean => event.actor.accountId === myAccountId;

  const openings = events.filter(isOpening);
  const delivered = first(events, 'delivered');
  if (delivered && openings.length === 0) steps.push({ kind: 'delivered', at: delivered.at });
  if (openings.length > NAMED) {
    steps.push({ kind: 'opened-many', at: openings.at(-1)?.at ?? record.sealedAt, count: openings.length });
  } else {
    for (const event of openings) {
      steps.push({
        kind: 'opened',
        at: event.at,
        name: mine(event) ? null : event.actor.name,
        onBehalfOf: event.onBehalfOf?.name ?? null,
        declared: event.source === 'declared',
        byLink: event.actor.accountId !== null ? null : isOpenedWithCode(event, events) ? 'link-and-code' : 'link',
      });
    }
  }
  const answered = events.findLast(({ kind }) => kind === 'answered');
  if (answered) steps.push({ kind: 'answered', at: answered.at, name: mine(answered) ? null : answered.actor.name });
  for (const bounced of events.filter(({ kind }) => kind === 'bounced').slice(0, 1)) {
    steps.push({ kind: 'bounced', at: bounced.at, name: bounced.recipient ?? bounced.actor.name });
  }

  const waiting = record.recipients.filter(
    (recipient) => isWaiting(recipient, openings) && recipient.accountId !== myAccountId,
  );
  if (waiting.length > NAMED) steps.push({ kind: 'waiting-many', count: waiting.length });
  else {
    for (const recipient of waiting) {
      steps.push({
        kind: 'waiting',
        name: recipient.name,
        receipt: reachableStates[recipient.kind].includes('opened'),
        failed: recipient.state === 'failed',
        invited: recipient.kind === 'invited',
      });
    }
  }
  const erased = record.content === null || new Date(record.expiresAt).getTime() <= now.getTime();
  steps.push({ kind: 'erasure', at: first(events, 'expired')?.at ?? record.expiresAt, done: erased });
  return steps;
}

/** Steps that have happened are joined by a full line, the others by a dashed one. */
export function hasHappened(step: TimelineStep): boolean {
  return step.kind !== 'waiting' && step.kind !== 'waiting-many' && !(step.kind === 'erasure' && !step.done);
}
