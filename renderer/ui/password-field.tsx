/** A labelled password. What is typed stays in the field alone; whoever takes it empties the field. */
import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, type RefObject, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './button.tsx';
import './code-sign-in.css';
import './field.css';
import { Icon } from './icon.tsx';

export function PasswordField({
  label,
  fieldRef,
  isDisabled,
  onTyped,
  purpose = 'current',
}: {
  readonly label: string;
  readonly fieldRef: RefObject<HTMLInputElement | null>;
  readonly isDisabled: boolean;
  /** Whether there is anything in it. */
  readonly onTyped: (filled: boolean) => void;
  /** `new`: one that is being chosen, which the system must not fill in. */
  readonly purpose?: 'current' | 'new';
}): ReactNode {
  const { t } = useTranslation('codeSignIn');
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <div className="password-box">
        <input
          ref={fieldRef}
          id={id}
          className="field-input"
          type={shown ? 'text' : 'password'}
          autoComplete={`${purpose}-password`}
          autoCapitalize="none"
          spellCheck={false}
          maxLength={256}
          disabled={isDisabled}
          onChange={(event) => onTyped(event.currentTarget.value !== '')}
        />
        <IconButton
          label={t(shown ? 'hidePassword' : 'showPassword')}
          icon={<Icon of={shown ? EyeOff : Eye} />}
          aria-pressed={shown}
          onPress={() => setShown(!shown)}
        />
      </div>
    </div>
  );
}

/** Takes what was typed out of the field. */
export function takePassword(field: HTMLInputElement | null): string {
  const typed = field?.value ?? '';
  if (field) field.value = '';
  return typed;
}
