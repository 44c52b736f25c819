/** The lists: rows by position, with counters kept by triggers so that 50,000 envelopes cost no scan. */
import type { Box, EnvelopeRow, RowFilter } from '../../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { toInstant } from '../../core/clock.ts';
import type { DrawnRow } from '../../core/list-row.ts';
import { EXPIRING_MS } from '../../core/policy.ts';
import type { Sql } from '../encrypted-database.ts';

export const boxNumber: Readonly<Record<Box, number>> = { received: 0, sent: 1 };

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
}

/** Condition of each filter; each but the last has its own partial index and counter. */
const conditions: Readonly<Record<RowFilter, string>> = {
  all: '',
  unopened: 'AND opened = 0',
  'with-attachments': 'AND attachments > 0',
  expiring: 'AND expires_at > :now AND expires_at <= :until',
};

/** Statements over the lists of one open cache. */
export function prepareListRows(database: Sql) {
  // The inner query walks a narrow index to the position; only the rows shown are read whole.
  const page = (filter: RowFilter) =>
    database.prepare<[Record<string, number>], RowColumns>(`
      SELECT list_rows.* FROM list_rows JOIN (
        SELECT row_id FROM list_rows WHERE box = :box ${conditions[filter]}
        ORDER BY sealed_at DESC, envelope_id DESC LIMIT :limit OFFSET :offset
      ) AS shown USING (row_id) ORDER BY sealed_at DESC, envelope_id DESC`);
  const pages: Readonly<Record<RowFilter, ReturnType<typeof page>>> = {
    all: page('all'),
    unopened: page('unopened'),
    'with-attachments': page('with-attachments'),
    expiring: page('expiring'),
  };
  const counters = database.prepare<[number], { total: number; unopened: number; attached: number; offline: number }>(
    'SELECT total, unopened, attached, offline FROM counters WHERE box = ?',
  );
  const expiring = database
    .prepare<[number, number, number], number>(
      'SELECT count(*) FROM list_rows WHERE box = ? AND expires_at > ? AND expires_at <= ?',
    )
    .pluck();
  const known = database.prepare<[string, number], { opened: number; answered: number }>(
    'SELECT opened, answered FROM list_rows WHERE envelope_id = ? AND box = ?',
  );
  const hasAnswer = database
    .prepare<[string], number>('SELECT 1 FROM list_rows WHERE in_reply_to = ? AND box = 1 LIMIT 1')
    .pluck();
  const setAnswered = database.prepare('UPDATE list_rows SET answered = 1 WHERE envelope_id = ? AND box = 0');
  const put = database.prepare(`
    INSERT INTO list_rows (box, envelope_id, sealed_at, expires_at, who, who_detail, other_recipients, subject,
      attachments, signed, opened, answered, opened_by, recipients, offline, in_reply_to, generation)
    VALUES (:box, :id, :sealedAt, :expiresAt, :who, :whoDetail, :otherRecipients, :subject,
      :attachments, :signed, :opened, :answered, :openedBy, :recipients, :offline, :inReplyTo, :generation)
    ON CONFLICT (envelope_id, box) DO UPDATE SET sealed_at = excluded.sealed_at, expires_at = excluded.expires_at,
      who = excluded.who, who_detail = excluded.who_detail, other_recipients = excluded.other_recipients,
      subject = excluded.subject, attachments = excluded.attachments, signed = excluded.signed,
      opened = excluded.opened, answered = excluded.answered, opened_by = excluded.opened_by,
      recipients = excluded.recipients, offline = excluded.offline, in_reply_to = excluded.in_reply_to,
      generation = excluded.generation`);

  const total = (box: number, filter: RowFilter, now: number): number => {
    if (filter === 'expiring') return expiring.get(box, now, now + EXPIRING_MS) ?? 0;
    const counter = counters.get(box);
    if (!counter) return 0;
    return { all: counter.total, unopened: counter.unopened, 'with-attachments': counter.attached }[filter];
  };

  return {
    rows(query: { box: Box; filter: RowFilter; offset: number; limit: number; now: number }) {
      const box = boxNumber[query.box];
      const window = query.filter === 'expiring' ? { now: query.now, until: query.now + EXPIRING_MS } : {};
      const rows = pages[query.filter].all({ box, limit: query.limit, offset: query.offset, ...window });
      return { rows: rows.map(toRow), total: total(box, query.filter, query.now) };
    },

    counts() {
      const received = counters.get(0);
      const sent = counters.get(1);
      return {
        unopened: received?.unopened ?? 0,
        offline: (received?.offline ?? 0) + (sent?.offline ?? 0),
        envelopes: (received?.total ?? 0) + (sent?.total ?? 0),
      };
    },

    /** Writes one row; answers whether it was new. */
    put(id: string, box: Box, drawn: DrawnRow, facts: { offline: boolean; openedHere: boolean; generation: number }) {
      const before = known.get(id, boxNumber[box]);
      const received = box === 'received';
      const opened = drawn.opened || facts.openedHere || (received && before?.opened === 1);
      const answered = before?.answered === 1 || (received && hasAnswer.get(id) === 1);
      put.run({
        ...drawn,
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

/** A stored row as it is shown. */
export function toRow(columns: RowColumns): EnvelopeRow {
  return {
    id: columns.envelope_id as EnvelopeId,
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
  };
}
