/** An empty place, which teaches the next step. */
import type { ReactNode } from 'react';
import './empty.css';
import { EmptyEnvelope } from './icon.tsx';

export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}): ReactNode {
  return (
    <div className="empty">
      <EmptyEnvelope />
      <b>{title}</b>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}
