/** What was done here about who handles what, on its way to the operator. */
import type { WireError } from '../../../../contract/errors.ts';
import type { HandlingJournal, WaitingHandling } from '../../core/handling/handling-store.ts';
import type { Sql } from '../encrypted-database.ts';

interface ActColumns {
  readonly place: number;
  readonly body: string;
  readonly refused: string | null;
}

/** Statements over the acts of one open journal. */
export function prepareHandlingActs(database: Sql): HandlingJournal {
  const all = database.prepare<[], ActColumns>('SELECT * FROM handling_acts ORDER BY place');
  const add = database.prepare('INSERT INTO handling_acts (body) VALUES (?)');
  const refuse = database.prepare('UPDATE handling_acts SET refused = ? WHERE place = ?');
  const remove = database.prepare('DELETE FROM handling_acts WHERE place = ?');
  return {
    handlingActs: () =>
      all.all().map(({ place, body, refused }) => ({
        ...(JSON.parse(body) as Pick<WaitingHandling, 'id' | 'envelopeId' | 'at' | 'act'>),
        place,
        refused: refused === null ? null : (JSON.parse(refused) as WireError),
      })),
    addHandlingAct({ id, envelopeId, at, act }) {
      add.run(JSON.stringify({ id, envelopeId, at, act }));
    },
    refuseHandlingAct(place, why) {
      refuse.run(JSON.stringify(why), place);
    },
    removeHandlingAct(place) {
      remove.run(place);
    },
  };
}
