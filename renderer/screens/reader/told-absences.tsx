/** What the operator answered in the name of absent recipients: never to be taken for a letter of theirs. */
import { CalendarOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeView } from '../../../contract/ipc/mailbox.contract.ts';
import { lastInstant } from '../../ui/format/last-day.ts';
import { typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { useFormat } from '../../ui/use-format.ts';
import './told-absences.css';

export function ToldAbsences({
  view,
  now,
}: {
  readonly view: Pick<EnvelopeView, 'absences' | 'record'>;
  readonly now: Date;
}): ReactNode {
  const { t } = useTranslation('absence');
  const format = useFormat();
  if (view.absences.length === 0) return null;
  const answers = view.absences.map(({ recipient, from, until, text, delegate }) => {
    const named = view.record.recipients.find(({ address }) => address === recipient)?.name ?? recipient;
    const isOver = Date.parse(until) <= now.getTime();
    const facts = [
      t('toldPeriod', { from: format.day(from), until: format.day(lastInstant(until)) }),
      isOver ? t('toldOver') : null,
      delegate === null || isOver ? null : t('toldActs', { name: typesetName(delegate) }),
      t('toldUnsigned'),
    ];
    return (
      <aside key={recipient} className={`told-absence${isOver ? ' is-over' : ''}`}>
        <Icon of={CalendarOff} size="small" />
        <div className="grow">
          <b>{t('told', { name: typesetName(named) })}</b>
          <p className="told-absence-text">{text}</p>
          <p className="caption">{facts.filter(Boolean).join(' ')}</p>
        </div>
      </aside>
    );
  });
  return (
    <ScrollRegion label={t('toldAll')} className="told-absences">
      {answers}
    </ScrollRegion>
  );
}
