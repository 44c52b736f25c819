/** The words around a quoted letter, as the French interface gives them. */
import type { QuoteWords } from '../../../contract/ipc/draft.contract.ts';

export const quoteWords: QuoteWords = {
  language: 'fr',
  wrote: 'Le {date}, {person} a écrit :',
  forwarded: '— Enveloppe transférée —',
  prefix: 'TR : ',
  field: '{field} : {value}',
  from: 'De',
  date: 'Date',
  to: 'À',
  copy: 'Cc',
  subject: 'Objet',
  shortened: '[raccourci]',
};
