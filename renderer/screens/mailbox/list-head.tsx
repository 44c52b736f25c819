/** Above the rows: which list it is, how much is in it, what is shown of it and how it is sorted. */
import { ArrowDownAZ, ArrowDownNarrowWide, ArrowDownWideNarrow, Check, type LucideIcon, UserCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowFilter, RowOrder } from '../../../contract/ipc/mailbox.contract.ts';
import { useActing } from '../../ui/acting.tsx';
import { IconButton } from '../../ui/button.tsx';
import { useSharedMailbox } from '../../ui/handling.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Segmented } from '../../ui/segmented.tsx';

const orders = [
  { order: 'newest', icon: ArrowDownWideNarrow, word: 'orderNewest' },
  { order: 'oldest', icon: ArrowDownNarrowWide, word: 'orderOldest' },
  { order: 'who', icon: ArrowDownAZ, word: 'orderWho' },
] as const satisfies readonly { readonly order: RowOrder; readonly icon: LucideIcon; readonly word: string }[];

export interface ListHeadProps {
  readonly title: string;
  readonly caption: string | null;
  /** What is sent is opened by others. */
  readonly isSent: boolean;
  /** It has one order, and nothing to filter. */
  readonly isPlain: boolean;
  readonly filter: RowFilter;
  readonly onFilter: (filter: RowFilter) => void;
  readonly order: RowOrder;
  readonly onOrder: (order: RowOrder) => void;
}

export function ListHead({
  title,
  caption,
  isSent,
  isPlain,
  filter,
  onFilter,
  order,
  onOrder,
}: ListHeadProps): ReactNode {
  const { t } = useTranslation('mailbox');
  const { t: words } = useTranslation('delegation');
  const acting = useActing();
  const options = [
    { value: 'all', label: t('all') },
    { value: 'unopened', label: t(isSent ? 'notYetOpened' : 'filterUnopened') },
    { value: 'with-attachments', label: t('withAttachments') },
    { value: 'expiring', label: t('expiring') },
  ] as const satisfies readonly { value: RowFilter; label: string }[];
  const current = orders.find((one) => one.order === order) ?? orders[0];
  return (
    <div className="pane-head">
      <h1 className="ellipsis">{title}</h1>
      {acting ? <span className="mailbox-owner">{words('listOf', { owner: acting.shortOwner })}</span> : null}
      {/* The side bar counts what is unopened too; whose mailbox it is stands nowhere else in the list. */}
      {caption && !(acting && filter === 'all') ? <span className="caption">{caption}</span> : null}
      <span className="grow" />
      {isPlain ? null : (
        <>
          <Segmented label={t('filter')} value={filter} options={options} onChange={onFilter} />
          {isSent ? null : <HandlingFilter filter={filter} onFilter={onFilter} />}
          <MenuButton
            label={t('order')}
            button={
              <IconButton
                kind={order === 'newest' ? 'ghost' : 'tonal'}
                label={t('orderedBy', { order: t(current.word) })}
                icon={<Icon of={current.icon} />}
              />
            }
            commands={orders.map((one) => ({
              id: one.order,
              label: t(one.word),
              icon: <Icon of={one.icon} />,
              keys: one.order === order ? <Icon of={Check} size="small" /> : undefined,
              run: () => onOrder(one.order),
            }))}
          />
        </>
      )}
    </div>
  );
}

/** Filters by who handles envelopes, in the words of `handling`. */
export const handlingFilters = ['mine', 'nobody', 'done'] as const satisfies readonly RowFilter[];

/** Whose envelopes are shown, where several hold the mailbox. */
function HandlingFilter({ filter, onFilter }: Pick<ListHeadProps, 'filter' | 'onFilter'>): ReactNode {
  const { t } = useTranslation('handling');
  const { isShared } = useSharedMailbox();
  const current = handlingFilters.find((one) => one === filter) ?? null;
  if (!isShared && current === null) return null;
  const choice = (id: RowFilter, label: string, isCurrent: boolean) => ({
    id,
    label,
    keys: isCurrent ? <Icon of={Check} size="small" /> : undefined,
    run: () => onFilter(id),
  });
  return (
    <MenuButton
      label={t('filter')}
      button={
        <IconButton
          kind={current ? 'tonal' : 'ghost'}
          label={t('filteredBy', { filter: t(current ?? 'everything') })}
          icon={<Icon of={UserCheck} />}
        />
      }
      commands={[
        choice('all', t('everything'), current === null),
        ...handlingFilters.map((one) => choice(one, t(one), one === current)),
      ]}
    />
  );
}
