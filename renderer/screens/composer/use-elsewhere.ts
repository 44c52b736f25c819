/** Hears that another workstation changed or removed the draft that is open here. */
import { useEffect, useRef } from 'react';
import type { DraftId } from '../../../contract/model/ids.ts';
import { draft } from '../../bridge.ts';
import type { PennedDraft } from './use-draft.ts';

/**
 * What is not saved yet is saved first, and goes on in a draft of its own; else the draft is read again. While it is being
 * sent, or files come, nothing is: the session sends no other words than were read.
 */
export function useElsewhere(draftId: DraftId, { flush }: PennedDraft, locked: boolean, onChanged: () => void): void {
  const isLocked = useRef(locked);
  isLocked.current = locked;
  const reload = useRef(onChanged);
  reload.current = onChanged;
  useEffect(
    () =>
      draft.on('changed', ({ draftIds }) => {
        if (!draftIds.includes(draftId) || isLocked.current) return;
        // A failure, or that the words went elsewhere, is shown by the sheet itself.
        flush().then(
          () => reload.current(),
          () => undefined,
        );
      }),
    [draftId, flush],
  );
}
