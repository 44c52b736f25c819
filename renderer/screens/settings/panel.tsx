/** One setting, or a few that belong together, under a heading that a search can lead to. */
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { wireOf } from '../../ui/wire-error.ts';
import { type SettingId, settingElementId } from './settings-index.ts';

export function Panel({
  id,
  title,
  text,
  aside,
  children,
}: {
  readonly id: SettingId;
  readonly title: string;
  /** What it is for, in a sentence or two. */
  readonly text?: ReactNode;
  /** Beside the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const headingId = settingElementId(id);
  return (
    <section className="settings-panel" aria-labelledby={headingId}>
      <div className="settings-panel-head">
        <h2 id={headingId} tabIndex={-1}>
          {title}
        </h2>
        {aside}
      </div>
      {text ? <p className="secondary settings-panel-text">{text}</p> : null}
      {children}
    </section>
  );
}

/** Still shapes while the operator is being asked. */
export function Coming({ label, lines }: { readonly label: string; readonly lines: readonly string[] }): ReactNode {
  return (
    <div className="settings-sheet settings-coming" role="status">
      <span className="for-screen-readers">{label}</span>
      {lines.map((width) => (
        <i key={width} style={{ width }} />
      ))}
    </div>
  );
}

/** What could not be asked, and asking again where that can help: a session that is over needs more than a button here. */
export function NotAsked({
  failure,
  kept,
  onAgain,
}: {
  readonly failure: unknown;
  readonly kept?: string;
  readonly onAgain: () => void;
}): ReactNode {
  const error = wireOf(failure);
  return <ErrorNotice error={error} kept={kept} onAction={error.code.startsWith('auth.') ? undefined : onAgain} />;
}
