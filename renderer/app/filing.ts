/** Filing and flagging envelopes, from wherever in the window; each act says itself and can be taken back. */
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilingPlace, Reminder } from '../../contract/model/account-item.ts';
import { mailbox, queries } from '../bridge.ts';
import type { Targets } from '../ui/envelope-acts.ts';
import { useFormat } from '../ui/use-format.ts';
import { useUndoing } from './undoing.tsx';

export interface Filing {
  /** Puts envelopes somewhere; null: back into their boxes. Answers whether it was done. */
  file(targets: Targets, place: FilingPlace | null): Promise<boolean>;
  /** Flags envelopes; takes the flags away where all have one. */
  flag(targets: Targets): Promise<boolean>;
  /** Asks to be reminded at a moment; null ends it. */
  remind(targets: Targets, at: Date | null): Promise<boolean>;
}

export function useFiling(): Filing {
  const { t } = useTranslation('folders');
  const { t: reminders } = useTranslation('reminders');
  const format = useFormat();
  const client = useQueryClient();
  const { perform } = useUndoing();
  return useMemo<Filing>(() => {
    // The answer says that it is so; waiting for the event that says it again would show the row a moment longer.
    const refresh = (): void => {
      for (const queryKey of [['mailbox', 'rows'], ['mailbox', 'conversation'], ['mailbox', 'search'], ['folder']]) {
        void client.invalidateQueries({ queryKey });
      }
      void client.invalidateQueries({ queryKey: queries.counts().queryKey });
    };
    const titleOf = (count: number, place: FilingPlace | null): string => {
      if (place === null) return t('putBack', { count });
      if (place === 'archive') return t('archived', { count });
      // Asked of the cache when it is said: the folder may just have been made.
      const folders = client.getQueryData(queries.folders().queryKey)?.folders;
      return t('filed', { count, folder: folders?.find(({ id }) => id === place)?.name ?? '' });
    };
    return {
      file: ({ ids }, place) =>
        perform(async () => {
          const { before } = await mailbox.file({ filings: ids.map((envelopeId) => ({ envelopeId, place })) });
          refresh();
          return {
            title: titleOf(ids.length, place),
            undo: () => mailbox.file({ filings: before }).then(refresh),
            undone: t('undoneFiling'),
          };
        }),
      flag: ({ ids, allFlagged }) =>
        perform(async () => {
          const flagged = !allFlagged;
          const { before } = await mailbox.flag({ flaggings: ids.map((envelopeId) => ({ envelopeId, flagged })) });
          refresh();
          return {
            title: t(flagged ? 'flagged' : 'unflagged', { count: ids.length }),
            undo: () => mailbox.flag({ flaggings: before }).then(refresh),
            undone: t('undoneFlag'),
          };
        }),
      remind: ({ ids, sent }, at) =>
        perform(async () => {
          const reminder: Reminder | null = at && { at: at.toISOString(), until: sent ? 'opened' : 'done' };
          const { before } = await mailbox.remind({ remindings: ids.map((envelopeId) => ({ envelopeId, reminder })) });
          refresh();
          return {
            title: at
              ? reminders('planned', { day: format.longDay(at), time: format.clock(at) })
              : reminders('ended', { count: ids.length }),
            undo: async () => {
              if (before.length > 0) await mailbox.remind({ remindings: before });
              refresh();
            },
            undone: reminders('undone'),
          };
        }),
    };
  }, [client, perform, t, reminders, format]);
}
