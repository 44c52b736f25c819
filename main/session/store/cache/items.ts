/** What the account keeps about its mailbox, and what it makes of the lists: where rows stand, and which are flagged. */
import type { AccountItem, ItemKind, ItemOf, Reminder } from '../../../../contract/model/account-item.ts';
import type { Sql } from '../encrypted-database.ts';

interface ItemColumns {
  readonly kind: string;
  readonly id: string;
  readonly value: string;
}

/** Statements over the items of one open cache; the caller makes the transactions. */
export function prepareItems(database: Sql) {
  const get = database.prepare<[string, string], ItemColumns>('SELECT * FROM items WHERE kind = ? AND id = ?');
  const ofKind = database.prepare<[string], ItemColumns>('SELECT * FROM items WHERE kind = ? ORDER BY id');
  const put = database.prepare('INSERT OR REPLACE INTO items (kind, id, value, generation) VALUES (?, ?, ?, ?)');
  const remove = database.prepare('DELETE FROM items WHERE kind = ? AND id = ?');
  const stale = database.prepare<[number], ItemColumns>('SELECT * FROM items WHERE generation < ?');
  const count = database.prepare<[], number>('SELECT count(*) FROM items').pluck();
  const placedIn = database
    .prepare<[string], string>(`SELECT id FROM items WHERE kind = 'placement' AND json_extract(value, '$.place') = ?`)
    .pluck();
  // An envelope to oneself is filed once: as it was received. Sent, it stays where it is.
  const setPlace = database.prepare(`
    UPDATE list_rows SET place = CASE WHEN box = (SELECT min(box) FROM list_rows WHERE envelope_id = :id) THEN :place END
    WHERE envelope_id = :id`);
  const setSearchedPlace = database.prepare(
    'UPDATE search_documents SET place = ? WHERE envelope_id = ? AND place IS NOT ?',
  );
  // What ends by openings stands on the row of what was sent; else on the one that is filed. What was told stays told.
  const ofReminder = `box = (
    SELECT CASE :always WHEN 1 THEN min(box) ELSE max(box) END FROM list_rows AS own WHERE own.envelope_id = :id)`;
  const setReminder = database.prepare(`
    UPDATE list_rows SET
      remind_due = CASE WHEN ${ofReminder} AND remind_at IS :at AND remind_always = :always THEN remind_due ELSE 0 END,
      remind_at = CASE WHEN ${ofReminder} THEN :at END,
      remind_always = CASE WHEN ${ofReminder} THEN :always ELSE 0 END
    WHERE envelope_id = :id AND (remind_at IS NOT NULL OR :at IS NOT NULL)`);
  const setFlagged = database.prepare('UPDATE list_rows SET flagged = ? WHERE envelope_id = ? AND flagged <> ?');

  /** The place that an envelope's placement names, as long as it is there. */
  function placeOf(envelopeId: string): string | null {
    const placement = get.get('placement', envelopeId);
    if (!placement) return null;
    const { place } = JSON.parse(placement.value) as { readonly place: string };
    return place === 'archive' || get.get('folder', place) ? place : null;
  }

  /** Puts the rows of an envelope where they belong. */
  function settle(envelopeId: string): void {
    const flagged = Number(get.get('flag', envelopeId) !== undefined);
    setFlagged.run(flagged, envelopeId, flagged);
    const place = placeOf(envelopeId);
    setPlace.run({ id: envelopeId, place });
    setSearchedPlace.run(place, envelopeId, place);
    settleReminder(envelopeId);
  }

  function settleReminder(envelopeId: string): void {
    const reminder = get.get('reminder', envelopeId);
    const value = reminder ? (JSON.parse(reminder.value) as Reminder) : null;
    const always = Number(value?.until === 'done');
    setReminder.run({ id: envelopeId, at: value ? Date.parse(value.at) : null, always });
  }

  /** Envelopes whose rows an item is about. */
  function concerned({ kind, id }: Pick<ItemColumns, 'kind' | 'id'>): readonly string[] {
    if (kind === 'placement' || kind === 'flag' || kind === 'reminder') return [id];
    return kind === 'folder' ? placedIn.all(id) : [];
  }

  return {
    find<K extends ItemKind>(kind: K, id: string): ItemOf<K> | null {
      const row = get.get(kind, id);
      return row ? toItem<K>(row) : null;
    },
    list: <K extends ItemKind>(kind: K): ItemOf<K>[] => ofKind.all(kind).map((row) => toItem<K>(row)),
    count: () => count.get() ?? 0,
    settle,
    /** Writes an item as it is now; answers the envelopes that it is about. */
    put(item: AccountItem, generation: number): readonly string[] {
      // A folder that only has another name or place moves nothing.
      const isThere = item.kind === 'folder' && get.get(item.kind, item.id) !== undefined;
      const staysThere = isThere && item.value !== null;
      if (item.value === null) remove.run(item.kind, item.id);
      else put.run(item.kind, item.id, JSON.stringify(item.value), generation);
      const envelopes = staysThere ? [] : concerned(item);
      for (const id of envelopes) settle(id);
      return envelopes;
    },
    /** Forgets what a rebuild did not bring again. */
    dropUnseen(generation: number): void {
      for (const row of stale.all(generation)) {
        remove.run(row.kind, row.id);
        for (const id of concerned(row)) settle(id);
      }
    },
  };
}

function toItem<K extends ItemKind>({ kind, id, value }: ItemColumns): ItemOf<K> {
  return { kind, id, value: JSON.parse(value) } as unknown as ItemOf<K>;
}
