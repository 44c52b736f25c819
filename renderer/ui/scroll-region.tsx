/** A part of the page that scrolls by itself: the keyboard can reach it, and it has a name. */
import type { ReactNode, RefObject, UIEventHandler } from 'react';

/** Scrolling with the arrow keys needs the focus (WCAG 2.1.1), although nothing inside can be operated. */
const reachable = { tabIndex: 0, role: 'group' } as const;

export function ScrollRegion({
  label,
  className,
  children,
  ref,
  onScroll,
}: {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
  readonly ref?: RefObject<HTMLDivElement | null>;
  readonly onScroll?: UIEventHandler<HTMLDivElement>;
}): ReactNode {
  return (
    <div {...reachable} {...{ 'aria-label': label }} ref={ref} className={className} onScroll={onScroll}>
      {children}
    </div>
  );
}
