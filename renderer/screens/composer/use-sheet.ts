/** The draft that a composer shows: read when it is opened, and again when another workstation changed it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft } from '../../../contract/ipc/draft.contract.ts';
import type { DraftId } from '../../../contract/model/ids.ts';
import { draft } from '../../bridge.ts';
import { type Task, useTask } from '../../ui/use-task.ts';

export interface Sheet {
  readonly opened: Draft;
  /** Another one wherever something else is to be read; the same while what is written goes on under another id. */
  readonly key: string;
}

export interface ShownSheet {
  /** Null while it is read, or when it could not be. */
  readonly sheet: Sheet | null;
  readonly task: Task;
  /** Reads it again. */
  reload(): Promise<void>;
  /** What is written here goes on in that draft, which is about to be shown: nothing is taken out of the writer's hand. */
  goesOn(draftId: DraftId): void;
}

export function useSheet(draftId: DraftId): ShownSheet {
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const next = useRef<DraftId | null>(null);
  const wanted = useRef(draftId);
  wanted.current = draftId;
  const task = useTask();
  const { run } = task;
  const load = useCallback(async () => {
    const isRead = await run(async () => {
      const opened = await draft.get({ draftId });
      // Another one was opened meanwhile.
      if (wanted.current !== draftId) return;
      const isNext = next.current === draftId;
      if (isNext) next.current = null;
      setSheet((before) => ({
        opened,
        // Another workstation's words begin a sheet of their own.
        key: before && isNext ? before.key : `${opened.id} ${opened.edition}`,
      }));
    });
    if (!isRead && wanted.current === draftId) setSheet(null);
  }, [run, draftId]);
  useEffect(() => {
    if (next.current !== draftId) setSheet(null);
    void load();
  }, [load, draftId]);
  return {
    sheet: sheet && (sheet.opened.id === draftId || next.current === draftId) ? sheet : null,
    task,
    reload: load,
    goesOn: (id) => {
      next.current = id;
    },
  };
}
