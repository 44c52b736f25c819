/** A list without rows, which says what comes here and how. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListName, RowFilter } from '../../../contract/ipc/mailbox.contract.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';

export interface EmptyListProps {
  readonly list: ListName;
  readonly filter: RowFilter;
  readonly onFilter: (filter: RowFilter) => void;
  readonly onCompose: () => void;
}

export function EmptyList({ list, filter, onFilter, onCompose }: EmptyListProps): ReactNode {
  const { t } = useTranslation('mailbox');
  const { t: handling } = useTranslation('handling');
  const showAll = <Button onPress={() => onFilter('all')}>{t('showAll')}</Button>;
  switch (filter) {
    case 'all':
      return <NothingHere list={list} onCompose={onCompose} />;
    case 'unopened':
      return list === 'sent' ? (
        <Empty title={t('emptyNotYetOpened')} action={showAll}>
          {t('emptyNotYetOpenedText')}
        </Empty>
      ) : (
        <Empty title={t('emptyUnopened')} action={showAll}>
          {t('emptyUnopenedText')}
        </Empty>
      );
    case 'with-attachments':
      return (
        <Empty title={t('emptyAttachments')} action={showAll}>
          {t('emptyAttachmentsText')}
        </Empty>
      );
    case 'mine':
      return (
        <Empty title={handling('emptyMine')} action={showAll}>
          {handling('emptyMineText')}
        </Empty>
      );
    case 'nobody':
      return (
        <Empty title={handling('emptyNobody')} action={showAll}>
          {handling('emptyNobodyText')}
        </Empty>
      );
    case 'done':
      return (
        <Empty title={handling('emptyDone')} action={showAll}>
          {handling('emptyDoneText')}
        </Empty>
      );
    case 'expiring':
      return (
        <Empty title={t('emptyExpiring')} action={showAll}>
          {t('emptyExpiringText')}
        </Empty>
      );
  }
}

function NothingHere({ list, onCompose }: Pick<EmptyListProps, 'list' | 'onCompose'>): ReactNode {
  const { t } = useTranslation('mailbox');
  switch (list) {
    case 'received':
      return <Empty title={t('emptyReceived')}>{t('emptyReceivedText')}</Empty>;
    case 'sent':
      return (
        <Empty title={t('emptySent')} action={<Button onPress={onCompose}>{t('compose')}</Button>}>
          {t('emptySentText')}
        </Empty>
      );
    case 'archive':
      return <Empty title={t('emptyArchive')}>{t('emptyArchiveText')}</Empty>;
    case 'followed':
      return <Empty title={t('emptyFollowed')}>{t('emptyFollowedText')}</Empty>;
    case 'flagged':
      return <Empty title={t('emptyFlagged')}>{t('emptyFlaggedText')}</Empty>;
    default:
      return <Empty title={t('emptyFolder')}>{t('emptyFolderText')}</Empty>;
  }
}
