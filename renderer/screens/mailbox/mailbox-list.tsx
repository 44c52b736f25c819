/** A list of envelopes: a box, the archive, what is flagged, or a folder; what is chosen in it, and what is done with that. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowFilter } from '../../../contract/ipc/mailbox.contract.ts';
import { useFormat } from '../../ui/use-format.ts';
import { handlingFilters, ListHead } from './list-head.tsx';
import './mailbox.css';
import type { MailboxListProps } from './list-props.ts';
import { MailboxRows } from './mailbox-rows.tsx';
import { useSelection } from './use-selection.ts';

export function MailboxList(props: MailboxListProps): ReactNode {
  const { list, title, unopened, order, onOrder } = props;
  const { t } = useTranslation('mailbox');
  const { t: handling } = useTranslation('handling');
  const format = useFormat();
  const [filter, setFilter] = useState<RowFilter>('all');
  const [total, setTotal] = useState<number | null>(null);
  const key = `${list} ${filter} ${order}`;
  const selection = useSelection(key);
  const handled = handlingFilters.find((one) => one === filter);
  const caption = handled
    ? [handling(handled), ...(total === null ? [] : [format.number(total)])].join(' · ')
    : unopened > 0
      ? t('unopened', { count: unopened })
      : total
        ? t('total', { count: total })
        : null;
  return (
    <section className="pane mailbox" aria-label={title}>
      {selection.ids.size === 0 ? (
        <ListHead
          title={title}
          caption={caption}
          isSent={list === 'sent'}
          isPlain={list === 'followed'}
          filter={filter}
          onFilter={setFilter}
          order={order}
          onOrder={onOrder}
        />
      ) : null}
      <MailboxRows key={key} {...props} filter={filter} onFilter={setFilter} onTotal={setTotal} selection={selection} />
      {props.children}
    </section>
  );
}
