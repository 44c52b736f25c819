/** What keys and clicks do to the rows of a list: walk, open, choose one, a range or all. */
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { mailbox } from '../../bridge.ts';
import { targetOf } from '../../ui/list-keys.ts';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import type { ListChoice } from './row-pages.ts';
import type { Selection } from './use-selection.ts';

interface RowKeysParts {
  readonly choice: ListChoice;
  readonly total: number;
  readonly cursor: number;
  readonly openId: EnvelopeId | null;
  readonly selection: Selection;
  readonly rowAt: (index: number) => EnvelopeRow | undefined;
  readonly indexOf: (envelopeId: EnvelopeId | null) => number;
  readonly moveTo: (index: number) => void;
  readonly open: (index: number) => void;
  readonly pageRows: () => number;
}

export interface RowKeys {
  onKeyDown(event: KeyboardEvent): void;
  onClick(event: MouseEvent): void;
}

export function useRowKeys(parts: RowKeysParts): RowKeys {
  const { choice, total, cursor, openId, selection, rowAt, indexOf, moveTo, open, pageRows } = parts;
  const { t } = useTranslation('mailbox');
  const format = useFormat();
  const { show } = useToasts();

  const chooseAll = async (): Promise<void> => {
    const { ids, total: all } = await mailbox.ids(choice);
    selection.choose(ids, ids[0] ?? null);
    if (ids.length < all) {
      const title = t('chosenMost', { number: format.number(ids.length) });
      show({ id: 'chosen', title, text: t('chosenMostText'), lifeMs: 6_000 });
    }
  };
  /** Chooses from the row where ranges begin to `index`. */
  const chooseTo = async (index: number): Promise<void> => {
    const anchor = selection.anchor ?? rowAt(cursor < 0 ? index : cursor)?.id ?? null;
    const begin = indexOf(anchor);
    const [first, last] = begin < 0 ? [index, index] : [Math.min(begin, index), Math.max(begin, index)];
    const rows = Array.from({ length: last - first + 1 }, (_, offset) => rowAt(first + offset)?.id);
    const ids = rows.filter((id) => id !== undefined);
    // Rows far from what is in view are known to the session alone.
    const all = ids.length < rows.length ? (await mailbox.ids(choice)).ids.slice(first, last + 1) : ids;
    selection.choose(all, anchor);
  };

  return {
    onKeyDown: (event) => {
      const target = targetOf(event.key, { cursor, total, pageRows: pageRows() });
      const withControl = event.ctrlKey || event.metaKey;
      if (target !== null) {
        event.preventDefault();
        const index = Math.max(0, Math.min(total - 1, target));
        moveTo(index);
        if (event.shiftKey) void chooseTo(index);
      } else if (event.key === 'Enter' && cursor >= 0) {
        event.preventDefault();
        open(cursor);
      } else if (event.key === ' ' && cursor >= 0) {
        event.preventDefault();
        const row = rowAt(cursor);
        if (row) selection.toggle(row.id);
      } else if (withControl && event.key.toLowerCase() === 'a') {
        event.preventDefault();
        void chooseAll();
      } else if (event.key === 'Escape' && selection.ids.size > 0) {
        event.preventDefault();
        selection.clear();
      }
    },
    onClick: (event) => {
      const element = event.target instanceof Element ? event.target.closest('[data-index]') : null;
      if (!(element instanceof HTMLElement && event.target instanceof Element)) return;
      const index = Number(element.dataset['index']);
      const row = rowAt(index);
      if (!row) return;
      if (event.shiftKey) {
        void chooseTo(index);
        moveTo(index);
      } else if (event.ctrlKey || event.metaKey) {
        selection.toggle(row.id, indexOf(openId) < 0 ? null : openId);
        moveTo(index);
      } else if (event.target.closest('[data-check]')) {
        selection.toggle(row.id);
        moveTo(index);
      } else {
        selection.clear();
        open(index);
      }
    },
  };
}
