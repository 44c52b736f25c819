/** A day, as the system asks for one. */
import type { ReactNode } from 'react';
import { TextField as AriaTextField, Input, Label } from 'react-aria-components';

export function DayField({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  return (
    <AriaTextField className="field" type="date" value={value} onChange={onChange}>
      <Label className="field-label">{label}</Label>
      <Input className="field-input" />
    </AriaTextField>
  );
}
