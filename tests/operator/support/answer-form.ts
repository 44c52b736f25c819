/** The form of an answer, filled in as a browser does. */
import { FormData } from 'undici';
import type { Reader, Shown } from './reader.ts';

/** The hidden fields of the form on a page. */
export function ticketOf(page: Shown): { readonly reponse: string; readonly jeton: string } {
  const fieldOf = (name: string) => page.text.match(new RegExp(`name="${name}" value="([^"]+)"`))?.[1] ?? '';
  return { reponse: fieldOf('reponse'), jeton: fieldOf('jeton') };
}

/** A form with fields first, in the order in which a page has them, then files. */
export function filled(
  fields: Readonly<Record<string, string>>,
  files: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [],
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const { name, bytes } of files) form.append('pieces', new Blob([bytes as Uint8Array<ArrayBuffer>]), name);
  return form;
}

/** Where the answers to an envelope are sent. */
export const answersTo = (envelopeId: string): string => `/lire/enveloppe/${envelopeId}/reponse`;

/** Fills in the form of the page that a reader looks at, and sends it. */
export function answerFrom(
  who: Reader,
  page: Shown,
  envelopeId: string,
  fields: Readonly<Record<string, string>>,
  files: Parameters<typeof filled>[1] = [],
): Promise<Shown> {
  return who.postFiles(answersTo(envelopeId), filled({ ...ticketOf(page), ...fields }, files));
}
