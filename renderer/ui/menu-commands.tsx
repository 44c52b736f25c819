/** A short list of commands, as buttons and context menus open it. */
import type { ReactNode } from 'react';
import { Menu, MenuItem } from 'react-aria-components';
import './menu.css';

export interface MenuCommand {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly keys?: ReactNode;
  readonly run: () => void;
}

export function MenuCommands({
  label,
  commands,
  autoFocus = false,
}: {
  readonly label: string;
  readonly commands: readonly MenuCommand[];
  /** Where no trigger gives it the keyboard. */
  readonly autoFocus?: boolean;
}): ReactNode {
  return (
    <Menu
      className="menu-list"
      aria-label={label}
      items={commands}
      {...(autoFocus ? { autoFocus: 'first' as const } : {})}
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
  );
}
