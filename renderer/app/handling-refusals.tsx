/** Says what was not taken of what was done here about who handles what, until whoever is at the screen has read it. */
import { useQuery } from '@tanstack/react-query';
import { UserCheck } from 'lucide-react';
import { type ReactNode, useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandlingRefusal } from '../../contract/ipc/handling.contract.ts';
import { handlerAfter } from '../../contract/model/handling.ts';
import { handling, queries } from '../bridge.ts';
import { Button } from '../ui/button.tsx';
import { useErrorText } from '../ui/error-text.ts';
import { typesetName } from '../ui/format/typography.ts';
import { Icon } from '../ui/icon.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useWhen } from '../ui/use-when.ts';
import { wireOf } from '../ui/wire-error.ts';

const TOLD = 'handling-refusals';
const NOT_ACKNOWLEDGED = 'handling-acknowledge';
/** Named one by one; of more it is said how many. */
const MOST_NAMED = 4;

/** One notice for all of them, in the mailbox that they are of; it is there again when the mailbox is, until it is read. */
export function useHandlingRefusals(): void {
  const { t } = useTranslation('handling');
  const { show, dismiss } = useToasts();
  const words = useRefusalWords();
  const errorText = useErrorText();
  const { data } = useQuery(queries.refusals());
  const refusals = data?.refusals;
  useEffect(() => {
    const [first, ...others] = refusals ?? [];
    if (!refusals || !first) return;
    const places = refusals.map(({ place }) => place);
    const read = (): void => {
      handling.acknowledge({ places }).then(
        () => dismiss(TOLD),
        // The notice stays: it is there to be read again.
        (failure: unknown) => {
          show({ id: NOT_ACKNOWLEDGED, title: errorText(wireOf(failure)).title, lifeMs: 8_000 });
        },
      );
    };
    show({
      id: TOLD,
      icon: <Icon of={UserCheck} />,
      title: others.length === 0 ? words(first).title : t('refusedMany', { count: refusals.length }),
      text: <Refusals refusals={refusals} words={words} />,
      action: (
        <Button size="small" onPress={read}>
          {t('understood')}
        </Button>
      ),
      lifeMs: null,
    });
    return () => dismiss(TOLD);
  }, [refusals, words, errorText, show, dismiss, t]);
}

interface RefusalWords {
  readonly envelope: string;
  readonly title: string;
  readonly why: string;
}

function useRefusalWords(): (refusal: HandlingRefusal) => RefusalWords {
  const { t } = useTranslation('handling');
  const when = useWhen();
  const errorText = useErrorText();
  return useCallback(
    ({ subject, what, latest, error }) => {
      const envelope = subject === null ? t('envelopeErased') : t('envelopeNamed', { subject });
      const reason = error ? errorText(error).title : '';
      if (what === 'note') return { envelope, title: t('noteRefused'), why: reason };
      if (what === 'removal') return { envelope, title: t('removalRefused'), why: reason };
      const handler = handlerAfter(latest);
      const title = handler ? t('forestalled', { name: typesetName(handler.name) }) : t('changedMeanwhile');
      if (error || !latest) return { envelope, title: error ? t('notTaken') : title, why: reason };
      return { envelope, title, why: when[handler ? 'since' : 'at'](latest.at, new Date()) };
    },
    [t, when, errorText],
  );
}

function Refusals({
  refusals,
  words,
}: {
  readonly refusals: readonly HandlingRefusal[];
  readonly words: (refusal: HandlingRefusal) => RefusalWords;
}): ReactNode {
  const { t } = useTranslation('handling');
  const isOne = refusals.length === 1;
  const left = refusals.length - MOST_NAMED;
  return (
    <>
      {refusals.slice(0, MOST_NAMED).map((refusal) => {
        const { envelope, title, why } = words(refusal);
        return (
          <p key={refusal.place}>
            {envelope} {isOne ? (refusal.latest ? `${why}. ${t('yourChoice')}` : why) : `${title} · ${why}`}
          </p>
        );
      })}
      {left > 0 ? <p>{t('refusedOthers', { count: left })}</p> : null}
    </>
  );
}
