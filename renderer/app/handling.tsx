/** Handling envelopes together: who may, each step from wherever in the window, and that somebody was faster. */
import { useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holder } from '../../contract/model/handling.ts';
import type { AccountId, EnvelopeId } from '../../contract/model/ids.ts';
import { handling, queries } from '../bridge.ts';
import { useActing, useAllows } from '../ui/acting.tsx';
import type { HandlingAct, Targets } from '../ui/envelope-acts.ts';
import { useErrorText } from '../ui/error-text.ts';
import { typesetName } from '../ui/format/typography.ts';
import { type SharedMailbox, SharedMailboxProvider } from '../ui/handling.tsx';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useFormat } from '../ui/use-format.ts';
import { wireOf } from '../ui/wire-error.ts';

const kinds = { take: 'taken', assign: 'assigned', settle: 'done', giveBack: 'returned' } as const;

export function HandlingProvider({
  self,
  children,
}: {
  readonly self: AccountId;
  readonly children: ReactNode;
}): ReactNode {
  const isActing = useActing() !== null;
  const mayFile = useAllows('file');
  const mayAnswer = useAllows('answer');
  const mayNote = useAllows('open');
  const unfinished = useRef(new Map<EnvelopeId, string>()).current;
  const { data } = useQuery(queries.holders());
  const holders = data?.holders;
  useForestalled();
  const shared = useMemo<SharedMailbox>(
    () => ({
      self,
      holders: holders ?? [],
      isShared: isActing || (holders?.length ?? 0) > 1,
      mayHandle: mayFile || mayAnswer,
      mayNote,
      unfinished,
    }),
    [self, holders, isActing, mayFile, mayAnswer, mayNote, unfinished],
  );
  return <SharedMailboxProvider value={shared}>{children}</SharedMailboxProvider>;
}

/** Says whose an envelope is that one wanted to take. */
function useForestalled(): void {
  const { t } = useTranslation('handling');
  const format = useFormat();
  const { show } = useToasts();
  const errorText = useErrorText();
  useEffect(
    () =>
      handling.on('forestalled', ({ latest, error }) => {
        const name = typesetName(latest?.whom?.name ?? latest?.by?.name ?? '');
        const isHeld = latest?.kind === 'taken' || latest?.kind === 'assigned';
        show({
          id: 'handling',
          icon: <Icon of={UserCheck} />,
          title: isHeld ? t('forestalled', { name }) : t('changedMeanwhile'),
          text: error
            ? errorText(error).title
            : t(isHeld ? 'forestalledText' : 'changedMeanwhileText', { time: format.clock(latest?.at ?? new Date()) }),
          lifeMs: 10_000,
        });
      }),
    [show, t, format, errorText],
  );
}

export interface HandlingActs {
  /** One step for each of these envelopes; answers whether it was taken here. */
  step(act: HandlingAct, targets: Targets, whom: Holder | null): Promise<boolean>;
}

export function useHandlingActs(): HandlingActs {
  const { t } = useTranslation('handling');
  const { show } = useToasts();
  const errorText = useErrorText();
  return useMemo<HandlingActs>(
    () => ({
      async step(act, { ids }, whom) {
        try {
          for (const envelopeId of ids) await handling.step({ envelopeId, kind: kinds[act], whom });
          return true;
        } catch (error) {
          const wire = wireOf(error);
          // What was sent from here stands among what was received, and is nobody's to handle.
          const text = wire.code === 'envelope.not-found' ? t('onlyReceived') : errorText(wire).title;
          show({ id: 'handling', title: t('notTaken'), text, lifeMs: 8_000 });
          return false;
        }
      },
    }),
    [show, t, errorText],
  );
}
