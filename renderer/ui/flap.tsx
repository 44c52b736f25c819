/** The flap: what Medimail vouches for ends on this line; below it the correspondent speaks. */
import type { ReactNode } from 'react';
import './flap.css';

/** Whole: verified. Doubt: nothing verified yet. Cut: the content differs from what was sealed. */
export type FlapLook = 'whole' | 'doubt' | 'cut';

/** A shallow V, with the seal (or another mark) at its tip. */
export function Flap({ look, children }: { readonly look: FlapLook; readonly children?: ReactNode }): ReactNode {
  return (
    <div className={`flap flap-${look}`}>
      <svg className="flap-edge" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
        <path className="flap-fill" d="M0 0 450 88Q500 106 550 88L1000 0Z" />
        <path className="flap-line" d="M0 0 450 88Q500 106 550 88L1000 0" />
      </svg>
      {children ? <div className="flap-tip">{children}</div> : null}
    </div>
  );
}
