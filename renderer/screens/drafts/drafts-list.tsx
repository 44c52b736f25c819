/** The drafts of this account, newest first. */
import { useQuery } from '@tanstack/react-query';
import { FilePen, Paperclip } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftRow } from '../../../contract/ipc/draft.contract.ts';
import type { DraftId } from '../../../contract/model/ids.ts';
import { queries } from '../../bridge.ts';
import { useActing } from '../../ui/acting.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { plainTitle, typesetName } from '../../ui/format/typography.ts';
import { Icon } from '../../ui/icon.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useNow } from '../../ui/use-now.ts';
import { wireOf } from '../../ui/wire-error.ts';
import { isBeingWritten } from '../../ui/written-elsewhere.ts';
import './drafts.css';

const MINUTE_MS = 60_000;

export function DraftsList({
  openId,
  onOpen,
  onCompose,
  children,
}: {
  readonly openId: DraftId | null;
  readonly onOpen: (draftId: DraftId) => void;
  readonly onCompose: () => void;
  readonly children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('drafts');
  const acting = useActing();
  const { data, error, refetch } = useQuery(queries.drafts());
  const now = useNow(MINUTE_MS);
  const rows = data?.drafts ?? [];
  return (
    <section className="pane drafts" aria-label={t('title')}>
      <div className="pane-head">
        <h1>{t('title')}</h1>
        {rows.length > 0 ? (
          <span className="caption">{t(acting ? 'totalHere' : 'total', { count: rows.length })}</span>
        ) : null}
      </div>
      {error ? (
        <div className="drafts-notice">
          <ErrorNotice error={wireOf(error)} onAction={() => void refetch()} />
        </div>
      ) : null}
      {data && rows.length === 0 ? (
        <Empty title={t('emptyTitle')} action={<Button onPress={onCompose}>{t('compose')}</Button>}>
          {t(acting ? 'emptyTextHere' : 'emptyText')}
        </Empty>
      ) : (
        <ul className="drafts-list" aria-label={t('list')}>
          {rows.map((row) => (
            <li key={row.id}>
              <Row row={row} isOpen={row.id === openId} now={now} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
      {children}
    </section>
  );
}

function Row({
  row,
  isOpen,
  now,
  onOpen,
}: {
  readonly row: DraftRow;
  readonly isOpen: boolean;
  readonly now: Date;
  readonly onOpen: (draftId: DraftId) => void;
}): ReactNode {
  const { t } = useTranslation('drafts');
  const format = useFormat();
  return (
    <button
      type="button"
      className={`draft-row${isOpen ? ' is-open' : ''}`}
      {...(isOpen ? { 'aria-current': 'true' as const } : {})}
      onClick={() => onOpen(row.id)}
    >
      <Icon of={FilePen} />
      <span className={`draft-row-who ellipsis${row.to ? '' : ' muted'}`}>
        {row.to ? typesetName(row.to) : t('noRecipient')}
      </span>
      <span className={`ellipsis${row.subject ? '' : ' muted'}`}>{plainTitle(row.subject) || t('noSubject')}</span>
      <span className="draft-row-clip">
        {row.attachments > 0 ? (
          <>
            <Icon of={Paperclip} size="small" />
            <span aria-hidden="true">{row.attachments}</span>
            <span className="for-screen-readers">
              {t('attachments', { count: row.attachments })}
              {row.elsewhere ? t('attachmentsElsewhere', { workstation: row.elsewhere.workstation }) : null}
            </span>
          </>
        ) : null}
      </span>
      <time dateTime={row.savedAt}>{format.rowTime(row.savedAt, now)}</time>
      <Standing row={row} now={now} />
    </button>
  );
}

/** Where it comes from, if not from here: the norm says nothing. */
function Standing({ row, now }: { readonly row: DraftRow; readonly now: Date }): ReactNode {
  const { t } = useTranslation('drafts');
  const { copyOf, writtenBy, onlyHere } = row.sharing;
  const badge = copyOf ? (
    <Badge kind="warning">{t('copyOf', copyOf)}</Badge>
  ) : writtenBy && isBeingWritten(writtenBy.at, now) ? (
    <Badge kind="ink">{t('beingWrittenShort', writtenBy)}</Badge>
  ) : writtenBy ? (
    <span className="caption ellipsis">{t('fromWorkstation', writtenBy)}</span>
  ) : onlyHere ? (
    <span className="caption ellipsis">{t('onlyHereShort')}</span>
  ) : null;
  return badge ? <span className="draft-row-standing">{badge}</span> : null;
}
