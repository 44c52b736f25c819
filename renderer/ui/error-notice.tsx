/** How every failure is shown: what happened, what was kept, one button that does something about it, a small code. */
import { CircleX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { WireError } from '../../contract/errors.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import './error-notice.css';
import { useErrorText } from './error-text.ts';
import { Icon } from './icon.tsx';
import { SupportCode } from './support-code.tsx';

export function ErrorNotice({
  error,
  onAction,
  busy = false,
  kind,
  kept,
}: {
  readonly error: WireError;
  /** Does what the button says; without it there is no button. */
  readonly onAction?: (() => void) | undefined;
  readonly busy?: boolean;
  readonly kind?: 'warning' | 'danger';
  /** What was kept, and what to do, where that is another thing here than usual. */
  readonly kept?: string | undefined;
}): ReactNode {
  const text = useErrorText()(error);
  const look = kind ?? (error.retry === 'later' ? 'warning' : 'danger');
  return (
    <Banner
      kind={look}
      role="alert"
      icon={<Icon of={look === 'danger' ? CircleX : TriangleAlert} size="large" />}
      title={text.title}
    >
      {(kept ?? text.kept) ? <p>{kept ?? text.kept}</p> : null}
      <div className="error-notice-foot">
        {text.action && onAction ? (
          <Button size="small" onPress={onAction} isDisabled={busy}>
            {text.action}
          </Button>
        ) : null}
        <SupportCode code={text.code} />
      </div>
    </Banner>
  );
}
