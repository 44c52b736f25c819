/** Icons: one set (Lucide) at our sizes and stroke, and the few glyphs that are our own. Always decorative. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type IconSize = 'small' | 'normal' | 'large';

const sizeClass: Readonly<Record<IconSize, string>> = {
  small: 'icon icon-small',
  normal: 'icon',
  large: 'icon icon-large',
};

/** An icon of the set; the words beside it carry the meaning. */
export function Icon({ of: Shape, size = 'normal' }: { readonly of: LucideIcon; readonly size?: IconSize }): ReactNode {
  return <Shape className={sizeClass[size]} strokeWidth={1.75} aria-hidden="true" />;
}

function Glyph({
  children,
  box,
  size = 'normal',
  strokeWidth,
}: {
  readonly children: ReactNode;
  readonly box: 16 | 24;
  readonly size?: IconSize;
  readonly strokeWidth: number;
}): ReactNode {
  return (
    <svg
      className={sizeClass[size]}
      viewBox={`0 0 ${box} ${box}`}
      fill="none"
      stroke="currentColor"
      strokeWidth={strokeWidth}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

/** Not opened yet: a filled, closed envelope. */
export function ClosedEnvelope(): ReactNode {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path
        fill="currentColor"
        d="M1.5 3.2h13a.7.7 0 0 1 .7.7v.5L8.5 9.2a.9.9 0 0 1-1 0L.8 4.4v-.5a.7.7 0 0 1 .7-.7Z"
      />
      <path
        fill="currentColor"
        d="M.8 5.9 7 10.3a1.8 1.8 0 0 0 2 0l6.2-4.4v6.2a.7.7 0 0 1-.7.7h-13a.7.7 0 0 1-.7-.7Z"
      />
    </svg>
  );
}

/** Opened. */
export function OpenEnvelope(): ReactNode {
  return (
    <Glyph box={16} strokeWidth={1.15}>
      <path d="M1.4 6.3v6.5h13.2V6.3L8 1.9Z" />
      <path d="M1.4 6.5 8 10.6l6.6-4.1" />
    </Glyph>
  );
}

/** Answered. */
export function Answered(): ReactNode {
  return (
    <Glyph box={16} strokeWidth={1.3}>
      <path d="M6 3.5 2.5 7 6 10.5" />
      <path d="M2.8 7h6.4a4 4 0 0 1 4 4v1.5" />
    </Glyph>
  );
}

const cardShape = (
  <>
    <path d="M13 19a4 4 0 0 0-8 0" />
    <path d="M16 10h2" />
    <path d="M16 14h2" />
    <circle cx="9" cy="12" r="3" />
    <rect x="2" y="5" width="20" height="14" rx="2" />
  </>
);

/** Signed with a professional card. */
export function Card({ size = 'normal' }: { readonly size?: IconSize }): ReactNode {
  return (
    <Glyph box={24} size={size} strokeWidth={1.75}>
      {cardShape}
    </Glyph>
  );
}

/** Not signed: the card, crossed out. */
export function CrossedCard({ size = 'normal' }: { readonly size?: IconSize }): ReactNode {
  return (
    <Glyph box={24} size={size} strokeWidth={1.75}>
      {cardShape}
      <path d="m3 21 18-18" strokeWidth={2.4} />
    </Glyph>
  );
}

/** The brand mark: an envelope and its seal. */
export function BrandMark(): ReactNode {
  return (
    <svg
      className="brand-mark"
      viewBox="0 0 20 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M.9 1.5h18.2v13H.9z" />
      <path d="M.9 1.8 10 8.6l9.1-6.8" />
      <circle className="brand-mark-seal" cx="10" cy="8.7" r="2.5" />
    </svg>
  );
}

/** A large open envelope, for empty places. */
export function EmptyEnvelope(): ReactNode {
  return (
    <svg
      width="72"
      height="52"
      viewBox="0 0 72 52"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M4 18v30h64V18L36 2Z" />
      <path d="M4 19l32 18 32-18" />
    </svg>
  );
}
