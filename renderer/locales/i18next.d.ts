/** Typed keys: a text that does not exist does not compile. */
import 'i18next';
import type { Resources } from './fr/resources.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    keySeparator: false;
    resources: Resources;
    returnNull: false;
  }
}
