/** The history as a line, at the foot of the reader; it lives while one looks at it. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { typesetName } from '../../ui/format/typography.ts';
import { type Format, useFormat } from '../../ui/use-format.ts';
import './timeline.css';
import { hasHappened, type TimelineStep } from './timeline-steps.ts';

type Texts = ReturnType<typeof useTranslation<'reader'>>['t'];

const linkWords = { link: 'byMailedLink', 'link-and-code': 'byMailedLinkAndCode' } as const;

function words(step: TimelineStep, t: Texts, format: Format, now: Date): readonly [title: string, detail: string] {
  const moment = (at: string, seconds = true): string => format.moment(at, now, seconds);
  switch (step.kind) {
    case 'deposited':
    case 'sealed':
    case 'notified':
    case 'delivered':
    case 'filed':
      return [t(step.kind), moment(step.at)];
    case 'opened': {
      const owner = step.onBehalfOf ? t('onBehalf', { owner: typesetName(step.onBehalfOf) }) : null;
      const how = step.byLink ? t(linkWords[step.byLink]) : step.declared ? t('declared') : null;
      const detail = [owner, moment(step.at, false), how].filter(Boolean).join(', ');
      return [step.name === null ? t('openedByYou') : t('openedBy', { name: typesetName(step.name) }), detail];
    }
    case 'opened-many':
      return [t('openedMany', { count: step.count }), moment(step.at)];
    case 'answered':
      return [step.name ? t('answered', { name: typesetName(step.name) }) : t('answeredByYou'), moment(step.at)];
    case 'bounced':
      return [t('bounced', { name: step.name }), moment(step.at)];
    case 'absent':
      return [t('absenceOf', { name: typesetName(step.name) }), `${t('automatic')}, ${moment(step.at, false)}`];
    case 'absent-many':
      return [t('absentMany', { count: step.count }), `${t('automatic')}, ${moment(step.at, false)}`];
    case 'waiting':
      return [
        typesetName(step.name),
        [step.invited ? t('invited') : null, t(step.failed ? 'failed' : step.receipt ? 'notYet' : 'unreachable')]
          .filter(Boolean)
          .join(', '),
      ];
    case 'waiting-many':
      return [t('notYetMany', { count: step.count }), t('notYet')];
    case 'erasure':
      return [t(step.done ? 'erasureDone' : 'erasure'), format.shortDay(step.at, now)];
  }
}

export function Timeline({ steps, now }: { readonly steps: readonly TimelineStep[]; readonly now: Date }): ReactNode {
  const { t } = useTranslation('reader');
  const format = useFormat();
  return (
    <footer className="timeline-foot">
      <ol className="timeline" aria-label={t('history')}>
        {steps.map((step, index) => {
          const [title, detail] = words(step, t, format, now);
          const next = steps[index + 1];
          const look =
            step.kind === 'erasure'
              ? 'timeline-end'
              : step.kind === 'sealed'
                ? 'timeline-sealed'
                : hasHappened(step)
                  ? ''
                  : 'timeline-waiting';
          const line = !next ? 'timeline-last' : hasHappened(next) ? '' : 'timeline-dashed';
          return (
            <li key={`${step.kind} ${title}`} className={`timeline-step ${look} ${line}`}>
              <b>{title}</b>
              {detail}
            </li>
          );
        })}
      </ol>
    </footer>
  );
}
