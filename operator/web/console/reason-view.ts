/** Asks for a reason before something is done that is put on record. */
import { areaField } from '../form.ts';
import { type Html, html } from '../html.ts';
import { FORM_TOKEN, renderConsole, type SignedInReader } from './console-frame.ts';
import { MAX_REASON } from './console-request.ts';

/** Name of the field that holds the reason. */
export const REASON = 'motif';

export interface ReasonPage {
  readonly title: string;
  readonly lead: string | Html;
  /** What comes of it. */
  readonly note: string;
  readonly hint: string;
  readonly send: string;
  /** Where the form goes, and the page that is gone back to. */
  readonly action: string;
  readonly back: string;
  /** What the form says besides. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** A reason that was typed and refused. */
export interface RefusedReason {
  readonly failure?: string;
  readonly typed?: string;
}

export function reasonView(
  reader: SignedInReader,
  { title, lead, note, hint, send, action, back, hidden }: ReasonPage,
  { failure, typed = '' }: RefusedReason = {},
): string {
  const { words, formToken } = reader;
  const field = areaField({
    ...{ name: REASON, label: words.reason, hint, required: true, maxLength: MAX_REASON, value: typed, failure },
  });
  const fields = Object.entries({ [FORM_TOKEN]: formToken, ...hidden }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return renderConsole(reader, {
    title,
    section: 'structures',
    above: html`<p class="back"><a href="${reader.href(back)}">${words.back}</a></p>`,
    lead,
    body: html`<section class="sheet acts narrow"><p class="note">${note}</p><form method="post" action="${reader.href(action)}" novalidate>${fields}${field}<button class="danger" type="submit">${send}</button></form></section>`,
  });
}
