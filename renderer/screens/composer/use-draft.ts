/** A draft under the pen: what is typed lives here and is saved by itself; attachments live in the session. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { WireError } from '../../../contract/errors.ts';
import { AppError } from '../../../contract/errors.ts';
import { CallError } from '../../../contract/ipc/define.ts';
import type { Draft } from '../../../contract/ipc/draft.contract.ts';
import type { DraftContent } from '../../../contract/model/draft-content.ts';
import type { DraftId } from '../../../contract/model/ids.ts';
import { draft, queries } from '../../bridge.ts';
import { noteUnsavedText, waitBeforeSaving } from '../../ui/unsaved-texts.ts';
import { wireOf } from '../../ui/wire-error.ts';
import type { LetterContent } from './letter/use-letter-editor.ts';

export interface PennedDraft {
  readonly content: DraftContent;
  readonly attachments: Draft['attachments'];
  readonly attachmentsBytes: number;
  /** Files of it that are on other workstations. */
  readonly attachmentsElsewhere: Draft['attachmentsElsewhere'];
  readonly savedAt: string | null;
  /** Something is not saved yet; it is about to be. */
  readonly saving: boolean;
  readonly error: WireError | null;
  change(change: Partial<Omit<DraftContent, 'text' | 'rich'>>): void;
  /** The letter changed; `read` answers its words, and is called when they are needed. */
  readonly changeLetter: (read: () => LetterContent) => void;
  /** All of it as it stands at this moment: `content` knows the letter as it was last saved. */
  readonly read: () => DraftContent;
  /** Attachments as the session knows them after one was added or removed; those of another draft are not this one's. */
  takeAttachments(from: Draft): void;
  /** The draft as the session parted it: attachments and the number in its subject. */
  takeSplit(from: Draft): void;
  /** Saves now what is not saved yet; rejects when it cannot. */
  flush(): Promise<void>;
  /** Saves nothing any more: the draft is being discarded. */
  abandon(): void;
  /** It stays after all. */
  resume(): void;
}

/**
 * `opened`: what is written on, at first; another one once that has moved. `onMoved`: what is typed goes on in another draft,
 * as this one is not what was opened any more.
 */
export function usePennedDraft(opened: Draft, onMoved: (draftId: DraftId) => void): PennedDraft {
  const client = useQueryClient();
  const [content, setContent] = useState(opened.content);
  const [attached, setAttached] = useState(attachmentsOf(opened));
  const [savedAt, setSavedAt] = useState<string | null>(opened.savedAt);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<WireError | null>(null);
  const latest = useRef(opened.content);
  const unreadLetter = useRef<(() => LetterContent) | null>(null);
  const unsaved = useRef(false);
  const oldest = useRef(0);
  const timer = useRef<number | undefined>(undefined);
  const { id: draftId, edition } = opened;
  /** What is on the sheet now; a call may be answered when that is another draft than it asked for. */
  const shown = useRef(opened);
  const moved = useRef(false);
  const isThere = useRef(true);
  const tellMoved = useRef(onMoved);
  tellMoved.current = onMoved;

  const read = useCallback(() => {
    if (unreadLetter.current) latest.current = { ...latest.current, ...unreadLetter.current() };
    unreadLetter.current = null;
    return latest.current;
  }, []);

  const flush = useCallback(async () => {
    window.clearTimeout(timer.current);
    if (!unsaved.current) {
      if (moved.current) throw changedElsewhere();
      return;
    }
    unsaved.current = false;
    oldest.current = 0;
    setSaving(true);
    try {
      const saved = await draft.save({ draftId, content: read(), edition });
      moved.current = saved.draftId !== shown.current.id;
      // Who has left the composer meanwhile finds the words in the list.
      if (moved.current && isThere.current) tellMoved.current(saved.draftId);
      setSavedAt(saved.savedAt);
      setError(null);
      void client.invalidateQueries({ queryKey: queries.drafts().queryKey });
      void client.invalidateQueries({ queryKey: queries.recipientFacts(draftId).queryKey });
    } catch (failure) {
      unsaved.current = true;
      setError(wireOf(failure));
      throw failure;
    } finally {
      // What was typed meanwhile is still to be saved.
      setSaving(unsaved.current);
    }
    if (moved.current) throw changedElsewhere();
  }, [draftId, edition, client, read]);

  const noteChange = useCallback(() => {
    if (!unsaved.current) oldest.current = Date.now();
    unsaved.current = true;
    setSaving(true);
    window.clearTimeout(timer.current);
    const wait = waitBeforeSaving(Date.now() - oldest.current);
    // The failure stays in `error`, on screen; the next change tries again.
    timer.current = window.setTimeout(() => void flush().catch(() => undefined), wait);
  }, [flush]);

  const change = useCallback<PennedDraft['change']>(
    (part) => {
      latest.current = { ...latest.current, ...part };
      setContent(latest.current);
      noteChange();
    },
    [noteChange],
  );

  const changeLetter = useCallback(
    (readLetter: () => LetterContent) => {
      unreadLetter.current = readLetter;
      noteChange();
    },
    [noteChange],
  );

  const takeAttachments = useCallback(
    (from: Draft) => {
      if (from.id !== shown.current.id) return;
      setAttached(attachmentsOf(from));
      setSavedAt(from.savedAt);
      void client.invalidateQueries({ queryKey: queries.drafts().queryKey });
    },
    [client],
  );

  const takeSplit = useCallback(
    (from: Draft) => {
      takeAttachments(from);
      latest.current = { ...latest.current, subject: from.content.subject };
      setContent(latest.current);
    },
    [takeAttachments],
  );

  const abandoned = useRef(false);
  const abandon = useCallback(() => {
    window.clearTimeout(timer.current);
    abandoned.current = unsaved.current;
    unsaved.current = false;
  }, []);
  const resume = useCallback(() => {
    if (abandoned.current) noteChange();
    abandoned.current = false;
  }, [noteChange]);

  useEffect(() => {
    if (shown.current.id === opened.id) return;
    // Its words are here already, and some that it does not have yet; its attachments are copies.
    shown.current = opened;
    moved.current = false;
    setAttached(attachmentsOf(opened));
  }, [opened]);
  useEffect(() => noteUnsavedText(() => leave(flush)), [flush]);
  // Leaving the composer, or the draft, saves what the pause had not yet.
  useEffect(() => {
    isThere.current = true;
    return () => {
      isThere.current = false;
      void leave(flush).catch(() => undefined);
    };
  }, [flush]);

  return {
    content,
    attachments: attached.attachments,
    attachmentsBytes: attached.bytes,
    attachmentsElsewhere: attached.elsewhere,
    savedAt,
    saving,
    error,
    change,
    changeLetter,
    read,
    takeAttachments,
    takeSplit,
    flush,
    abandon,
    resume,
  };
}

function attachmentsOf({ attachments, attachmentsBytes: bytes, attachmentsElsewhere: elsewhere }: Draft) {
  return { attachments, bytes, elsewhere };
}

/** Nothing that was to follow may be done to a draft whose words are another workstation's. */
function changedElsewhere(): CallError {
  return new CallError(new AppError('draft.changed-elsewhere').toWire());
}

/** Saved, and on its way to the other workstations: whoever leaves this one may go on at another. */
async function leave(flush: () => Promise<void>): Promise<void> {
  await flush();
  await draft.tellNow({});
}
