/** A text with the letters that answer what was typed marked: by colour and by a line under them. */
import type { ReactNode } from 'react';
import { highlight } from './format/highlight.ts';

export function Highlighted({ text, typed }: { readonly text: string; readonly typed: string }): ReactNode {
  let offset = 0;
  return highlight(text, typed).map((piece) => {
    const key = offset;
    offset += piece.text.length;
    return piece.hit ? <mark key={key}>{piece.text}</mark> : <span key={key}>{piece.text}</span>;
  });
}
