/** Who reads a page of the console: language, words, addresses and instants as that reader is shown them. */

import type { FastifyRequest } from 'fastify';
import type { Language } from '../../../contract/model/language.ts';
import { moments, shortMoments } from '../../services/dates.ts';
import { languageOf } from '../page-request.ts';
import { consoleEnglish } from './console-english.ts';
import { consoleFrench } from './console-french.ts';
import type { ConsoleWords } from './console-words.ts';

/** Named parameters of an address; empty ones are left out. */
export type Parameters = Readonly<Record<string, string | number | undefined>>;

export interface Reader {
  readonly language: Language;
  readonly words: ConsoleWords;
  /** An address that stays in the language that was asked for. */
  href(path: string, parameters?: Parameters): string;
  /** `27 novembre 2026 à 08:04`, in Paris. */
  instant(at: Date): string;
  /** `10 000`. */
  number(value: number): string;
  /** `27/11/2026 08:04`, for columns. */
  shortInstant(at: Date): string;
}

const languages: Readonly<Record<Language, ConsoleWords>> = { fr: consoleFrench, en: consoleEnglish };

/** The reader of a request. */
export function readerOf(request: FastifyRequest): Reader {
  const language = languageOf(request);
  const { lang } = request.query as { readonly lang?: unknown };
  const isAsked = lang === language;
  return {
    language,
    words: languages[language],
    href(path, parameters = {}) {
      const given: Parameters = { ...parameters, lang: isAsked ? language : undefined };
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(given)) {
        if (value !== undefined && value !== '') query.set(name, String(value));
      }
      return query.size === 0 ? path : `${path}?${query}`;
    },
    number: new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB').format,
    instant: moments[language].format,
    shortInstant: shortMoments[language].format,
  };
}
