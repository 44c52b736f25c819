/** The envelope that is leaving, under the list: its seal fills with ink and turns green only when it is sealed. */
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxRow } from '../../../contract/ipc/draft.contract.ts';
import { Button } from '../../ui/button.tsx';
import { plainTitle, typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Seal } from '../../ui/seal/seal.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { canCancel, sentFraction, undoSeconds } from './departure.ts';
import './outbox.css';

/** How long each step took, as far as this window saw it. */
export interface DepartureTimes {
  readonly assembledMs: number | null;
  readonly signedMs: number | null;
}

export interface DeparturePanelProps {
  readonly entry: OutboxRow;
  readonly times: DepartureTimes | null;
  readonly sealedAt: string | null;
  readonly now: Date;
  readonly onUndo: () => void;
  readonly onProof: () => void;
}

type StepLook = 'done' | 'current' | 'next';

export function DeparturePanel(props: DeparturePanelProps): ReactNode {
  const { entry, times, sealedAt, now } = props;
  const { t } = useTranslation('outbox');
  const { t: words } = useTranslation('ui');
  const format = useFormat();
  const fraction = sentFraction(entry);
  const part = format.part(entry.state === 'sealing' ? entry.sizeBytes : entry.sentBytes, entry.sizeBytes);
  const undo = undoSeconds(entry, now);
  const isSealed = entry.state === 'sealed';
  const order = ['preparing', 'signing', 'uploading', 'sealing', 'sealed'] as const;
  const reached = order.indexOf(entry.state === 'waiting' || entry.state === 'failed' ? 'uploading' : entry.state);
  const look = (step: number): StepLook => (step < reached ? 'done' : step === reached ? 'current' : 'next');
  const detail = (step: number, done: string, current: string): string =>
    look(step) === 'done' ? done : look(step) === 'current' ? current : t('toCome');
  const steps = [
    {
      name: t('assembled'),
      look: look(0),
      detail: detail(0, times?.assembledMs ? format.work(times.assembledMs) : '', t('now')),
    },
    {
      name: t(entry.unsigned ? 'leavesUnsigned' : 'signed'),
      look: look(1),
      detail: entry.unsigned
        ? t('withoutCard')
        : detail(1, times?.signedMs ? t('byCard', { time: format.work(times.signedMs) }) : t('byCardPlain'), t('now')),
    },
    { name: t('transmitted'), look: look(2), detail: detail(2, format.percent(1), format.percent(fraction)) },
    {
      name: t('sealed'),
      look: isSealed ? ('done' as const) : look(3),
      detail: isSealed ? (sealedAt ? format.seconds(sealedAt) : '') : detail(3, '', t('now')),
    },
  ];
  return (
    <section className="departure" aria-label={t('panel')}>
      <div className="row departure-top">
        <Seal
          sha256={entry.sha256 ?? null}
          sizePx={72}
          look={isSealed ? 'full' : 'ink'}
          fraction={fraction}
          label={words(isSealed ? 'sealLabel' : 'sealForming')}
        />
        <div className="grow">
          <div className="row">
            <b className="grow ellipsis">{plainTitle(entry.subject)}</b>
            {isSealed ? (
              <Button size="small" onPress={props.onProof}>
                {t('seeProof')}
              </Button>
            ) : canCancel(entry) ? (
              <Button size="small" onPress={props.onUndo}>
                {t('undo')}
              </Button>
            ) : null}
          </div>
          <div className="caption ellipsis">{t('to', { to: typesetName(entry.to) })}</div>
          {isSealed ? null : (
            <>
              <div className="departure-bar">
                <ProgressBar fraction={fraction} label={t('panel')} />
              </div>
              <div className="row caption departure-figures">
                <span>
                  {undo > 0 ? t('stateUndo', { count: undo }) : t('bytesOf', { done: part.done, total: part.total })}
                </span>
                {entry.secondsLeft !== null && entry.state === 'uploading' ? (
                  <span>{t('timeLeft', { time: format.duration(entry.secondsLeft * 1_000) })}</span>
                ) : null}
              </div>
            </>
          )}
        </div>
      </div>
      <ol className="departure-steps">
        {steps.map((step) => (
          <li key={step.name} className={`is-${step.look}`}>
            <span aria-hidden="true">{step.look === 'done' ? <Icon of={Check} /> : null}</span>
            <b>{step.name}</b>
            <em>{step.detail}</em>
          </li>
        ))}
      </ol>
    </section>
  );
}
