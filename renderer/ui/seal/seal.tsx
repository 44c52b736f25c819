/** The wax seal as a picture. */
import { memo, type ReactNode, useMemo } from 'react';
import './seal.css';
import { drawSeal, type SealDrawing } from './seal-drawing.ts';

/**
 * - `full`: the seal holds, green;
 * - `outline`: nothing is verified;
 * - `broken`: the content differs from what was sealed;
 * - `ink`: being formed, `fraction` of it filled from the bottom.
 */
export type SealLook = 'full' | 'outline' | 'broken' | 'ink';

export interface SealProps {
  /** 64 hexadecimal digits; null while the bytes are not known: a bare ring. */
  readonly sha256: string | null;
  readonly sizePx: number;
  readonly look: SealLook;
  /** Name for screen readers; decorative when absent. */
  readonly label?: string;
  /** From 0 to 1, for `ink`. */
  readonly fraction?: number;
}

const blank: SealDrawing = {
  edge: 'M100 6A94 94 0 1 1 99.9 6Z',
  engraving: ['M100 47A53 53 0 1 1 99.9 47Z', 'M100 73A27 27 0 1 1 99.9 73Z'],
  engravingWidth: 1.2,
  ringRadius: 74,
  rays: null,
};

function Shape({
  drawing,
  className,
  sizePx,
}: {
  readonly drawing: SealDrawing;
  readonly className: string;
  readonly sizePx: number;
}): ReactNode {
  return (
    <svg className={`seal ${className}`} width={sizePx} height={sizePx} viewBox="0 0 200 200" aria-hidden="true">
      <path className="seal-wax" d={drawing.edge} />
      <g className="seal-engraving" strokeWidth={drawing.engravingWidth}>
        {drawing.engraving.map((path) => (
          <path key={path} d={path} />
        ))}
        <circle cx="100" cy="100" r={drawing.ringRadius} />
        {drawing.rays ? <path strokeWidth="2" strokeLinecap="round" d={drawing.rays} /> : null}
      </g>
    </svg>
  );
}

/** Draws the seal of an envelope. */
export const Seal = memo(function Seal({ sha256, sizePx, look, label, fraction = 0 }: SealProps): ReactNode {
  const drawing = useMemo(() => (sha256 ? drawSeal(sha256, sizePx) : blank), [sha256, sizePx]);
  const name = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  if (look === 'broken') {
    return (
      <span className="seal-box seal-split" style={{ width: sizePx, height: sizePx }} {...name}>
        <Shape drawing={drawing} className="seal-broken" sizePx={sizePx} />
        <Shape drawing={drawing} className="seal-broken" sizePx={sizePx} />
      </span>
    );
  }
  if (look === 'ink') {
    const empty = `${Math.round((1 - Math.min(1, Math.max(0, fraction))) * 100)}%`;
    return (
      <span className="seal-box" style={{ width: sizePx, height: sizePx }} {...name}>
        <Shape drawing={drawing} className="seal-outline" sizePx={sizePx} />
        <span className="seal-ink" style={{ clipPath: `inset(${empty} 0 0 0)` }}>
          <Shape drawing={drawing} className="seal-inked" sizePx={sizePx} />
        </span>
      </span>
    );
  }
  return (
    <span className="seal-box" style={{ width: sizePx, height: sizePx }} {...name}>
      <Shape drawing={drawing} className={look === 'full' ? 'seal-full' : 'seal-outline'} sizePx={sizePx} />
    </span>
  );
});
