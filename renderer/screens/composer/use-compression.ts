/** Attachments that weigh too much for one envelope, zipped where that makes them smaller. */
import { useState } from 'react';
import type { DraftAttachment } from '../../../contract/ipc/draft.contract.ts';
import { isCompressible } from '../../../contract/model/compressible.ts';
import type { DraftId } from '../../../contract/model/ids.ts';
import { draft } from '../../bridge.ts';
import { type Task, useTask } from '../../ui/use-task.ts';
import type { PennedDraft } from './use-draft.ts';

export interface Compression {
  /** A zip is worth a try, and was not tried on all of them. */
  readonly isOffered: boolean;
  readonly task: Task;
  /** What the files weigh that it was tried on, in bytes: as they were attached, and now. Null while there are none. */
  readonly outcome: { readonly beforeBytes: number; readonly afterBytes: number } | null;
  start(): void;
}

export function useCompression(draftId: DraftId, { attachments, takeAttachments }: PennedDraft): Compression {
  const task = useTask();
  const [tried, setTried] = useState<ReadonlySet<string>>(new Set());
  const isTried = ({ attachmentId }: DraftAttachment): boolean => tried.has(attachmentId);
  const untried = attachments.filter((one) => one.originalBytes === undefined && isCompressible(one) && !isTried(one));
  const done = attachments.filter(isTried);
  const sum = (bytesOf: (one: DraftAttachment) => number): number =>
    done.reduce((total, one) => total + bytesOf(one), 0);
  return {
    isOffered: untried.length > 0,
    task,
    outcome:
      done.length === 0
        ? null
        : {
            beforeBytes: sum(({ originalBytes, sizeBytes }) => originalBytes ?? sizeBytes),
            afterBytes: sum(({ sizeBytes }) => sizeBytes),
          },
    start() {
      void task.run(async () => {
        try {
          takeAttachments(await draft.compressAttachments({ draftId }));
          setTried(new Set([...tried, ...untried.map(({ attachmentId }) => attachmentId)]));
        } catch (failure) {
          // Those that came before it are zipped all the same.
          takeAttachments(await draft.get({ draftId }));
          throw failure;
        }
      });
    },
  };
}
