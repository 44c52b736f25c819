/** Real progress: bytes done of bytes in all. Nothing spins. */
import type { ReactNode } from 'react';
import './progress-bar.css';

export function ProgressBar({
  fraction,
  label,
  paused = false,
}: {
  /** From 0 to 1. */
  readonly fraction: number;
  readonly label: string;
  readonly paused?: boolean;
}): ReactNode {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className={`progress-bar${paused ? ' progress-bar-paused' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
}
