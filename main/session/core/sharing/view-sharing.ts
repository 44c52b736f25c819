/** How a draft stands with the account's other workstations, as the screens show it. */
import type { DraftSharing } from '../../../../contract/ipc/draft.contract.ts';
import { type DraftStanding, isEdited } from './draft-sharing-store.ts';

export function viewSharing(standing: DraftStanding | null, workstationId: string): DraftSharing {
  if (!standing) return { writtenBy: null, copyOf: null, onlyHere: null };
  const { head, seen, copyOf, onlyHere, edits } = standing;
  const isTheirs =
    head !== null && head.version === seen && head.workstation.id !== workstationId && !isEdited(standing);
  const isLetGo = head?.gone === 'untouched' && !isEdited(standing);
  const refused = onlyHere?.edits === edits ? onlyHere.why : null;
  return {
    writtenBy: isTheirs ? { workstation: head.workstation.name, at: head.changedAt } : null,
    copyOf,
    onlyHere: refused ?? (isLetGo ? 'untouched' : null),
  };
}
