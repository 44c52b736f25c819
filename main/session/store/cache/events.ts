/** Events of all envelopes: the history of one, and the activity of the account over all of them. */
import type { ActivityRow } from '../../../../contract/ipc/activity.contract.ts';
import type { EnvelopeEvent } from '../../../../contract/model/event.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { ActivityFilter, ActivityStore } from '../../core/activity/activity-store.ts';
import { foldText } from '../../core/search/search-words.ts';
import type { Sql } from '../encrypted-database.ts';
import { boxNumber, type RowColumns } from './list-rows.ts';

type Values = Record<string, string | number>;

/** Statements over the events of one open cache. */
export function prepareEvents(database: Sql) {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO events (seq, envelope_id, body, at, kind, who) VALUES (:seq, :envelopeId, :body, :at, :kind, :who)',
  );
  const ofEnvelope = database
    .prepare<[string], string>('SELECT body FROM events WHERE envelope_id = ? ORDER BY seq')
    .pluck();
  const remove = database.prepare('DELETE FROM events WHERE envelope_id = ?');
  const everyWho = database.prepare<[], string>('SELECT DISTINCT who FROM events').pluck();
  const shownRow = database.prepare<[string], RowColumns>(
    'SELECT * FROM list_rows WHERE envelope_id = ? ORDER BY box DESC LIMIT 1',
  );

  /**
   * The condition of a filter, and its values. Names of the events themselves are few and are compared here, folded;
   * those of the envelopes, and titles, are in the index of words.
   */
  function conditionOf({ words, kinds, withSubjects }: ActivityFilter): {
    readonly sql: string;
    readonly values: Values;
  } {
    const parts = ['1'];
    const values: Values = {};
    if (kinds.length > 0) {
      parts.push('kind IN (SELECT value FROM json_each(:kinds))');
      values['kinds'] = JSON.stringify(kinds);
    }
    const known = words.length > 0 ? everyWho.all().map((who) => ({ who, folded: ` ${foldText(who)}` })) : [];
    for (const [index, word] of words.entries()) {
      parts.push(`(who IN (SELECT value FROM json_each(:who${index})) OR envelope_id IN (
        SELECT envelope_id FROM search_documents WHERE doc_id IN (
          SELECT rowid FROM search_index WHERE search_index MATCH :match${index})))`);
      values[`who${index}`] = JSON.stringify(
        known.filter(({ folded }) => folded.includes(` ${word}`)).map(({ who }) => who),
      );
      // Folded words hold letters and digits alone, so nothing that was typed can be an operator.
      values[`match${index}`] = `{sender recipients${withSubjects ? ' subject' : ''}} : "${word}"*`;
    }
    return { sql: parts.join(' AND '), values };
  }

  function rowsOf(filter: ActivityFilter, end: string, more: Values): ActivityRow[] {
    const { sql, values } = conditionOf(filter);
    return database
      .prepare<[Values], string>(
        // The inner query walks the index alone; only the events shown are read whole.
        `SELECT body FROM events JOIN (SELECT seq FROM events WHERE ${sql} ${end}) AS shown USING (seq)
         ORDER BY at DESC, seq DESC`,
      )
      .pluck()
      .all({ ...values, ...more })
      .map((body) => toRow(JSON.parse(body) as EnvelopeEvent, filter.withSubjects));
  }

  function toRow(whole: EnvelopeEvent, withSubject: boolean): ActivityRow {
    const { previousHash: _previous, evidenceSha256: _evidence, ...event } = whole;
    const shown = shownRow.get(event.envelopeId);
    return {
      event,
      envelope: shown
        ? {
            box: shown.box === boxNumber.sent ? 'sent' : 'received',
            who: shown.who,
            otherRecipients: shown.other_recipients,
            subject: withSubject ? shown.subject : null,
          }
        : null,
    };
  }

  const newestFirst = 'ORDER BY at DESC, seq DESC LIMIT :limit';
  const activity: ActivityStore = {
    activity: (filter, { offset, limit }) => rowsOf(filter, `${newestFirst} OFFSET :offset`, { offset, limit }),
    activityBefore: (filter, place, limit) =>
      place === null
        ? rowsOf(filter, newestFirst, { limit })
        : rowsOf(filter, `AND (at, seq) < (:at, :seq) ${newestFirst}`, { ...place, limit }),
    countActivity(filter) {
      const { sql, values } = conditionOf(filter);
      return database.prepare<[Values], number>(`SELECT count(*) FROM events WHERE ${sql}`).pluck().get(values) ?? 0;
    },
  };

  return {
    put(event: EnvelopeEvent): void {
      const { seq, envelopeId, at, kind, actor, onBehalfOf, recipient } = event;
      const who = [actor.name, onBehalfOf?.name ?? '', recipient ?? ''].join(' ');
      insert.run({ seq, envelopeId, body: JSON.stringify(event), at, kind, who });
    },
    of: (id: EnvelopeId) => ofEnvelope.all(id).map((body) => JSON.parse(body) as EnvelopeEvent),
    removeOf: (id: string) => {
      remove.run(id);
    },
    activity,
  };
}
