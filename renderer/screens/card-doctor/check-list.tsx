/** Every check with its state, what it found, and how long it took. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Check, DoctorReport } from '../../../contract/ipc/doctor.contract.ts';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { checkIcons } from './check-look.ts';
import { useCheckFacts } from './use-check-facts.ts';

export function CheckList({ report }: { readonly report: DoctorReport }): ReactNode {
  const { t } = useTranslation('doctor');
  const factsOf = useCheckFacts(report.facts);
  return (
    <ul className="doctor-checks" aria-label={t('checks')}>
      {report.checks.map((check) => (
        <CheckRow key={check.id} check={check} facts={factsOf(check)} />
      ))}
    </ul>
  );
}

function CheckRow({ check, facts }: { readonly check: Check; readonly facts: string | null }): ReactNode {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  const { state } = check;
  return (
    <li className={`doctor-check doctor-${state}`}>
      <span className="doctor-mark">
        <Icon of={checkIcons[state]} />
        <span className="for-screen-readers">{t(`state.${state}`)}</span>
      </span>
      <span className="grow">
        <b>{t(`check.${check.id}`)}</b>
        <span className="caption doctor-found">{t(`short.${check.finding}`)}</span>
        {facts ? <span className="caption doctor-facts">{facts}</span> : null}
      </span>
      <span className="code caption">
        {check.durationMs === null ? '' : t('took', { time: format.number(check.durationMs) })}
      </span>
    </li>
  );
}
