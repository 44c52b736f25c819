/** How events, notes and letters name somebody: no longer than an event's actor may be. */
import { displayName } from '../../contract/model/person.ts';

const MAX_CHARACTERS = 200;

export function actorName(person: Parameters<typeof displayName>[0]): string {
  return displayName(person).slice(0, MAX_CHARACTERS);
}
