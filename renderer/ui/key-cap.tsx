/** A key of the keyboard. Hidden from screen readers where a button carries `aria-keyshortcuts` or the help sheet says it. */
import type { ReactNode } from 'react';

export function KeyCap({ keys }: { readonly keys: string }): ReactNode {
  return (
    <span className="key-cap" aria-hidden="true">
      {keys}
    </span>
  );
}
