/** How many envelopes answer, how they are sorted, and what could not be searched. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchAnswer } from '../../../contract/ipc/mailbox.contract.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { SaveSearch } from './save-search.tsx';

export function SearchHead({
  answer,
  typed,
  onSave,
}: {
  readonly answer: SearchAnswer | null;
  readonly typed: string;
  readonly onSave: (name: string, text: string) => Promise<void>;
}): ReactNode {
  const { t } = useTranslation('search');
  const format = useFormat();
  if (typed === '' || !answer) {
    return (
      <div className="pane-head">
        <h1>{t('title')}</h1>
        <span className="caption">{t('here')}</span>
      </div>
    );
  }
  const { total, more, order, unread } = answer;
  const number = format.number(total);
  return (
    <>
      <div className="pane-head">
        <h1 aria-live="polite">
          {total === 0 ? t('nothing') : more ? t('moreThan', { number }) : t('total', { count: total, number })}
        </h1>
        <span className="caption grow ellipsis">
          {total === 0 ? null : t('took', { ms: Math.max(1, Math.round(answer.tookMs)) })}
        </span>
        {total > 1 ? <span className="caption">{t(order === 'relevance' ? 'byRelevance' : 'byTime')}</span> : null}
        {unread.length === 0 ? <SaveSearch typed={typed} onSave={onSave} /> : null}
      </div>
      {unread.length > 0 ? <p className="search-note">{t('unread', { typed: unread.join(', ') })}</p> : null}
      <NotYet answer={answer} />
    </>
  );
}

/** What may be missing from the results, said rather than hidden. */
function NotYet({ answer }: { readonly answer: SearchAnswer }): ReactNode {
  const { t } = useTranslation('search');
  const format = useFormat();
  const { indexing, withoutText, unreadAttachments } = answer;
  const words = indexing
    ? t('indexing', {
        done: format.number(indexing.done),
        count: indexing.total,
        number: format.number(indexing.total),
      })
    : '';
  return (
    <>
      {indexing ? (
        <div className="search-note">
          <span>{words}</span>
          <ProgressBar fraction={indexing.done / Math.max(1, indexing.total)} label={words} />
        </div>
      ) : null}
      {withoutText > 0 ? (
        <p className="search-note">{t('withoutText', { count: withoutText, number: format.number(withoutText) })}</p>
      ) : null}
      {unreadAttachments > 0 ? (
        <p className="search-note">
          {t('unreadAttachments', { count: unreadAttachments, number: format.number(unreadAttachments) })}
        </p>
      ) : null}
    </>
  );
}
