/** The card doctor: the way from the workstation to the operator as a picture, what to settle, and every check. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, FileDown, RefreshCw } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorReport } from '../../../contract/ipc/doctor.contract.ts';
import { doctor, queries } from '../../bridge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { wireOf } from '../../ui/wire-error.ts';
import './card-doctor.css';
import { CheckList } from './check-list.tsx';
import { DoctorCards } from './doctor-cards.tsx';
import { ProblemBanner } from './problem-banner.tsx';
import { toSettle } from './remedies.ts';
import { StationLine } from './station-line.tsx';
import { SupportReport } from './support-report.tsx';

export function CardDoctor({ onBack }: { readonly onBack?: () => void }): ReactNode {
  const { t } = useTranslation('doctor');
  const client = useQueryClient();
  const { data: report, error } = useQuery(queries.doctor());
  const lists = useTask();
  const [showsReport, setShowsReport] = useState(false);
  const run = useCallback(
    () =>
      doctor.run({}).then(
        (begun) => client.setQueryData(queries.doctor().queryKey, begun),
        // The question that the screen asks beside fails alike, and shows why.
        () => client.invalidateQueries({ queryKey: queries.doctor().queryKey }),
      ),
    [client],
  );
  useEffect(() => {
    void run();
  }, [run]);
  const isRunning = report !== undefined && report.finishedAt === null;
  const settle = report ? toSettle(report.checks) : [];
  return (
    <main className="pane doctor" aria-label={t('title')}>
      <div className="doctor-head">
        <div className="grow">
          <h1>{t('title')}</h1>
          <p className="secondary" role="status">
            {report ? <Summary report={report} /> : t('running')}
          </p>
        </div>
        {onBack ? <Button onPress={onBack}>{t('back')}</Button> : null}
        <Button icon={<Icon of={FileDown} />} onPress={() => setShowsReport(true)}>
          {t('report')}
        </Button>
        <Button icon={<Icon of={RefreshCw} />} isDisabled={isRunning} onPress={() => void run()}>
          {t('run')}
        </Button>
      </div>
      {showsReport ? <SupportReport onClose={() => setShowsReport(false)} /> : null}
      {error ? <ErrorNotice error={wireOf(error)} onAction={() => void run()} /> : null}
      {report ? (
        <>
          <StationLine report={report} />
          <div className="doctor-two">
            <section className="doctor-findings" aria-label={t('problems')}>
              {lists.error ? <ErrorNotice error={lists.error} /> : null}
              {settle.map((found) => (
                <ProblemBanner
                  key={found.problem}
                  found={found}
                  platform={report.facts.platform}
                  busy={isRunning || lists.pending}
                  onAgain={() => void run()}
                  onFetchLists={() => void lists.run(() => doctor.fetchLists({}))}
                />
              ))}
              {settle.length === 0 && !isRunning && report.checks.every(({ state }) => state === 'good') ? (
                <Banner kind="proof" icon={<Icon of={CircleCheck} size="large" />} title={t('nothing')}>
                  {t('nothingText')}
                </Banner>
              ) : null}
              <DoctorCards cards={report.facts.cards} />
              <p className="caption">{t('privacy')}</p>
            </section>
            <CheckList report={report} />
          </div>
        </>
      ) : null}
    </main>
  );
}

/** « Dix contrôles, terminés à 10:47. Un point bloque. » */
function Summary({ report }: { readonly report: DoctorReport }): ReactNode {
  const { t } = useTranslation('doctor');
  const format = useFormat();
  if (report.finishedAt === null) return t('running');
  const count = (state: string) => report.checks.filter((check) => check.state === state).length;
  const [failing, attentions] = [count('failing'), count('attention')];
  return [
    t('done', { count: report.checks.length, time: format.clock(report.finishedAt) }),
    failing > 0 ? t('failing', { count: failing }) : null,
    attentions > 0 ? t('attentions', { count: attentions }) : null,
  ]
    .filter(Boolean)
    .join(' ');
}
