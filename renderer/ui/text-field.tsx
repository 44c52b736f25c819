/** A labelled line of text. */
import type { ReactNode } from 'react';
import { TextField as AriaTextField, FieldError, Input, Label } from 'react-aria-components';
import './field.css';

const attributes = {
  text: { autoComplete: 'off' },
  address: { type: 'email', inputMode: 'email', autoComplete: 'username' },
  telephone: { type: 'tel', inputMode: 'tel', autoComplete: 'off' },
} as const;

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
  problem = null,
  onLeave,
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
  readonly kind?: keyof typeof attributes;
  /** Why what is typed will not do. */
  readonly problem?: string | null;
  /** The focus has left the field. */
  readonly onLeave?: () => void;
}): ReactNode {
  return (
    <AriaTextField
      className="field"
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
      isDisabled={isDisabled}
      isInvalid={problem !== null}
      {...attributes[kind]}
      {...(onLeave ? { onBlur: onLeave } : {})}
    >
      <Label className="field-label">
        {label} {hint ? <span className="muted">{hint}</span> : null}
      </Label>
      <Input
        className={`field-input${code ? ' code' : ''}`}
        spellCheck={false}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      {problem === null ? null : <FieldError className="field-problem caption">{problem}</FieldError>}
    </AriaTextField>
  );
}
