/** Small pictures beside words; none says anything that its word does not say. */
import { type Html, html } from '../html.ts';

const shapes = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2',
  alert: 'M12 4 2.8 20h18.4L12 4M12 10v4.5M12 17.2v.01',
  differs: 'M5 9h14M5 15h14M16 4 8 20',
  dash: 'M7 12h10',
  pause: 'M9 6v12M15 6v12',
  cross: 'M6 6l12 12M18 6 6 18',
} as const;

export type Shape = keyof typeof shapes;

/** A word with its picture; `tone` colours both. */
export function tag(tone: string, shape: Shape, word: string): Html {
  return html`<span class="tag ${tone}"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="${shapes[shape]}"/></svg>${word}</span>`;
}
