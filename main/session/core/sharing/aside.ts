/**
 * Words that were written on a draft which is not what its writer read any more: they are kept in a draft beside it. A page
 * that still shows the former one finds its words there, as long as this process lives.
 */
import { AppError } from '../../../../contract/errors.ts';
import type { DraftContent } from '../../../../contract/model/draft-content.ts';
import type { DraftId } from '../../../../contract/model/ids.ts';
import type { CopyOrigin } from '../../../../contract/model/shared-draft.ts';
import { type CopyPorts, copyHeld } from '../attachment-copies.ts';
import type { Clock } from '../clock.ts';
import type { JournalStore } from '../journal-store.ts';

export interface AsidePorts extends CopyPorts {
  readonly journal: JournalStore;
  readonly clock: Clock;
  /** What this workstation is called. */
  readonly workstationName: string;
  readonly newDraftId: () => DraftId;
}

export interface Aside {
  /** An edition of a draft goes on under another id. */
  moved(draftId: DraftId, edition: number, copyId: DraftId): void;
  /** It left or was discarded elsewhere, with all that was written here. */
  gone(draftId: DraftId, why: CopyOrigin['why']): void;
  /** The draft that goes on from that edition, made if there is none; `draft.not-found` for one that is gone from here. */
  draftFor(draftId: DraftId, edition: number, content: DraftContent): Promise<DraftId>;
}

export function createAside(ports: AsidePorts): Aside {
  const { journal } = ports;
  const made = new Map<string, Promise<DraftId>>();
  const gone = new Map<DraftId, CopyOrigin['why']>();
  const nameOf = (draftId: DraftId, edition: number) => `${draftId} ${edition}`;

  async function make(draftId: DraftId, content: DraftContent): Promise<DraftId> {
    const draft = journal.draft(draftId);
    const why = draft ? 'changed' : gone.get(draftId);
    if (!why) throw new AppError('draft.not-found');
    const elsewhere = journal.sharing.find(draftId)?.elsewhere ?? [];
    const attachments = await copyHeld(draft?.attachments ?? [], ports);
    const id = ports.newDraftId();
    const copyOf = { workstation: ports.workstationName, why };
    journal.sharing.keepCopy({
      draft: { id, content, savedAt: ports.clock.now(), attachments },
      elsewhere,
      copyOf,
    });
    return id;
  }

  return {
    moved: (draftId, edition, copyId) => {
      made.set(nameOf(draftId, edition), Promise.resolve(copyId));
    },
    gone: (draftId, why) => {
      gone.set(draftId, why);
    },
    draftFor(draftId, edition, content) {
      const name = nameOf(draftId, edition);
      const making = made.get(name) ?? make(draftId, content);
      made.set(name, making);
      making.catch(() => made.delete(name));
      return making;
    },
  };
}
