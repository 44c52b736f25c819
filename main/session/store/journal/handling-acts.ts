/** What was done here about who handles what, on its way to the operator; and what of it was not taken. */
import type { WireError } from '../../../../contract/errors.ts';
import type {
  HandlingJournal,
  NewHandling,
  RefusedHandling,
  WaitingHandling,
} from '../../core/handling/handling-store.ts';
import type { Sql } from '../encrypted-database.ts';

interface ActColumns {
  readonly place: number;
  readonly body: string;
  readonly tried: number;
  readonly refused: string | null;
}

/** Statements over the acts of one open journal. */
export function prepareHandlingActs(database: Sql): HandlingJournal {
  const all = database.prepare<[], ActColumns>('SELECT * FROM handling_acts ORDER BY place');
  const ofEnvelope = database.prepare<[string], ActColumns>(
    'SELECT * FROM handling_acts WHERE envelope_id = ? ORDER BY place',
  );
  const one = database.prepare<[number], ActColumns>('SELECT * FROM handling_acts WHERE place = ?');
  const add = database.prepare('INSERT INTO handling_acts (envelope_id, body) VALUES (?, ?)');
  const tried = database.prepare('UPDATE handling_acts SET tried = 1 WHERE place = ?');
  const refuse = database.prepare('UPDATE handling_acts SET refused = ? WHERE place = ?');
  const remove = database.prepare('DELETE FROM handling_acts WHERE place = ?');
  const refusals = database.prepare<[], { place: number; body: string }>(
    'SELECT place, body FROM handling_refusals ORDER BY place',
  );
  const addRefusal = database.prepare('INSERT INTO handling_refusals (body) VALUES (?)');
  const removeRefusal = database.prepare('DELETE FROM handling_refusals WHERE place = ?');
  return {
    handlingActs: () => all.all().map(toWaiting),
    handlingActsOf: (id) => ofEnvelope.all(id).map(toWaiting),
    handlingAct(place) {
      const row = one.get(place);
      return row ? toWaiting(row) : null;
    },
    addHandlingActs: database.transaction((acts: readonly NewHandling[]) =>
      acts.map(({ id, envelopeId, at, act }): WaitingHandling => {
        const { lastInsertRowid } = add.run(envelopeId, JSON.stringify({ id, envelopeId, at, act }));
        return { id, envelopeId, at, act, place: Number(lastInsertRowid), isTried: false, refused: null };
      }),
    ) as HandlingJournal['addHandlingActs'],
    tryHandlingAct(place) {
      tried.run(place);
    },
    refuseHandlingAct(place, why) {
      refuse.run(JSON.stringify(why), place);
    },
    removeHandlingAct(place) {
      remove.run(place);
    },
    handlingRefusals: () =>
      refusals.all().map(({ place, body }) => ({ ...(JSON.parse(body) as Omit<RefusedHandling, 'place'>), place })),
    addHandlingRefusal({ envelopeId, what, latest, error }) {
      addRefusal.run(JSON.stringify({ envelopeId, what, latest, error }));
    },
    removeHandlingRefusals: database.transaction((places: readonly number[]) => {
      for (const place of places) removeRefusal.run(place);
    }) as HandlingJournal['removeHandlingRefusals'],
  };
}

function toWaiting({ place, body, tried, refused }: ActColumns): WaitingHandling {
  return {
    ...(JSON.parse(body) as NewHandling),
    place,
    isTried: tried === 1,
    refused: refused === null ? null : (JSON.parse(refused) as WireError),
  };
}
