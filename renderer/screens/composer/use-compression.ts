/** Attachments that weigh too much for one envelope, zipped where that makes them smaller. */
import { useRef, useState } from 'react';
import type { Draft } from '../../../contract/ipc/draft.contract.ts';
import { isCompressible } from '../../../contract/model/compressible.ts';
import type { DraftId } from '../../../contract/model/ids.ts';
import { draft } from '../../bridge.ts';
import { type Task, useTask } from '../../ui/use-task.ts';
import type { PennedDraft } from './use-draft.ts';

export interface Compression {
  /** A zip is worth a try, and was not tried on all of them. */
  readonly isOffered: boolean;
  readonly task: Task;
  /** What came of it, in bytes; null before. The same where nothing became smaller. */
  readonly outcome: { readonly beforeBytes: number; readonly afterBytes: number } | null;
  start(): void;
}

export function useCompression(
  draftId: DraftId,
  { attachments, attachmentsBytes, takeAttachments }: PennedDraft,
): Compression {
  const task = useTask();
  const [outcome, setOutcome] = useState<Compression['outcome']>(null);
  const tried = useRef(new Set<string>());
  const untried = attachments.filter(
    (one) => one.originalBytes === undefined && isCompressible(one) && !tried.current.has(one.attachmentId),
  );
  return {
    isOffered: untried.length > 0,
    task,
    // It says nothing of files that were added or taken back since.
    outcome: outcome?.afterBytes === attachmentsBytes ? outcome : null,
    start() {
      setOutcome(null);
      void task.run(async () => {
        const after: Draft = await draft.compressAttachments({ draftId });
        for (const { attachmentId } of untried) tried.current.add(attachmentId);
        setOutcome({ beforeBytes: attachmentsBytes, afterBytes: after.attachmentsBytes });
        takeAttachments(after);
      });
    },
  };
}
