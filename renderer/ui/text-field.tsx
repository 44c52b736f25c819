/** A labelled line of text. */
import type { ReactNode } from 'react';
import { TextField as AriaTextField, Input, Label } from 'react-aria-components';
import './field.css';

export function TextField({
  label,
  hint,
  value,
  onChange,
  placeholder,
  autoFocus = false,
  isDisabled = false,
  code = false,
  kind = 'text',
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly isDisabled?: boolean;
  readonly code?: boolean;
  /** `address`: an account's, which the system may fill in. */
  readonly kind?: 'text' | 'address';
}): ReactNode {
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
      isDisabled={isDisabled}
      {...(kind === 'address'
        ? ({ type: 'email', inputMode: 'email', autoComplete: 'username' } as const)
        : ({ autoComplete: 'off' } as const))}
    >
      <Label className="field-label">
        {label} {hint ? <span className="muted">{hint}</span> : null}
      </Label>
      <Input
        className={`field-input${code ? ' code' : ''}`}
        spellCheck={false}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
    </AriaTextField>
  );
}
