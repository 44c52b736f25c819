/** A labelled choice in a list. */
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import './field.css';
import { Icon } from './icon.tsx';
import './menu.css';

export function SelectField({
  label,
  value,
  options,
  onChange,
  isDisabled = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
}): ReactNode {
  return (
    <Select
      className="field"
      value={value}
      isDisabled={isDisabled}
      onChange={(chosen) => {
        if (typeof chosen === 'string') onChange(chosen);
      }}
    >
      <Label className="field-label">{label}</Label>
      <Button className="field-input field-select">
        <SelectValue className="grow ellipsis" />
        <Icon of={ChevronDown} size="small" />
      </Button>
      <Popover className="menu menu-scroll">
        <ListBox className="menu-list" items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className="menu-item">
              {option.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
