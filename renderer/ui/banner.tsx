/** Something to know or to settle, in place: what happened, what was kept, one button. */
import type { ReactNode } from 'react';
import './banner.css';

export type BannerKind = 'note' | 'warning' | 'danger' | 'proof';

export function Banner({
  kind,
  icon,
  title,
  children,
  action,
  role,
}: {
  readonly kind: BannerKind;
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** `alert` interrupts a screen reader, `status` waits for it. */
  readonly role?: 'alert' | 'status';
}): ReactNode {
  return (
    <div className={`banner banner-${kind}`} {...(role ? { role } : {})}>
      {icon}
      <div className="grow">
        <b className="banner-title">{title}</b>
        {children ? <div className="banner-text">{children}</div> : null}
      </div>
      {action ? <div className="banner-action">{action}</div> : null}
    </div>
  );
}
