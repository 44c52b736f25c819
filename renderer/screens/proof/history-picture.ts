/** The history as a picture: one lane for the sender, the vault and each recipient; time runs to the right. Pure layout. */
import type { EnvelopeRecord } from '../../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../../contract/model/event.ts';
import { type Recipient, reachableStates } from '../../../contract/model/recipient.ts';

export interface Lane {
  readonly kind: 'sender' | 'vault' | 'recipient' | 'others';
  readonly y: number;
  readonly recipient: Recipient | null;
  /** For `others`: how many recipients stand for one lane, and how many of them opened. */
  readonly others: { readonly count: number; readonly opened: number } | null;
}

export type MarkKind =
  | 'deposited'
  | 'sealed'
  | 'notified'
  | 'delivered'
  | 'opened'
  | 'answered'
  | 'erasure'
  | 'bounced';

export interface Mark {
  readonly kind: MarkKind;
  readonly x: number;
  readonly y: number;
  readonly at: string;
  readonly event: EnvelopeEvent | null;
  /** Words stand above the line, or below where a neighbour takes the room. */
  readonly below: boolean;
  /** The event has not happened yet. */
  readonly future: boolean;
}

/** A recipient who has not opened: how far the dashed line goes, and why it stays open. */
export interface OpenEnd {
  readonly x: number;
  readonly y: number;
  readonly recipient: Recipient;
  readonly notified: number;
  readonly reason: 'not-opened' | 'no-receipt' | 'failed';
}

export interface Branch {
  readonly fromX: number;
  readonly toX: number;
  readonly y: number;
  readonly dashed: boolean;
}

export interface Gap {
  readonly x: number;
  readonly durationMs: number;
}

export interface HistoryPicture {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  readonly openEnds: readonly OpenEnd[];
  readonly branches: readonly Branch[];
  readonly axisY: number;
  readonly ticks: readonly number[];
  readonly gaps: readonly Gap[];
  /** The vault's line: from the seal to the erasure. */
  readonly vault: { readonly y: number; readonly fromX: number; readonly toX: number };
  readonly breakX: number;
}

export const PICTURE_WIDTH = 838;
export const LANE_START = 150;
const FIRST_LANE_Y = 60;
const LANE_HEIGHT = 92;
/** Recipients with a lane of their own. */
const NAMED_RECIPIENTS = 5;
const FIRST_X = 188;
const LAST_X = 784;
const BREAK_X = 697;

function isOpening(event: EnvelopeEvent): boolean {
  return event.kind === 'opened' || event.kind === 'opened-by-delegate';
}

function concerns(event: EnvelopeEvent, recipient: Recipient): boolean {
  if (event.recipient !== null) return event.recipient.toLowerCase() === recipient.address.toLowerCase();
  return recipient.accountId !== null && event.actor.accountId === recipient.accountId;
}

function hasOpened(recipient: Recipient, events: readonly EnvelopeEvent[]): boolean {
  return recipient.openedAt !== null || events.some((event) => isOpening(event) && concerns(event, recipient));
}

/** Lays out the history of an envelope; events come in the order of the register. */
export function layOutHistory(record: EnvelopeRecord, events: readonly EnvelopeEvent[]): HistoryPicture {
  const named = record.recipients.slice(0, NAMED_RECIPIENTS);
  const rest = record.recipients.slice(NAMED_RECIPIENTS);
  const laneY = (index: number): number => FIRST_LANE_Y + index * LANE_HEIGHT + (index > 1 ? 18 : 0);
  const vaultY = laneY(1);
  const lanes: Lane[] = [
    { kind: 'sender', y: laneY(0), recipient: null, others: null },
    { kind: 'vault', y: vaultY, recipient: null, others: null },
    ...named.map((recipient, index): Lane => ({ kind: 'recipient', y: laneY(index + 2), recipient, others: null })),
  ];
  if (rest.length > 0) {
    const opened = rest.filter((recipient) => hasOpened(recipient, events)).length;
    lanes.push({ kind: 'others', y: laneY(lanes.length), recipient: null, others: { count: rest.length, opened } });
  }

  // What is drawn, in time order; later openings by the same person stay in the table.
  const shown: { kind: MarkKind; at: string; y: number; event: EnvelopeEvent | null }[] = [];
  const firstOf = (kind: EnvelopeEvent['kind']): EnvelopeEvent | undefined =>
    events.find((event) => event.kind === kind);
  const deposited = firstOf('deposited');
  const sealed = firstOf('sealed');
  const notified = firstOf('notified') ?? firstOf('delivered');
  shown.push({ kind: 'deposited', at: deposited?.at ?? record.depositedAt, y: laneY(0), event: deposited ?? null });
  shown.push({ kind: 'sealed', at: sealed?.at ?? record.sealedAt, y: vaultY, event: sealed ?? null });
  if (notified) {
    const kind = notified.kind === 'notified' ? 'notified' : 'delivered';
    shown.push({ kind, at: notified.at, y: vaultY, event: notified });
  }
  for (const [index, recipient] of named.entries()) {
    const own = events.filter((event) => concerns(event, recipient));
    const opening = own.find(isOpening);
    const bounced = own.find(({ kind }) => kind === 'bounced');
    const answered = own.find(({ kind }) => kind === 'answered');
    const y = laneY(index + 2);
    if (opening) shown.push({ kind: 'opened', at: opening.at, y, event: opening });
    else if (bounced) shown.push({ kind: 'bounced', at: bounced.at, y, event: bounced });
    if (answered) shown.push({ kind: 'answered', at: answered.at, y, event: answered });
  }
  const order: readonly MarkKind[] = ['deposited', 'sealed', 'notified', 'delivered', 'opened', 'answered', 'bounced'];
  shown.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || order.indexOf(a.kind) - order.indexOf(b.kind));

  // Equal steps, not equal minutes: seconds and weeks must both be readable; the axis says how long each step took.
  const waiting = named.filter((recipient) => !hasOpened(recipient, events));
  const room = BREAK_X - 12 - FIRST_X;
  const places = shown.length + (waiting.length > 0 ? 1 : 0);
  const step = Math.min(118, room / Math.max(1, places - 1));
  const xOf = (index: number): number => Math.round(FIRST_X + index * step);

  const marks: Mark[] = shown.map((item, index) => {
    const previous = shown[index - 1];
    const crowded = item.kind === 'sealed' || (previous?.y === item.y && item.y !== vaultY && index % 2 === 1);
    return { ...item, x: xOf(index), below: crowded, future: false };
  });
  const erased = firstOf('expired');
  marks.push({
    kind: 'erasure',
    at: erased?.at ?? record.expiresAt,
    x: LAST_X,
    y: vaultY,
    event: erased ?? null,
    below: false,
    future: !erased,
  });

  const split =
    marks.find(({ kind }) => kind === 'notified' || kind === 'delivered') ??
    marks.find(({ kind }) => kind === 'sealed');
  const fromX = split?.x ?? FIRST_X;
  const openX = xOf(shown.length);
  const openEnds: OpenEnd[] = [];
  const branches: Branch[] = [];
  for (const lane of lanes) {
    const { recipient, y } = lane;
    if (!recipient) continue;
    const reached = marks.filter((mark) => mark.y === y);
    const last = reached.at(-1);
    if (last) {
      branches.push({ fromX, toX: last.x, y, dashed: reached.every(({ kind }) => kind === 'bounced') });
      continue;
    }
    const canOpen = reachableStates[recipient.kind].includes('opened');
    openEnds.push({
      x: openX,
      y,
      recipient,
      notified: events.filter((event) => event.kind === 'notified' && concerns(event, recipient)).length,
      reason: recipient.state === 'failed' ? 'failed' : canOpen ? 'not-opened' : 'no-receipt',
    });
    branches.push({ fromX, toX: openX, y, dashed: true });
  }

  const lastLane = lanes.at(-1)?.y ?? vaultY;
  const timed = marks.filter(({ kind }) => kind !== 'erasure');
  const gaps: Gap[] = timed.slice(1).map((mark, index) => {
    const before = timed[index] ?? mark;
    return { x: (before.x + mark.x) / 2, durationMs: Date.parse(mark.at) - Date.parse(before.at) };
  });
  return {
    width: PICTURE_WIDTH,
    height: lastLane + 86,
    lanes,
    marks,
    openEnds,
    branches,
    axisY: lastLane + 54,
    ticks: marks.map(({ x }) => x),
    gaps,
    vault: { y: vaultY, fromX: marks.find(({ kind }) => kind === 'sealed')?.x ?? FIRST_X, toX: LAST_X },
    breakX: BREAK_X,
  };
}
