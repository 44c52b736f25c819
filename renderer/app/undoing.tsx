/**
 * Acts that are done at once and can be taken back, the last one first. The sending that leaves in ten seconds is another
 * thing, with a notice and a key of its own: taking back a filing must never take back a letter.
 */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { useToasts } from '../ui/toast.tsx';
import { wireOf } from '../ui/wire-error.ts';

/** An act that was done. */
export interface DoneAct {
  readonly title: string;
  readonly text?: string;
  readonly undo: () => Promise<unknown>;
  /** Said once it is taken back. */
  readonly undone: string;
}

export interface Undoing {
  /** Does something and says so, or says why not; answers whether it was done. */
  perform(act: () => Promise<DoneAct>): Promise<boolean>;
  /** Says that something was done that can be taken back. */
  did(act: DoneAct): void;
  undoLast(): void;
}

/** Acts that are remembered: more than anybody takes back. */
const REMEMBERED = 20;
const NOTICE = 'act';
const NOTICE_MS = 8_000;
const CONTROL_Z = 'Ctrl Z';

const UndoingContext = createContext<Undoing | null>(null);

export function useUndoing(): Undoing {
  const undoing = useContext(UndoingContext);
  if (!undoing) throw new Error('acts are undone below UndoingProvider only');
  return undoing;
}

export function UndoingProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const { t } = useTranslation('folders');
  const { show, dismiss } = useToasts();
  const acts = useRef<readonly DoneAct[]>([]);
  const undoing = useMemo<Undoing>(() => {
    const fail = (failure: unknown): void =>
      show({ id: NOTICE, title: <ErrorNotice error={wireOf(failure)} />, lifeMs: NOTICE_MS });
    const undo = async (act: DoneAct): Promise<void> => {
      if (!acts.current.includes(act)) return;
      acts.current = acts.current.filter((one) => one !== act);
      dismiss(NOTICE);
      try {
        await act.undo();
        show({ id: NOTICE, title: act.undone, lifeMs: NOTICE_MS / 2 });
      } catch (failure) {
        fail(failure);
      }
    };
    const did = (act: DoneAct): void => {
      acts.current = [...acts.current, act].slice(-REMEMBERED);
      show({
        id: NOTICE,
        title: act.title,
        text: act.text,
        action: (
          <Button size="small" keys={CONTROL_Z} onPress={() => void undo(act)}>
            {t('undo')}
          </Button>
        ),
        lifeMs: NOTICE_MS,
      });
    };
    return {
      did,
      perform: async (act) => {
        try {
          did(await act());
          return true;
        } catch (failure) {
          fail(failure);
          return false;
        }
      },
      undoLast: () => {
        const last = acts.current.at(-1);
        if (last) void undo(last);
      },
    };
  }, [t, show, dismiss]);
  // Whoever signs in next sees nothing of it.
  useEffect(() => () => dismiss(NOTICE), [dismiss]);
  return <UndoingContext value={undoing}>{children}</UndoingContext>;
}
