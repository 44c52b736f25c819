/** One choice from a fixed list, found by typing the beginning of any of its words; what is not on the list is not taken. */
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  ComboBox as AriaComboBox,
  Button,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import './combo-box.css';
import './field.css';
import { answersTyped } from './format/highlight.ts';
import { Icon } from './icon.tsx';
import './menu.css';

interface ComboBoxOption {
  readonly id: string;
  readonly label: string;
}

export function ComboBox({
  label,
  hint,
  value,
  options,
  onChange,
  placeholder,
  isDisabled = false,
  nothing,
}: {
  readonly label: string;
  readonly hint?: string;
  /** Id of the option that is chosen; null for none. */
  readonly value: string | null;
  readonly options: readonly ComboBoxOption[];
  /** Null when what was typed has been removed: nothing is chosen any more. */
  readonly onChange: (value: string | null) => void;
  readonly placeholder: string;
  readonly isDisabled?: boolean;
  /** Said where no option answers what was typed. */
  readonly nothing: string;
}): ReactNode {
  return (
    <AriaComboBox
      className="field"
      defaultItems={options}
      value={value}
      onChange={(key) => onChange(key === null ? null : String(key))}
      defaultFilter={answersTyped}
      menuTrigger="input"
      allowsEmptyCollection
      isDisabled={isDisabled}
    >
      <Label className="field-label">
        {label} {hint ? <span className="muted">{hint}</span> : null}
      </Label>
      <Group className="field-input combo-box">
        <Input className="combo-box-text" placeholder={placeholder} spellCheck={false} />
        <Button className="combo-box-open">
          <Icon of={ChevronDown} size="small" />
        </Button>
      </Group>
      <Popover className="menu combo-box-list">
        <ListBox className="menu-list menu-scroll" renderEmptyState={() => <p className="combo-box-none">{nothing}</p>}>
          {(option: ComboBoxOption) => (
            <ListBoxItem id={option.id} textValue={option.label} className="menu-item">
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
