/** Choices about mails: one after the other to the operator, whose answer is what is shown; each can be taken back. */
import { useQueryClient } from '@tanstack/react-query';
import { createElement, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WireError } from '../../../contract/errors.ts';
import type { NotificationChange } from '../../../contract/ipc/settings.contract.ts';
import { queries, settings } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { wireOf } from '../../ui/wire-error.ts';

const TOAST = 'notifications';

export interface NotificationChoice {
  /** Choices on their way to the operator. */
  readonly saving: boolean;
  readonly error: WireError | null;
  /** Sends a choice; `back` is what takes it back. */
  choose(change: NotificationChange, back: NotificationChange): void;
  /** Sends the choice that failed once more. */
  again(): void;
}

export function useNotificationChoice(): NotificationChoice {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const { show, dismiss } = useToasts();
  const [waiting, setWaiting] = useState(0);
  const [failed, setFailed] = useState<{ readonly error: WireError; readonly send: () => void } | null>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());

  const send = (change: NotificationChange, onSaved: () => void): void => {
    setFailed(null);
    setWaiting((count) => count + 1);
    queue.current = queue.current.then(async () => {
      try {
        client.setQueryData(queries.notifications().queryKey, await settings.changeNotifications(change));
        onSaved();
      } catch (failure) {
        dismiss(TOAST);
        setFailed({ error: wireOf(failure), send: () => send(change, onSaved) });
        // Its answer may be all that was lost: what it applies is asked, not guessed.
        await client.invalidateQueries({ queryKey: queries.notifications().queryKey });
      } finally {
        setWaiting((count) => count - 1);
      }
    });
  };
  const choose = (change: NotificationChange, back: NotificationChange): void => {
    const undo = (): void => {
      dismiss(TOAST);
      send(back, () => show({ id: TOAST, title: t('undone'), lifeMs: 4_000 }));
    };
    send(change, () =>
      show({
        id: TOAST,
        title: t('saved'),
        action: createElement(Button, { size: 'small', onPress: undo }, t('undo')),
        lifeMs: 6_000,
      }),
    );
  };
  return { saving: waiting > 0, error: failed?.error ?? null, choose, again: () => failed?.send() };
}
