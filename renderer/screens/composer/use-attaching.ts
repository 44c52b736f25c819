/** Attaching files to a draft, one after the other: chosen, dropped or pasted; each with its progress and its failure. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import type { Draft } from '../../../contract/ipc/draft.contract.ts';
import type { DraftId, FileGrantId } from '../../../contract/model/ids.ts';
import { INTAKE_PIECE_BYTES, MAX_ATTACHMENTS_BYTES } from '../../../contract/model/limits.ts';
import { app, draft } from '../../bridge.ts';
import { useToasts } from '../../ui/toast.tsx';
import { noteUnsavedText } from '../../ui/unsaved-texts.ts';
import { wireOf } from '../../ui/wire-error.ts';
import type { IncomingFile } from './incoming-files.ts';

/** A file on its way into the draft, or refused. */
export interface AttachingFile {
  readonly key: number;
  readonly name: string;
  /** Null while it is not known. */
  readonly sizeBytes: number | null;
  readonly doneBytes: number;
  /** Why it is not attached; null while it waits or is copied. */
  readonly error: WireError | null;
  /** A zip of it is made on its way. */
  readonly zipped: boolean;
}

export interface Attaching {
  readonly files: readonly AttachingFile[];
  readonly isUnderWay: boolean;
  /** The choice itself failed. */
  readonly error: WireError | null;
  /** Asks the system for files. */
  choose(): Promise<void>;
  /** Takes what was dropped or pasted. */
  take(files: readonly IncomingFile[]): void;
  /** The draft is being discarded: what is on its way is not missed. */
  abandon(): void;
  /** Forgets a refused file. */
  dismiss(key: number): void;
  /** Tries a file that was too large again, as a zip. */
  zip(key: number): void;
  /** Gives up a file that waits or is on its way. */
  stop(key: number): void;
}

type Source =
  | { readonly kind: 'granted'; readonly grantId: FileGrantId }
  | { readonly kind: 'held'; readonly bytes: Blob | null };
type Queued = AttachingFile & { readonly source: Source };

/** `onDraft` gets the draft as the session knows it after each file. */
export function useAttaching(draftId: DraftId, onDraft: (draft: Draft) => void): Attaching {
  const [files, setFiles] = useState<readonly Queued[]>([]);
  const [error, setError] = useState<WireError | null>(null);
  const { t } = useTranslation('composer');
  const { show } = useToasts();
  const queue = useRef<Queued[]>([]);
  const running = useRef(false);
  const nextKey = useRef(1);
  const leaving = useRef(new AbortController());

  const update = useCallback((key: number, change: Partial<AttachingFile>) => {
    setFiles((shown) => shown.map((file) => (file.key === key ? { ...file, ...change } : file)));
  }, []);
  const forget = useCallback((key: number) => {
    setFiles((shown) => shown.filter((file) => file.key !== key));
  }, []);
  const current = useRef<number | null>(null);
  useEffect(
    () =>
      draft.on('attachProgress', (progress) => {
        if (progress.draftId === draftId && current.current !== null) {
          update(current.current, { doneBytes: progress.doneBytes });
        }
      }),
    [draftId, update],
  );
  /** The draft that is on the sheet: what is written may go on in another one while files are on their way. */
  const shown = useRef(draftId);
  shown.current = draftId;
  useEffect(() => {
    const control = new AbortController();
    leaving.current = control;
    // What is not attached when the composer closes is given up.
    return () => control.abort();
  }, []);

  /** Of the file that is on its way, for who gives it up. */
  const stopping = useRef(new AbortController());
  const isUnwanted = useRef(false);
  /** The composer went while files were on their way. */
  const giveUp = useCallback(
    (given: readonly Queued[]) => {
      const keys = new Set(given.map(({ key }) => key));
      setFiles((before) => before.filter(({ key }) => !keys.has(key)));
      if (isUnwanted.current) return;
      show({
        id: 'given-up',
        title: t('givenUp', { count: keys.size }),
        text: t('givenUpText'),
        lifeMs: 10_000,
      });
    },
    [show, t],
  );
  const run = useCallback(async (): Promise<void> => {
    if (running.current) return;
    running.current = true;
    for (let file = queue.current.shift(); file; file = queue.current.shift()) {
      const { key } = file;
      const { signal: left } = leaving.current;
      if (left.aborted) {
        giveUp([file, ...queue.current.splice(0)]);
        break;
      }
      current.current = key;
      const target = shown.current;
      stopping.current = new AbortController();
      const stopped = stopping.current.signal;
      try {
        const after = await attachOne(target, file, { left, stopped });
        if (after === null && stopped.aborted) forget(key);
        else if (after === null) giveUp([file, ...queue.current.splice(0)]);
        else if (target === shown.current) {
          forget(key);
          onDraft(after);
        } else {
          // It came into what is another workstation's by now: off it again, and into the draft that goes on.
          const added = after.attachments.at(-1);
          if (added) await draft.detach({ draftId: target, attachmentId: added.attachmentId });
          queue.current.unshift(file);
        }
      } catch (failure) {
        if (stopped.aborted) forget(key);
        else if (target === shown.current) update(key, { error: refusalOf(failure) });
        else {
          // It is the former draft that would not have it.
          update(key, { doneBytes: 0 });
          queue.current.unshift(file);
        }
      }
    }
    current.current = null;
    running.current = false;
  }, [onDraft, update, giveUp, forget]);

  const done = useRef<Promise<void>>(Promise.resolve());
  // Whoever goes to another mailbox, or locks, waits a moment for what is being attached.
  useEffect(() => noteUnsavedText(() => done.current), []);
  const begin = useCallback(
    (queued: readonly Queued[]) => {
      queue.current.push(...queued);
      done.current = Promise.all([done.current, run()]).then(() => undefined);
    },
    [run],
  );
  const add = useCallback(
    (added: readonly { readonly name: string; readonly sizeBytes: number | null; readonly source: Source }[]) => {
      const queued = added.map(
        (file): Queued => ({ ...file, key: nextKey.current++, doneBytes: 0, error: knownRefusal(file), zipped: false }),
      );
      // What was refused before has been read by whoever tries again.
      setFiles((shown) => [...shown.filter((file) => file.error === null), ...queued]);
      begin(queued.filter((file) => file.error === null));
    },
    [begin],
  );

  return {
    files,
    isUnderWay: files.some((file) => file.error === null),
    error,
    async choose() {
      setError(null);
      try {
        const { files: chosen } = await app.chooseFiles({});
        add(chosen.map(({ grantId, name, sizeBytes }) => ({ name, sizeBytes, source: { kind: 'granted', grantId } })));
      } catch (failure) {
        setError(wireOf(failure));
      }
    },
    take: (incoming) =>
      add(incoming.map(({ name, sizeBytes, bytes }) => ({ name, sizeBytes, source: { kind: 'held', bytes } }))),
    abandon: () => {
      isUnwanted.current = true;
    },
    dismiss: forget,
    zip(key) {
      const file = files.find((one) => one.key === key);
      if (!file) return;
      const again = { ...file, error: null, doneBytes: 0, zipped: true };
      setFiles((before) => before.map((one) => (one.key === key ? again : one)));
      begin([again]);
    },
    stop(key) {
      if (current.current === key) stopping.current.abort();
      else {
        queue.current = queue.current.filter((one) => one.key !== key);
        forget(key);
      }
    },
  };
}

/** What is refused before a byte is copied. */
function knownRefusal({
  sizeBytes,
  source,
}: {
  readonly sizeBytes: number | null;
  readonly source: Source;
}): WireError | null {
  if (source.kind === 'held' && source.bytes === null) return { code: 'attachment.folder', retry: 'never' };
  if (sizeBytes === 0) return { code: 'attachment.empty', retry: 'never' };
  if (sizeBytes !== null && sizeBytes > MAX_ATTACHMENTS_BYTES) {
    return { code: 'attachment.too-large', retry: 'never', details: { sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES } };
  }
  return null;
}

/** Null where it was given up; `left`: the composer went, and what the page holds of the file with it. */
async function attachOne(
  draftId: DraftId,
  { name, source, zipped }: Queued,
  { left, stopped }: { readonly left: AbortSignal; readonly stopped: AbortSignal },
): Promise<Draft | null> {
  if (source.kind === 'held') {
    return post(draftId, { name, bytes: source.bytes ?? new Blob(), zipped }, AbortSignal.any([left, stopped]));
  }
  // What could not be said is seen by the file that comes all the same.
  const stop = (): void => void draft.stopAttaching({ draftId }).catch(() => undefined);
  stopped.addEventListener('abort', stop, { once: true });
  try {
    return await draft.attach({ draftId, grantId: source.grantId, ...(zipped ? { zipped } : {}) });
  } finally {
    stopped.removeEventListener('abort', stop);
  }
}

/** Hands the bytes over in pieces, never a whole file in memory; the session says at the end what became of them. */
export async function post(
  draftId: DraftId,
  {
    name,
    bytes,
    replaces,
    zipped = false,
  }: { readonly name: string; readonly bytes: Blob; readonly replaces?: string; readonly zipped?: boolean },
  signal: AbortSignal,
): Promise<Draft | null> {
  const { intakeId, url } = await draft.openIntake({
    draftId,
    name: name.slice(-255),
    sizeBytes: bytes.size,
    ...(replaces === undefined ? {} : { replaces }),
    ...(zipped ? { zipped } : {}),
  });
  try {
    for (let at = 0; at < bytes.size; at += INTAKE_PIECE_BYTES) {
      const body = await bytes.slice(at, at + INTAKE_PIECE_BYTES).arrayBuffer();
      const response = await fetch(url, { method: 'POST', body, signal });
      if (!response.ok) break;
    }
  } catch (failure) {
    await draft.closeIntake({ intakeId, cancelled: true });
    if (signal.aborted) return null;
    throw failure;
  }
  return draft.closeIntake({ intakeId, cancelled: false });
}

/** A file that the page can no longer read has gone, or changed since it was dropped. */
function refusalOf(failure: unknown): WireError {
  if (!(failure instanceof DOMException)) return wireOf(failure);
  return { code: failure.name === 'NotFoundError' ? 'attachment.vanished' : 'attachment.changed', retry: 'never' };
}
