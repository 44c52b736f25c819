/** What keys and clicks do to the rows of a list: walk, open, choose one, a range or all. */
import type { KeyboardEvent, MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { type EnvelopeRow, MAX_SELECTION } from '../../../contract/ipc/mailbox.contract.ts';
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

  const sayMost = (chosen: number, all: number, words: 'chosenMost' | 'chosenNearest'): void => {
    if (chosen >= all) return;
    const title = t(words, { number: format.number(chosen) });
    show({ id: 'chosen', title, text: t('chosenMostText'), lifeMs: 6_000 });
  };
  const chooseAll = async (): Promise<void> => {
    const { ids, total: all } = await mailbox.ids(choice);
    selection.choose(ids, ids[0] ?? null);
    sayMost(ids.length, all, 'chosenMost');
  };
  /** Chooses from the row where ranges begin to `index`. */
  const chooseTo = async (index: number): Promise<void> => {
    const anchor = selection.anchor ?? rowAt(cursor < 0 ? index : cursor)?.id ?? null;
    const begin = indexOf(anchor);
    const end = rowAt(index)?.id;
    const [first, last] = [Math.min(begin, index), Math.max(begin, index)];
    const rows = begin < 0 ? [] : Array.from({ length: last - first + 1 }, (_, offset) => rowAt(first + offset)?.id);
    const ids = rows.filter((id) => id !== undefined);
    if (begin >= 0 && ids.length === rows.length && ids.length <= MAX_SELECTION) return selection.choose(ids, anchor);
    // Rows far from what is in view, the one where the range begins among them, are known to the session alone.
    if (!anchor || !end) return;
    const range = await mailbox.ids({ ...choice, between: { from: anchor, to: end } });
    selection.choose(range.ids, anchor);
    sayMost(range.ids.length, range.total, 'chosenNearest');
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
