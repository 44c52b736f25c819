/** HTML from templates: everything that is put in is escaped, unless it came from such a template itself. */

/** Markup that is safe to put in as it is. Only `html` makes it. */
export class Html {
  readonly #text: string;

  constructor(strings: TemplateStringsArray, values: readonly HtmlValue[]) {
    this.#text = strings.map((string, index) => string + (index < values.length ? write(values[index]) : '')).join('');
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes; null and false write nothing. */
export type HtmlValue = string | number | Html | null | false | undefined | readonly HtmlValue[];

/** A template: `html\`<p>${text}</p>\``. Values go into text or double-quoted attributes, never elsewhere. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return new Html(strings, values);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function write(value: HtmlValue): string {
  if (value === null || value === false || value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(write).join('');
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
