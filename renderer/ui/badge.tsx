/** A small fact beside a name. The norm is quiet, the exception speaks. */
import type { ReactNode } from 'react';
import './badge.css';

type BadgeKind = 'plain' | 'proof' | 'warning' | 'danger' | 'ink';

export function Badge({
  kind = 'plain',
  quiet = false,
  icon,
  children,
}: {
  readonly kind?: BadgeKind;
  readonly quiet?: boolean;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span className={`badge badge-${kind}${quiet ? ' badge-quiet' : ''}`}>
      {icon}
      {children}
    </span>
  );
}
