/** One thing to settle: what it is, who can mend it, and the button that does or that looks again. */
import { CircleX, CloudDownload, RefreshCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DoctorFacts } from '../../../contract/ipc/doctor.contract.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SupportCode } from '../../ui/support-code.tsx';
import type { ToSettle } from './remedies.ts';

export function ProblemBanner({
  found,
  platform,
  busy,
  onAgain,
  onFetchLists,
}: {
  readonly found: ToSettle;
  readonly platform: DoctorFacts['platform'];
  readonly busy: boolean;
  readonly onAgain: () => void;
  readonly onFetchLists: () => void;
}): ReactNode {
  const { t } = useTranslation('doctor');
  const { problem, isFailing, mender, remedy, code } = found;
  const fetches = remedy === 'fetch-lists';
  return (
    <Banner
      kind={isFailing ? 'danger' : 'warning'}
      icon={<Icon of={isFailing ? CircleX : TriangleAlert} size="large" />}
      title={t(`title.${problem}`)}
    >
      <p>{problem === 'service-stopped' ? t(`serviceStopped.${platform}`) : t(`text.${problem}`)}</p>
      <p className="secondary">
        {t('whoLabel')} {t(`who.${mender}`)}.
      </p>
      <div className="doctor-remedy">
        <Button
          size="small"
          kind={fetches ? 'primary' : 'plain'}
          icon={<Icon of={fetches ? CloudDownload : RefreshCw} size="small" />}
          isDisabled={busy}
          onPress={fetches ? onFetchLists : onAgain}
        >
          {t(fetches ? 'fetchLists' : 'again')}
        </Button>
        {code ? <SupportCode code={code} /> : null}
      </div>
    </Banner>
  );
}
