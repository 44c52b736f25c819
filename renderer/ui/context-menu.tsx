/** A list of commands where the pointer is, or where the keyboard is. */
import { type ReactNode, useRef } from 'react';
import { Popover } from 'react-aria-components';
import { type MenuCommand, MenuCommands } from './menu-commands.tsx';

/** A point of the window, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export function ContextMenu({
  label,
  at,
  commands,
  onClose,
}: {
  readonly label: string;
  readonly at: Point;
  readonly commands: readonly MenuCommand[];
  readonly onClose: () => void;
}): ReactNode {
  const anchor = useRef<HTMLSpanElement>(null);
  const closing = commands.map((command) => ({
    ...command,
    run: () => {
      onClose();
      command.run();
    },
  }));
  return (
    <>
      <span ref={anchor} className="menu-anchor" style={{ left: at.x, top: at.y }} aria-hidden="true" />
      <Popover
        className="menu"
        aria-label={label}
        triggerRef={anchor}
        placement="bottom start"
        offset={2}
        isOpen
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
      >
        <MenuCommands label={label} commands={closing} autoFocus />
      </Popover>
    </>
  );
}

/** Where a menu asked for by the keyboard opens: under the left of that element. */
export function pointUnder(element: Element): Point {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left + 24, y: bottom };
}
