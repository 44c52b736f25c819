/** The search field at the top of the window: a button until it is wanted, then a field that drives the results below. */
import { Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { SEARCH_TEXT_LENGTH } from '../../contract/ipc/mailbox.contract.ts';
import type { SearchHandle } from '../screens/search/search-screen.tsx';
import { Icon } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';

/** Results that Page Up and Page Down go over. */
const PAGE_RESULTS = 8;

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_RESULTS,
  PageUp: -PAGE_RESULTS,
};

export interface FinderProps {
  readonly isOpen: boolean;
  readonly text: string;
  readonly listId: string;
  /** Element of the list where the keyboard is. */
  readonly activeId: string | null;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly results: RefObject<SearchHandle | null>;
  readonly onOpen: () => void;
  readonly onText: (text: string) => void;
  readonly onLeave: () => void;
}

export function Finder(props: FinderProps): ReactNode {
  const { t } = useTranslation('app');
  if (props.isOpen) return <Field {...props} />;
  return (
    <button type="button" className="finder" onClick={props.onOpen} aria-keyshortcuts="Control+K">
      <Icon of={Search} />
      <span className="grow ellipsis">{t('find')}</span>
      <KeyCap keys="Ctrl K" />
    </button>
  );
}

function Field({ text, listId, activeId, field, results, onText, onLeave }: FinderProps): ReactNode {
  const { t } = useTranslation('search');
  const { t: keys } = useTranslation('keyboard');
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) return;
    isFirst.current = false;
    field.current?.focus();
    field.current?.select();
  }, [field]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // Keys with which an accent or a sign is being composed are not ours.
    if (event.nativeEvent.isComposing) return;
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      results.current?.move(step);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      results.current?.choose();
    } else if (event.key === 'Tab' && !event.shiftKey && results.current?.complete()) {
      event.preventDefault();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      onLeave();
    }
  };
  return (
    <search className="finder is-open">
      <Icon of={Search} />
      <input
        ref={field}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        maxLength={SEARCH_TEXT_LENGTH}
        aria-label={t('field')}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={activeId ?? undefined}
        placeholder={t('placeholder')}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" className="finder-leave" onClick={onLeave}>
        <KeyCap keys={keys('escape')} />
        <span className="for-screen-readers">{keys('close')}</span>
      </button>
    </search>
  );
}
