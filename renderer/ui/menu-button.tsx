/** A button that opens a short list of commands. */
import type { ReactNode } from 'react';
import { MenuTrigger, Popover } from 'react-aria-components';
import { type MenuCommand, MenuCommands } from './menu-commands.tsx';

export function MenuButton({
  button,
  label,
  commands,
}: {
  /** A `Button`, which becomes the trigger. */
  readonly button: ReactNode;
  readonly label: string;
  readonly commands: readonly MenuCommand[];
}): ReactNode {
  return (
    <MenuTrigger>
      {button}
      <Popover className="menu" placement="bottom end">
        <MenuCommands label={label} commands={commands} />
      </Popover>
    </MenuTrigger>
  );
}
