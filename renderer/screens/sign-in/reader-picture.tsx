/** The reader and the card, drawn in the state they are in. */
import type { ReactNode } from 'react';

export type ReaderPictureLook = 'no-reader' | 'empty' | 'card' | 'refused';

export function ReaderPicture({ look }: { readonly look: ReaderPictureLook }): ReactNode {
  const dashed = look === 'no-reader' ? { strokeDasharray: '5 4' } : {};
  return (
    <svg className={`reader-picture reader-picture-${look}`} viewBox="0 0 210 124" aria-hidden="true">
      {look === 'card' || look === 'refused' ? (
        <g>
          <rect className="reader-picture-card" x="52" y="4" width="106" height="70" rx="6" />
          <rect className="reader-picture-chip" x="66" y="24" width="22" height="17" rx="3" />
          <path className="reader-picture-fine" d="M66 32.5h7M81 32.5h7M77 24v5M77 36v5" />
          <path className="reader-picture-faint" d="M100 26h44M100 34h30" />
          {look === 'refused' ? <path className="reader-picture-cross" d="m118 42 16 12m0-12-16 12" /> : null}
        </g>
      ) : null}
      <path
        className="reader-picture-body"
        d="M30 58h150a8 8 0 0 1 8 8v40a12 12 0 0 1-12 12H34a12 12 0 0 1-12-12V66a8 8 0 0 1 8-8Z"
        {...dashed}
      />
      <path className="reader-picture-slot" d="M44 70h122" {...dashed} />
      <circle className="reader-picture-light" cx="105" cy="96" r="5" />
    </svg>
  );
}
