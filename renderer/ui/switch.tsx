/** One thing that is on or off, in force at once. */
import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components';
import './switch.css';

export function Switch({
  isOn,
  onChange,
  children,
  describedBy,
  isDisabled = false,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  /** What it turns on. */
  readonly children: ReactNode;
  /** Id of what explains it. */
  readonly describedBy?: string;
  readonly isDisabled?: boolean;
}): ReactNode {
  return (
    <AriaSwitch
      className="switch"
      isSelected={isOn}
      onChange={onChange}
      isDisabled={isDisabled}
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
    >
      <span className="switch-track" aria-hidden="true">
        <span className="switch-knob" />
      </span>
      {children}
    </AriaSwitch>
  );
}
