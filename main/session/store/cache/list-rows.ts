/** The lists: rows by position, with counters kept by triggers so that 50,000 envelopes cost no scan. */
import type { Box, EnvelopeRow, ListName, RowFilter, RowOrder } from '../../../../contract/ipc/mailbox.contract.ts';
import type { AccountId, EnvelopeId } from '../../../../contract/model/ids.ts';
import { toInstant } from '../../core/clock.ts';
import type { ListQuery } from '../../core/envelope-store.ts';
import { type DrawnRow, nameOrder } from '../../core/list-row.ts';
import { EXPIRING_MS } from '../../core/policy.ts';
import type { Sql } from '../encrypted-database.ts';

export const boxNumber: Readonly<Record<Box, number>> = { received: 0, sent: 1 };

/** How far a conversation is followed, and how much of it is shown. */
const CONVERSATION_DEPTH = 50;
const CONVERSATION_ENVELOPES = 200;

/** A row as it is stored. */
export interface RowColumns {
  readonly envelope_id: string;
  readonly box: number;
  readonly who: string;
  readonly who_detail: string;
  readonly other_recipients: number;
  readonly subject: string;
  readonly attachments: number;
  readonly signed: number;
  readonly opened: number;
  readonly answered: number;
  readonly opened_by: number;
  readonly recipients: number;
  readonly sealed_at: number;
  readonly expires_at: number;
  readonly offline: number;
  readonly place: string | null;
  readonly flagged: number;
  readonly remind_at: number | null;
  readonly remind_always: number;
  readonly remind_due: number;
  readonly away_until: number | null;
  readonly handled: number | null;
  readonly handled_by_id: string | null;
  readonly handled_by: string | null;
  readonly handed_by: string | null;
}

/** What is still to be followed: word for word the condition of its index. */
const FOLLOWED = 'remind_at IS NOT NULL AND (remind_always = 1 OR opened_by < recipients)';
/** Whatever order was asked for: what is due first. */
const BY_REMINDER = 'remind_at, envelope_id';

/** Where the rows of a list stand. */
const places = {
  box: 'box = :box AND place IS NULL',
  place: 'place = :place',
  flagged: 'flagged = 1',
  followed: FOLLOWED,
} as const;

/**
 * Condition of each filter. The second and third have a counter; all but `expiring` have a partial index, whose condition
 * stands here word for word. Nobody handles what was sent.
 */
const conditions: Readonly<Record<RowFilter, string>> = {
  all: '',
  unopened: 'AND opened = 0',
  'with-attachments': 'AND attachments > 0',
  expiring: 'AND expires_at > :now AND expires_at <= :until',
  mine: 'AND box = 0 AND handled = 1 AND handled_by_id = :reader',
  nobody: 'AND box = 0 AND handled IS NULL',
  done: 'AND box = 0 AND handled = 2',
};

const orders: Readonly<Record<RowOrder, string>> = {
  newest: 'sealed_at DESC, envelope_id DESC',
  oldest: 'sealed_at, envelope_id',
  who: 'who_key, sealed_at DESC, envelope_id DESC',
};

interface Counters {
  readonly total: number;
  readonly unopened: number;
  readonly attached: number;
}

/** Filters whose total a counter tells. */
const countedBy: Readonly<Partial<Record<RowFilter, keyof Counters>>> = {
  all: 'total',
  unopened: 'unopened',
  'with-attachments': 'attached',
};

/** Statements over the lists of one open cache. */
export function prepareListRows(database: Sql) {
  const prepared = new Map<string, Statement>();
  type Statement = ReturnType<typeof database.prepare<[Record<string, number | string>], unknown>>;
  /** Prepared when it is first asked for: of all the combinations few are ever used. */
  function statement<Row>(key: string, sql: () => string) {
    const known = prepared.get(key) ?? database.prepare<[Record<string, number | string>], unknown>(sql());
    prepared.set(key, known);
    return known as ReturnType<typeof database.prepare<[Record<string, number | string>], Row>>;
  }
  const counters = database.prepare<[number], Counters & { offline: number }>(
    "SELECT total, unopened, attached, offline FROM counters WHERE box = ? AND place = ''",
  );
  const countersOfPlace = database.prepare<[string], Counters>(`
    SELECT coalesce(sum(total), 0) AS total, coalesce(sum(unopened), 0) AS unopened,
      coalesce(sum(attached), 0) AS attached FROM counters WHERE place = ?`);
  const everything = database.prepare<[], { envelopes: number; flagged: number; offline: number }>(`
    SELECT coalesce(sum(total), 0) AS envelopes, coalesce(sum(flagged), 0) AS flagged,
      coalesce(sum(offline), 0) AS offline FROM counters`);
  const due = database
    .prepare<[], number>(`SELECT count(*) FROM list_rows WHERE ${FOLLOWED} AND remind_due = 1`)
    .pluck();
  const nextDue = database
    .prepare<[], number | null>(`SELECT min(remind_at) FROM list_rows WHERE ${FOLLOWED} AND remind_due = 0`)
    .pluck();
  // A clock that was put right takes back what came too early.
  const judgeDue = database.prepare<[number, number], { envelope_id: EnvelopeId; remind_due: number }>(`
    UPDATE list_rows SET remind_due = (remind_at <= ?) WHERE ${FOLLOWED} AND remind_due <> (remind_at <= ?)
    RETURNING envelope_id, remind_due`);
  const byPlace = database.prepare<[], { place: string; total: number; unopened: number }>(`
    SELECT place, sum(total) AS total, sum(CASE box WHEN 0 THEN unopened ELSE 0 END) AS unopened
    FROM counters WHERE place <> '' GROUP BY place`);
  const known = database.prepare<[string, number], { opened: number; answered: number }>(
    'SELECT opened, answered FROM list_rows WHERE envelope_id = ? AND box = ?',
  );
  const hasAnswer = database
    .prepare<[string], number>('SELECT 1 FROM list_rows WHERE in_reply_to = ? AND box = 1 LIMIT 1')
    .pluck();
  const setAnswered = database.prepare('UPDATE list_rows SET answered = 1 WHERE envelope_id = ? AND box = 0');
  const conversation = database.prepare<[string], RowColumns>(`
    WITH RECURSIVE
      above (id, depth) AS (
        SELECT ?, 0
        UNION SELECT in_reply_to, depth + 1 FROM above JOIN list_rows ON envelope_id = above.id
        WHERE in_reply_to IS NOT NULL AND depth < ${CONVERSATION_DEPTH}
      ),
      below (id, depth) AS (
        SELECT id, 0 FROM above
        UNION SELECT envelope_id, below.depth + 1 FROM below JOIN list_rows ON in_reply_to = below.id
        WHERE below.depth < ${CONVERSATION_DEPTH}
        LIMIT ${CONVERSATION_ENVELOPES}
      )
    SELECT list_rows.* FROM list_rows JOIN (SELECT DISTINCT id FROM below) AS found ON envelope_id = found.id
    GROUP BY envelope_id HAVING box = min(box) ORDER BY sealed_at, envelope_id`);
  const put = database.prepare(`
    INSERT INTO list_rows (box, envelope_id, sealed_at, expires_at, who, who_key, who_detail, other_recipients, subject,
      attachments, signed, opened, answered, opened_by, recipients, offline, in_reply_to, generation)
    VALUES (:box, :id, :sealedAt, :expiresAt, :who, :whoKey, :whoDetail, :otherRecipients, :subject,
      :attachments, :signed, :opened, :answered, :openedBy, :recipients, :offline, :inReplyTo, :generation)
    ON CONFLICT (envelope_id, box) DO UPDATE SET sealed_at = excluded.sealed_at, expires_at = excluded.expires_at,
      who = excluded.who, who_key = excluded.who_key, who_detail = excluded.who_detail,
      other_recipients = excluded.other_recipients, subject = excluded.subject, attachments = excluded.attachments,
      signed = excluded.signed, opened = excluded.opened, answered = excluded.answered,
      opened_by = excluded.opened_by, recipients = excluded.recipients, offline = excluded.offline,
      in_reply_to = excluded.in_reply_to, generation = excluded.generation`);

  function partsOf({ box, filter, now, reader = '' as AccountId }: ListQuery) {
    const times = filter === 'expiring' ? { now, until: now + EXPIRING_MS } : {};
    const window = filter === 'mine' ? { reader } : times;
    if (isBox(box)) return { kind: 'box', values: { box: boxNumber[box], ...window } } as const;
    if (box === 'flagged') return { kind: 'flagged', values: window } as const;
    if (box === 'followed') return { kind: 'followed', values: window } as const;
    return { kind: 'place', values: { place: box, ...window } } as const;
  }

  function total(query: ListQuery): number {
    const { kind, values } = partsOf(query);
    const { box, filter } = query;
    const counted = countedBy[filter];
    const counter = counted ? countersOf(query) : null;
    if (counted && counter) return counter[counted];
    if (filter === 'nobody' && box === 'received') {
      // Of a large box that is new to it few envelopes are anybody's: counting those spares reading all the others.
      const sql = () =>
        'SELECT count(*) AS rows FROM list_rows WHERE box = :box AND place IS NULL AND handled IS NOT NULL';
      const all = countersOf(query)?.total ?? 0;
      return all - (statement<{ rows: number }>('count handled', sql).get(values)?.rows ?? 0);
    }
    const sql = () => `SELECT count(*) AS rows FROM list_rows WHERE ${places[kind]} ${conditions[filter]}`;
    return statement<{ rows: number }>(`count ${kind} ${filter}`, sql).get(values)?.rows ?? 0;
  }

  /** Null for lists that have none. */
  function countersOf(query: ListQuery): Counters | null {
    const { kind, values } = partsOf(query);
    if (kind === 'flagged' || kind === 'followed') return null;
    const none = { total: 0, unopened: 0, attached: 0 };
    return (kind === 'box' ? counters.get(values.box) : countersOfPlace.get(values.place)) ?? none;
  }

  /** `limit` -1: all. */
  function idsOf(query: ListQuery, limit: number) {
    const { kind, values } = partsOf(query);
    const { filter, order = 'newest' } = query;
    const sql = () =>
      `SELECT envelope_id FROM list_rows WHERE ${places[kind]} ${conditions[filter]} ORDER BY ${orderOf(kind, order)} LIMIT :limit`;
    return statement<{ envelope_id: EnvelopeId }>(`ids ${kind} ${filter} ${order}`, sql).all({ ...values, limit });
  }

  return {
    rows(query: ListQuery & { readonly offset: number; readonly limit: number }) {
      const { kind, values } = partsOf(query);
      const { filter, order = 'newest', limit, offset } = query;
      // The inner query walks a narrow index to the position; only the rows shown are read whole.
      const sql = () => `
        SELECT list_rows.* FROM list_rows JOIN (
          SELECT row_id FROM list_rows WHERE ${places[kind]} ${conditions[filter]}
          ORDER BY ${orderOf(kind, order)} LIMIT :limit OFFSET :offset
        ) AS shown USING (row_id) ORDER BY ${orderOf(kind, order)}`;
      const rows = statement<RowColumns>(`rows ${kind} ${filter} ${order}`, sql).all({ ...values, limit, offset });
      return { rows: rows.map(toRow), total: total(query) };
    },

    ids(query: ListQuery, limit: number) {
      return { ids: idsOf(query, limit).map((row) => row.envelope_id), total: total(query) };
    },

    /** From one row to another, both included, whichever comes first; the nearest to `from` where they are too many. */
    idsBetween(query: ListQuery, { from, to }: Readonly<Record<'from' | 'to', EnvelopeId>>, limit: number) {
      // A hundred thousand ids from a narrow index are read faster than a row's position could be counted in each order.
      const all = idsOf(query, -1).map((row) => row.envelope_id);
      const ends = [all.indexOf(from), all.indexOf(to)] as const;
      const [begin, end] = ends[0] < 0 ? [ends[1], ends[1]] : ends;
      if (end < 0) return { ids: [], total: 0 };
      const range = begin <= end ? all.slice(begin, end + 1) : all.slice(end, begin + 1);
      return { ids: begin <= end ? range.slice(0, limit) : range.slice(-limit), total: range.length };
    },

    /** When the next reminder comes that has not; null for none. */
    nextReminder: () => nextDue.get() ?? null,
    /** Notes which reminders are due; answers the envelopes of which that changed. */
    judgeReminders(now: number) {
      const changed = judgeDue.all(now, now);
      const came = changed.filter((row) => row.remind_due === 1).map((row) => row.envelope_id);
      return { came, changed: changed.map((row) => row.envelope_id) };
    },

    conversation: (id: string) => conversation.all(id).map(toRow),

    counts() {
      const { envelopes = 0, flagged = 0, offline = 0 } = everything.get() ?? {};
      return { unopened: counters.get(0)?.unopened ?? 0, flagged, followed: due.get() ?? 0, offline, envelopes };
    },

    /** By folder, and for the archive: envelopes in it, and those received and not yet opened. */
    filed: () => new Map(byPlace.all().map(({ place, ...counts }) => [place, counts])),

    /** Writes one row; answers whether it was new. */
    put(id: string, box: Box, drawn: DrawnRow, facts: { offline: boolean; openedHere: boolean; generation: number }) {
      const before = known.get(id, boxNumber[box]);
      const received = box === 'received';
      const opened = drawn.opened || facts.openedHere || (received && before?.opened === 1);
      const answered = before?.answered === 1 || (received && hasAnswer.get(id) === 1);
      put.run({
        ...drawn,
        whoKey: nameOrder(drawn.who),
        id,
        box: boxNumber[box],
        signed: Number(drawn.signed),
        opened: Number(opened),
        answered: Number(answered),
        offline: Number(facts.offline),
        generation: facts.generation,
      });
      if (!received && drawn.inReplyTo !== null) setAnswered.run(drawn.inReplyTo);
      return before === undefined;
    },
  };
}

function orderOf(kind: keyof typeof places, order: RowOrder): string {
  return kind === 'followed' ? BY_REMINDER : orders[order];
}

function isBox(list: ListName): list is Box {
  return list in boxNumber;
}

/** A stored row as it is shown. */
export function toRow(columns: RowColumns): EnvelopeRow {
  return {
    id: columns.envelope_id as EnvelopeId,
    box: columns.box === boxNumber.sent ? 'sent' : 'received',
    place: columns.place as EnvelopeRow['place'],
    flagged: columns.flagged === 1,
    reminder: reminderOf(columns),
    who: columns.who,
    whoDetail: columns.who_detail,
    otherRecipients: columns.other_recipients,
    subject: columns.subject,
    attachments: columns.attachments,
    signed: columns.signed === 1,
    opened: columns.opened === 1,
    answered: columns.answered === 1,
    openedBy: columns.opened_by,
    recipients: columns.recipients,
    sealedAt: toInstant(columns.sealed_at),
    expiresAt: toInstant(columns.expires_at),
    offline: columns.offline === 1,
    ...(columns.away_until === null ? {} : { awayUntil: toInstant(columns.away_until) }),
    ...handlingOf(columns),
  };
}

function handlingOf({ handled, handled_by_id, handled_by, handed_by }: RowColumns): Pick<EnvelopeRow, 'handling'> {
  if (handled === null || handled_by_id === null) return {};
  const whom = { accountId: handled_by_id as AccountId, name: handled_by ?? '' };
  return { handling: { standing: handled === 1 ? 'held' : 'done', whom, handedBy: handed_by } };
}

/** Null once nothing is to be followed any more. */
function reminderOf(columns: RowColumns): EnvelopeRow['reminder'] {
  const isAlways = columns.remind_always === 1;
  if (columns.remind_at === null || (!isAlways && columns.opened_by >= columns.recipients)) return null;
  return {
    at: toInstant(columns.remind_at),
    until: isAlways ? 'done' : 'opened',
    isDue: columns.remind_due === 1,
  };
}
