/** The words around a code by telephone. */
import type { Language } from '../../contract/model/language.ts';
import type { PhoneMessage } from '../services/ports/phone-codes.ts';

type Said = (operatorName: string, code: string) => string;

/** One message of a mobile network holds 160 letters; neither sender nor letter is named in it. */
const written: Readonly<Record<Language, Said>> = {
  fr: (operatorName, code) =>
    `${operatorName} : ${code} est votre code pour ouvrir une enveloppe. Il sert dix minutes. Ne le donnez à personne.`,
  en: (operatorName, code) =>
    `${operatorName}: ${code} is your code to open an envelope. It serves for ten minutes. Give it to nobody.`,
};

const spoken: Readonly<Record<Language, Said>> = {
  fr: (operatorName, code) =>
    `Bonjour. Voici votre code ${operatorName} pour ouvrir une enveloppe : ${code}. Je répète : ${code}.`,
  en: (operatorName, code) => `Hello. This is your ${operatorName} code to open an envelope: ${code}. Again: ${code}.`,
};

/** What is shown, or spoken digit by digit. */
export function codeText({ channel, language, code }: PhoneMessage, operatorName: string): string {
  if (channel === 'sms') return written[language](operatorName, code);
  return spoken[language](operatorName, code.split('').join(', '));
}
