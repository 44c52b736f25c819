/** Several of a few things, each with what is to be known of it. */
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import './check-list.css';
import { Icon } from './icon.tsx';

export interface CheckOption {
  readonly value: string;
  readonly name: string;
  readonly text?: string;
  readonly isDisabled?: boolean;
}

export function CheckList({
  label,
  options,
  chosen,
  onChange,
  isDisabled = false,
}: {
  readonly label: string;
  readonly options: readonly CheckOption[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
  readonly isDisabled?: boolean;
}): ReactNode {
  return (
    <CheckboxGroup className="field" value={[...chosen]} onChange={onChange} isDisabled={isDisabled}>
      <Label className="field-label">{label}</Label>
      <div className="check-list">
        {options.map(({ value, name, text, isDisabled: isFixed = false }) => (
          <Checkbox key={value} value={value} className="check" isDisabled={isFixed || isDisabled}>
            <span className="check-box" aria-hidden="true">
              <Icon of={Check} size="small" />
            </span>
            <span className="grow">
              <b>{name}</b>
              {text ? <span className="caption">{text}</span> : null}
            </span>
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}
