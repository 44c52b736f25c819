/** What is offered for the photographs among the attachments: a smaller copy, or the same without its place. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Draft, DraftAttachment } from '../../../../contract/ipc/draft.contract.ts';
import type { DraftId } from '../../../../contract/model/ids.ts';
import { draft } from '../../../bridge.ts';
import { noteUnsavedText } from '../../../ui/unsaved-texts.ts';
import { type Task, useTask } from '../../../ui/use-task.ts';
import { post } from '../use-attaching.ts';
import { withoutPlace } from './photo-location.ts';
import { bytesOf, lookAtPhoto, type PhotoFindings } from './smaller-photo.ts';

export interface PhotoOffer extends PhotoFindings {
  readonly attachment: DraftAttachment;
}

export interface Photos {
  readonly offers: readonly PhotoOffer[];
  readonly task: Task;
  /** What was agreed to is being done: until then the attachment is the one that was. */
  readonly isUnderWay: boolean;
  shrink(offer: PhotoOffer): void;
  forgetPlace(offer: PhotoOffer): void;
  /** Puts the file back that was attached. */
  restore(attachmentId: string): void;
  /** Asks no more about it. */
  leave(offer: PhotoOffer): void;
}

export function usePhotos(
  draftId: DraftId,
  attachments: readonly DraftAttachment[],
  onDraft: (draft: Draft) => void,
): Photos {
  const [found, setFound] = useState<ReadonlyMap<string, PhotoFindings>>(new Map());
  const looked = useRef(new Set<string>());
  const queue = useRef<Promise<void>>(Promise.resolve());
  const leaving = useRef(new AbortController());
  const task = useTask();
  const done = useRef<Promise<unknown>>(Promise.resolve());
  const run = (work: () => Promise<unknown>): void => {
    done.current = task.run(work);
  };
  // Whoever goes to another mailbox, or locks, waits a moment for it.
  useEffect(
    () =>
      noteUnsavedText(async () => {
        await done.current;
      }),
    [],
  );
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);

  useEffect(() => {
    for (const attachment of attachments) {
      const { attachmentId, originalBytes, name } = attachment;
      if (originalBytes !== undefined || looked.current.has(attachmentId)) continue;
      looked.current.add(attachmentId);
      // One after the other: an unpacked picture takes much memory. What cannot be looked at is offered nothing.
      queue.current = queue.current.then(async () => {
        const { signal } = leaving.current;
        if (signal.aborted) return;
        const { url } = await draft.attachmentUrl({ draftId, attachmentId });
        const findings = await lookAtPhoto(url, name, signal);
        if (findings) setFound((before) => new Map(before).set(attachmentId, findings));
      });
      queue.current = queue.current.catch(() => undefined);
    }
  }, [draftId, attachments]);

  const leave = useCallback((attachmentId: string) => {
    setFound((before) => {
      const after = new Map(before);
      after.delete(attachmentId);
      return after;
    });
  }, []);

  const put = ({ attachmentId }: DraftAttachment, name: string, bytes: Blob): Promise<void> =>
    post(draftId, { name, bytes, replaces: attachmentId }, leaving.current.signal).then((after) => {
      if (after) onDraft(after);
    });

  return {
    offers: attachments.flatMap((attachment) => {
      const findings = found.get(attachment.attachmentId);
      const isOffered = findings && (findings.smaller || findings.tellsPlace || findings.problem);
      return isOffered && attachment.originalBytes === undefined ? [{ ...findings, attachment }] : [];
    }),
    task,
    isUnderWay: task.pending,
    shrink: ({ attachment, smaller }) => {
      if (smaller) run(() => put(attachment, smaller.name, smaller.bytes));
    },
    forgetPlace: ({ attachment, kind }) => {
      run(async () => {
        const { url } = await draft.attachmentUrl({ draftId, attachmentId: attachment.attachmentId });
        const bytes = withoutPlace(await bytesOf(url, leaving.current.signal, {}), kind);
        if (bytes) await put(attachment, attachment.name, new Blob([bytes as Uint8Array<ArrayBuffer>]));
      });
    },
    restore: (attachmentId) => {
      run(async () => onDraft(await draft.restoreAttachment({ draftId, attachmentId })));
    },
    leave: ({ attachment }) => leave(attachment.attachmentId),
  };
}
