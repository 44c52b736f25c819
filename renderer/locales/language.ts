/** Loads the texts into i18next. Both languages are in the bundle: nothing is fetched. */
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { resources as english } from './en/resources.ts';
import { resources as french } from './fr/resources.ts';

/** Sets the interface's language; called once before the first drawing. */
export async function startLanguage(language: 'fr' | 'en'): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'fr',
    defaultNS: 'app',
    keySeparator: false,
    interpolation: { escapeValue: false },
    resources: { fr: french, en: english },
  });
  return i18next;
}
