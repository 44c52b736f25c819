/** Finds the person who is to act: those of the directory who have an account here. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DirectoryEntry } from '../../../contract/model/directory.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import { displayName } from '../../../contract/model/person.ts';
import { queries } from '../../bridge.ts';
import { typesetName } from '../../ui/format/typography.ts';

/** Somebody who may be chosen. */
export interface Delegate {
  readonly accountId: AccountId;
  readonly name: string;
  /** Profession and town, which tell namesakes apart. */
  readonly detail: string;
}

export function DelegatePicker({ onChoose }: { readonly onChoose: (delegate: Delegate | null) => void }): ReactNode {
  const { t } = useTranslation('delegation');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Delegate | null>(null);
  // Whoever was chosen stays what the field stands for until something else is typed.
  const typed = chosen ? '' : text.trim();
  const { data } = useQuery(queries.suggestions(typed));
  const hits = typed === '' ? [] : (data?.hits ?? []).flatMap(({ entry }) => delegateOf(entry));
  const found = chosen ? [chosen] : hits;
  const choose = (delegate: Delegate | null): void => {
    setChosen(delegate);
    onChoose(delegate);
  };
  return (
    <ComboBox
      className="field"
      autoFocus
      inputValue={text}
      onInputChange={(next) => {
        setText(next);
        if (next !== chosen?.name) choose(null);
      }}
      items={found.map((delegate) => ({ ...delegate, id: delegate.accountId }))}
      // The operator has filtered already, by more than the name.
      defaultFilter={() => true}
      allowsEmptyCollection={typed !== '' && data !== undefined}
      selectedKey={chosen?.accountId ?? null}
      onSelectionChange={(key) => {
        const next = found.find(({ accountId }) => accountId === key);
        if (!next) return;
        setText(next.name);
        choose(next);
      }}
    >
      <Label className="field-label">
        {t('delegate')} <span className="muted">{t('delegateHint')}</span>
      </Label>
      <Input className="field-input" spellCheck={false} maxLength={120} />
      <Popover className="menu delegate-menu" placement="bottom start">
        {/* Outside the dialog in the document: a part of the page of its own, and not something that stands nowhere. */}
        <section aria-label={t('delegate')}>
          <ListBox
            className="menu-list"
            renderEmptyState={() => <p className="caption delegate-none">{t('noPerson')}</p>}
          >
            {(delegate: Delegate) => (
              <ListBoxItem id={delegate.accountId} textValue={delegate.name} className="menu-item delegate-item">
                <b>{delegate.name}</b>
                <span className="caption">{delegate.detail}</span>
              </ListBoxItem>
            )}
          </ListBox>
        </section>
      </Popover>
    </ComboBox>
  );
}

function delegateOf(entry: DirectoryEntry): Delegate[] {
  if (entry.accountId === null || entry.kind === 'organisation') return [];
  const detail = [entry.specialty ?? entry.profession, entry.organisation, entry.town].filter(Boolean).join(' · ');
  return [{ accountId: entry.accountId, name: typesetName(displayName(entry)), detail }];
}
