/** The national directory on this workstation, in a line: of which day it is, how its update goes on, and asking for one. */
import { useQuery } from '@tanstack/react-query';
import { Database, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { NationalState } from '../../../contract/ipc/directory.contract.ts';
import { directory, queries } from '../../bridge.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';

export function NationalLine(): ReactNode {
  const { t } = useTranslation('directory');
  const format = useFormat();
  const { data: state } = useQuery(queries.national());
  if (!state?.isKept) return null;
  const { edition, departments, progress, problem } = state;
  return (
    <footer className="directory-national caption">
      <Icon of={Database} size="small" />
      <span className="grow">
        {edition
          ? t(departments ? 'nationalSome' : 'national', {
              day: format.day(edition.madeAt),
              count: edition.entries,
              number: format.number(edition.entries),
              departments: departments?.join(', ') ?? '',
            })
          : t('nationalNone')}
        {problem && !progress ? ` · ${t('nationalProblem')}` : null}
      </span>
      {progress ? (
        <Progress progress={progress} />
      ) : (
        <IconButton
          label={t('nationalUpdate')}
          icon={<Icon of={RefreshCw} size="small" />}
          onPress={() => void directory.updateNational({})}
        />
      )}
    </footer>
  );
}

function Progress({ progress }: { readonly progress: NonNullable<NationalState['progress']> }): ReactNode {
  const { t } = useTranslation('directory');
  const format = useFormat();
  const { step, done, total } = progress;
  const label = step === 'download' ? t('nationalDownload', format.part(done, total)) : t('nationalBuild');
  return (
    <>
      <span>{label}</span>
      <span className="directory-national-bar">
        <ProgressBar fraction={total > 0 ? done / total : 0} label={label} />
      </span>
      <Button kind="ghost" size="small" onPress={() => void directory.cancelNational({})}>
        {t('nationalCancel')}
      </Button>
    </>
  );
}
