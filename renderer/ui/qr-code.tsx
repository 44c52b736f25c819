/** A QR code, dark on light whatever the theme: cameras read nothing else. */
import type { ReactNode } from 'react';
import { drawQr } from '../../contract/model/qr-code.ts';
import './qr-code.css';

export function QrCode({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const { side, path } = drawQr(text);
  return (
    <svg className="qr-code" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
