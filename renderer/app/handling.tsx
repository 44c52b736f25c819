/** Handling envelopes together: who may, and each step from wherever in the window. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holder } from '../../contract/model/handling.ts';
import type { AccountId, EnvelopeId } from '../../contract/model/ids.ts';
import { handling, queries } from '../bridge.ts';
import { useActing, useAllows } from '../ui/acting.tsx';
import type { HandlingAct, Targets } from '../ui/envelope-acts.ts';
import { useErrorText } from '../ui/error-text.ts';
import { type SharedMailbox, SharedMailboxProvider, stepKinds } from '../ui/handling.tsx';
import { useToasts } from '../ui/toast.tsx';
import { wireOf } from '../ui/wire-error.ts';
import { useHandlingRefusals } from './handling-refusals.tsx';
import { useUndoing } from './undoing.tsx';

export function HandlingProvider({
  self,
  unfinished,
  children,
}: {
  readonly self: AccountId;
  /** What is typed and not yet noted in this mailbox; it outlives this provider, which is another one in each. */
  readonly unfinished: Map<EnvelopeId, string>;
  readonly children: ReactNode;
}): ReactNode {
  const isActing = useActing() !== null;
  const mayFile = useAllows('file');
  const mayAnswer = useAllows('answer');
  const mayNote = useAllows('open');
  const { data } = useQuery(queries.holders());
  const holders = data?.holders;
  useFreshHolders();
  useHandlingRefusals();
  const shared = useMemo<SharedMailbox>(
    () => ({
      self,
      holders: holders ?? [],
      isShared: isActing || (holders?.length ?? 0) > 1,
      mayHandle: mayFile || mayAnswer,
      mayNote,
      mayRemoveAll: !isActing,
      unfinished,
    }),
    [self, holders, isActing, mayFile, mayAnswer, mayNote, unfinished],
  );
  return <SharedMailboxProvider value={shared}>{children}</SharedMailboxProvider>;
}

/** Asks again who holds the mailbox each time delegations were, which is through the day. */
function useFreshHolders(): void {
  const client = useQueryClient();
  const { dataUpdatedAt } = useQuery(queries.delegations());
  const known = useRef(dataUpdatedAt);
  useEffect(() => {
    if (known.current === dataUpdatedAt) return;
    // What was asked beside the first answer is fresh.
    if (known.current !== 0) void client.invalidateQueries({ queryKey: queries.holders().queryKey });
    known.current = dataUpdatedAt;
  }, [dataUpdatedAt, client]);
}

export interface HandlingActs {
  /** One step for each of these envelopes; answers whether it was taken here for any. */
  step(act: HandlingAct, targets: Targets, whom: Holder | null): Promise<boolean>;
}

export function useHandlingActs(): HandlingActs {
  const { t } = useTranslation('handling');
  const { show } = useToasts();
  const { did } = useUndoing();
  const errorText = useErrorText();
  return useMemo<HandlingActs>(
    () => ({
      async step(act, { ids }, whom) {
        try {
          const { changed, notReceived, made } = await handling.step({
            envelopeIds: [...ids],
            kind: stepKinds[act],
            whom,
          });
          // What was sent from here stands among what was received, and is nobody's to handle.
          const text = notReceived > 0 ? { text: t('onlyReceived', { count: notReceived }) } : {};
          if (changed > 0) {
            const undo = () => handling.undo({ made });
            did({ title: t('changedSome', { count: changed }), ...text, undo, undone: t('undone') });
          } else if (notReceived > 0) show({ id: 'handling', title: t('notTaken'), ...text, lifeMs: 8_000 });
          return changed > 0;
        } catch (error) {
          show({ id: 'handling', title: t('notTaken'), text: errorText(wireOf(error)).title, lifeMs: 8_000 });
          return false;
        }
      },
    }),
    [show, did, t, errorText],
  );
}
