/** Buttons. One primary action per place; the shortcut that does the same is written on it. */
import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import './button.css';
import { KeyCap } from './key-cap.tsx';

type Kind = 'plain' | 'primary' | 'tonal' | 'ghost' | 'link' | 'danger';
type Size = 'small' | 'normal' | 'large';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style'> {
  readonly kind?: Kind;
  readonly size?: Size;
  readonly icon?: ReactNode;
  /** A key cap at the end; the screen declares the shortcut itself. */
  readonly keys?: string;
  readonly className?: string;
  readonly children?: ReactNode;
}

/** A button with words. */
export function Button({
  kind = 'plain',
  size = 'normal',
  icon,
  keys,
  className,
  children,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <AriaButton
      {...rest}
      className={['button', `button-${kind}`, `button-${size}`, className].filter(Boolean).join(' ')}
    >
      {icon}
      {children}
      {keys ? <KeyCap keys={keys} /> : null}
    </AriaButton>
  );
}

/** A button with an icon alone; `label` is its name. */
export function IconButton({
  label,
  icon,
  size = 'small',
  kind = 'ghost',
  className,
  ...rest
}: Omit<ButtonProps, 'children' | 'icon' | 'keys'> & { readonly label: string; readonly icon: ReactNode }): ReactNode {
  return (
    <AriaButton
      {...rest}
      aria-label={label}
      className={['button', 'button-icon', `button-${kind}`, `button-${size}`, className].filter(Boolean).join(' ')}
    >
      {icon}
    </AriaButton>
  );
}
