/** What a language must hold: the French texts are the model, every other language has the same keys. */
import type { ErrorCode } from '../../contract/errors.ts';

/** The same keys with texts of their own. */
export type Translation<Model> = { readonly [Key in keyof Model]: string };

/** What is said of one failure: what happened, what was kept, what the one button says. */
export interface ErrorWords {
  readonly title: string;
  readonly kept?: string;
  readonly action?: string;
}

/** Words for every failure; a missing code does not compile. */
export type ErrorTexts = Readonly<Record<ErrorCode, ErrorWords>>;

/** The keys of the `errors` namespace as i18next sees them. */
export type ErrorKeys = { readonly [Key in `${ErrorCode}.title`]: string };

/** `{ 'card.removed': { title, kept } }` → `{ 'card.removed.title': …, 'card.removed.kept': … }`. */
export function flattenErrors(texts: ErrorTexts): ErrorKeys {
  const flat: Record<string, string> = {};
  for (const [code, words] of Object.entries(texts)) {
    const { title, kept, action } = words;
    for (const [part, text] of Object.entries({ title, kept, action })) if (text) flat[`${code}.${part}`] = text;
  }
  return flat as ErrorKeys;
}

/**
 * French has a third plural form, for millions (CLDR `many`), which reads like the second: it is derived, so that no
 * text is written twice.
 */
export function withManyForms<Texts extends Readonly<Record<string, string>>>(texts: Texts): Texts {
  const out: Record<string, string> = { ...texts };
  for (const [key, text] of Object.entries(texts)) {
    if (key.endsWith('_other')) out[key.replace(/_other$/, '_many')] = text;
  }
  return out as Texts;
}
