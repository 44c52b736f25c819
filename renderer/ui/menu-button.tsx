/** A button that opens a short list of commands. */
import type { ReactNode } from 'react';
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import './menu.css';

export interface MenuCommand {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly keys?: ReactNode;
  readonly run: () => void;
}

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
        <Menu
          className="menu-list"
          aria-label={label}
          items={commands}
          onAction={(key) => commands.find(({ id }) => id === key)?.run()}
        >
          {(command) => (
            <MenuItem id={command.id} textValue={command.label} className="menu-item">
              {command.icon}
              <span className="grow">{command.label}</span>
              {command.keys}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
