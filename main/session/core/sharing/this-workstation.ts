/** Which of an account's workstations this is: an id that the journal keeps, and the name that its system gives it. */
import type { Workstation } from '../../../../contract/model/shared-draft.ts';
import type { JournalStore } from '../journal-store.ts';

const SETTING = 'workstation-id';
const MAX_NAME = 64;

export function thisWorkstation({
  journal,
  newId,
  name,
}: {
  readonly journal: JournalStore;
  readonly newId: () => string;
  readonly name: string;
}): Workstation {
  const known = journal.setting(SETTING);
  const id = known ?? newId();
  if (known === null) journal.setSetting(SETTING, id);
  // Without a name of its own, it is known by the beginning of its id.
  return { id, name: name.trim().slice(0, MAX_NAME) || id.slice(0, 8) };
}
