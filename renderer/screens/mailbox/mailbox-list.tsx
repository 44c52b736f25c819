/** A list of envelopes: a box, the archive, what is flagged, or a folder; what is chosen in it, and what is done with that. */
import { type ReactNode, type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import type { ListName, RowFilter, RowOrder } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type { Act, Targets } from '../../ui/envelope-acts.ts';
import { ListHead } from './list-head.tsx';
import './mailbox.css';
import { MailboxRows } from './mailbox-rows.tsx';
import { useSelection } from './use-selection.ts';

/** What the rest of the window can make the list do. */
export interface MailboxListHandle {
  move(by: number): void;
  focus(): void;
  /** What an act is for: the envelopes chosen, or the one where the keyboard is, or the one open; null for none. */
  targets(): Targets | null;
  /** Prepares for these envelopes to leave the list; what is returned goes on with the one after them. */
  leaving(ids: readonly EnvelopeId[]): () => void;
  /** Nothing is chosen any more. */
  clear(): void;
}

export interface MailboxListProps {
  readonly list: ListName;
  readonly title: string;
  readonly unopened: number;
  readonly folders: readonly FolderView[];
  readonly order: RowOrder;
  readonly onOrder: (order: RowOrder) => void;
  readonly openId: EnvelopeId | null;
  readonly onOpen: (envelopeId: EnvelopeId | null) => void;
  readonly onAct: (act: Act, targets: Targets) => void;
  readonly onCompose: () => void;
  readonly ref?: Ref<MailboxListHandle>;
  /** Below the rows: the envelope that is leaving. */
  readonly children?: ReactNode;
}

export function MailboxList(props: MailboxListProps): ReactNode {
  const { list, title, unopened, order, onOrder } = props;
  const { t } = useTranslation('mailbox');
  const [filter, setFilter] = useState<RowFilter>('all');
  const [total, setTotal] = useState<number | null>(null);
  const key = `${list} ${filter} ${order}`;
  const selection = useSelection(key);
  const caption = unopened > 0 ? t('unopened', { count: unopened }) : total ? t('total', { count: total }) : null;
  return (
    <section className="pane mailbox" aria-label={title}>
      {selection.ids.size === 0 ? (
        <ListHead
          title={title}
          caption={caption}
          isSent={list === 'sent'}
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
