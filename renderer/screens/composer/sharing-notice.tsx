/** How the draft stands with the account's other workstations, where that is worth a word. */
import { MonitorSmartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftSharing } from '../../../contract/ipc/draft.contract.ts';
import { Banner } from '../../ui/banner.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { isBeingWritten } from '../../ui/written-elsewhere.ts';

const TICK_MS = 15_000;

export function SharingNotice({
  sharing,
  isWritten,
}: {
  readonly sharing: DraftSharing;
  /** Something was written here since: the last word is no more the other workstation's. */
  readonly isWritten: boolean;
}): ReactNode {
  const { t } = useTranslation('drafts');
  const format = useFormat();
  const now = useNow(TICK_MS);
  const { copyOf, onlyHere } = sharing;
  const writtenBy = isWritten ? null : sharing.writtenBy;
  if (copyOf) {
    const { workstation } = copyOf;
    return <Notice title={t('copyTitle', { workstation })}>{t(`copyWhy-${copyOf.why}`, { workstation })}</Notice>;
  }
  if (writtenBy && isBeingWritten(writtenBy.at, now)) {
    return <Notice title={t('beingWritten', { workstation: writtenBy.workstation })}>{t('beingWrittenText')}</Notice>;
  }
  if (onlyHere) return <Notice title={t('onlyHere')}>{t(`onlyHere-${onlyHere}`)}</Notice>;
  if (!writtenBy) return null;
  return (
    <p className="caption">
      {t('writtenBy', { workstation: writtenBy.workstation, when: format.ago(writtenBy.at, now) })}
    </p>
  );
}

function Notice({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <Banner kind="note" role="status" icon={<Icon of={MonitorSmartphone} size="large" />} title={title}>
      <p>{children}</p>
    </Banner>
  );
}
