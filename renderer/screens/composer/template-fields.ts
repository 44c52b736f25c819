/** Fields of a model of a letter, between double braces: filled from the letter where it knows them, else walked by Tab. Pure. */
import type { LetterTemplate } from '../../../contract/model/account-item.ts';

const field = /\{\{\s*([^{}\n]{1,40}?)\s*\}\}/gu;

/** What the letter knows; empty where it does not. */
export interface FieldValues {
  readonly recipient: string;
  readonly date: string;
  readonly subject: string;
}

/** French and English names of what is filled by itself. */
const known: Readonly<Record<string, keyof FieldValues>> = {
  destinataire: 'recipient',
  recipient: 'recipient',
  date: 'date',
  objet: 'subject',
  subject: 'subject',
};

/** A range of a text, `end` excluded. */
export interface FieldRange {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Fills what is known; the other fields stay as they are. */
export function fillFields(text: string, values: FieldValues): string {
  return text.replace(field, (whole, name: string) => {
    const value = known[name.toLowerCase()];
    return (value && values[value]) || whole;
  });
}

/** The first field at or behind a place; null when there is none, and Tab goes on as always. */
export function nextField(text: string, from: number): FieldRange | null {
  for (const match of text.matchAll(field)) {
    if (match.index >= from) return { start: match.index, end: match.index + match[0].length, name: match[1] ?? '' };
  }
  return null;
}

/** A model filled with what the letter knows; its subject only where the letter has none. */
export function filledTemplate(
  subject: string,
  template: LetterTemplate,
  values: FieldValues,
): { readonly subject: string; readonly text: string } {
  const ownSubject = subject.trim() === '' ? fillFields(template.subject, values) : subject;
  return {
    subject: ownSubject,
    text: fillFields(template.text, { ...values, subject: values.subject || ownSubject }),
  };
}
