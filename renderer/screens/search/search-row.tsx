/** One envelope that answers: who, what, and the words that answer in their place. */
import { Flag, Folder, Hourglass } from 'lucide-react';
import type { ReactNode } from 'react';
import type { useTranslation } from 'react-i18next';
import type { MarkedText, SearchResult } from '../../../contract/ipc/mailbox.contract.ts';
import { stateOf } from '../../ui/envelope-state.tsx';
import { surnameFirst } from '../../ui/format/typography.ts';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Format } from '../../ui/use-format.ts';

/** The texts of this screen. */
export type SearchTexts = ReturnType<typeof useTranslation<'search'>>['t'];

const erasedPicture = <Icon of={Hourglass} />;

export function SearchRow({
  result,
  names,
  place,
  now,
  t,
  format,
}: {
  readonly result: SearchResult;
  /** Words to mark in the name. */
  readonly names: readonly string[];
  /** The folder it was filed in; null while it is in its box. */
  readonly place: string | null;
  readonly now: Date;
  readonly t: SearchTexts;
  readonly format: Format;
}): ReactNode {
  const { row, box, subject, excerpt } = result;
  const isErased = !row.offline && Date.parse(row.expiresAt) <= now.getTime();
  const who = surnameFirst(row.who);
  const state = box === 'sent' ? t('stateSent') : t(row.opened ? 'stateOpened' : 'stateUnopened');
  return (
    <>
      {isErased ? erasedPicture : stateOf(row, box)}
      <div className="found-words">
        <div className="found-line">
          <span className="for-screen-readers">{state}, </span>
          <span className="ellipsis grow">
            {box === 'sent' ? <span className="muted">{t('sentTo')} </span> : null}
            <b>
              <Highlighted text={who} typed={names.join(' ')} />
            </b>
            {row.whoDetail ? <span className="muted"> · {row.whoDetail}</span> : null}
          </span>
          {place ? (
            <span className="caption ellipsis found-place">
              <Icon of={Folder} size="small" />
              <span className="for-screen-readers">{t('keptIn')}</span> {place}
            </span>
          ) : null}
          {row.flagged ? (
            <span className="found-flag" title={t('flagged')}>
              <Icon of={Flag} size="small" />
              <span className="for-screen-readers">{t('flagged')}</span>
            </span>
          ) : null}
          <time dateTime={row.sealedAt}>{format.rowTime(row.sealedAt, now)}</time>
        </div>
        <div className={`ellipsis${subject.text.trim() === '' ? ' muted' : ''}`}>
          {subject.text.trim() === '' ? t('untitled') : <Marked {...subject} />}
        </div>
        {excerpt ? (
          <div className="found-excerpt">
            <span className={`found-from${excerpt.from === 'inside' ? ' is-file' : ''}`}>
              {excerpt.from === 'inside' ? t('from_inside', { file: excerpt.file ?? '' }) : t(`from_${excerpt.from}`)}
            </span>
            <span className="found-excerpt-text">
              <Marked {...excerpt} />
            </span>
          </div>
        ) : null}
        {isErased ? <div className="caption">{t('erased')}</div> : null}
      </div>
    </>
  );
}

/** A text with the letters that answer marked, by colour and by a line under them. */
function Marked({ text, ranges }: MarkedText): ReactNode {
  let at = 0;
  const pieces = ranges.map(({ start, end }) => {
    const before = text.slice(at, start);
    at = end;
    return (
      <span key={start}>
        {before}
        <mark>{text.slice(start, end)}</mark>
      </span>
    );
  });
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  );
}
