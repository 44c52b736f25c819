/** How much of the room for attachments is taken, one segment for each file. */
import type { ReactNode } from 'react';
import './size-bar.css';

export function SizeBar({
  segments,
  limitBytes,
  label,
  valueText,
}: {
  readonly segments: readonly { readonly id: string; readonly sizeBytes: number }[];
  readonly limitBytes: number;
  readonly label: string;
  readonly valueText: string;
}): ReactNode {
  const total = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const over = total > limitBytes;
  const scaleBytes = Math.max(total, limitBytes);
  return (
    <div className={`size-bar${over ? ' size-bar-over' : ''}`}>
      <meter className="for-screen-readers" aria-label={label} min={0} max={limitBytes} value={total}>
        {valueText}
      </meter>
      {segments.map(({ id, sizeBytes }) => (
        <i key={id} style={{ width: `${(sizeBytes / scaleBytes) * 100}%` }} />
      ))}
      {over ? <b style={{ width: `${((total - limitBytes) / scaleBytes) * 100}%` }} /> : null}
    </div>
  );
}
