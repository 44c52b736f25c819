/** The mail that asks whoever reads an address to agree to a mailbox, in both languages. The name that was typed for it is not in it. */
import type { Language } from '../../contract/model/language.ts';
import { letter } from './account-letters.ts';
import type { Letter } from './courier.ts';

/** To the address itself, with the link by which it agrees. */
export function mailboxLetter(language: Language, structure: string, link: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Ouvrir une boîte aux lettres Medimail à cette adresse ?',
      lines: [
        `${structure} demande que cette adresse devienne une boîte aux lettres de la structure dans Medimail : les personnes`,
        'qu’elle nomme y liront ce qui est envoyé à cette adresse, et y répondront. Pour voir ce qui est demandé, et l’accepter :',
        '',
        link,
        '',
        'Ce lien sert une seule fois, pendant 24 heures. Si cette adresse n’est pas celle d’un service de la structure, ne faites',
        'rien : rien ne s’ouvrira.',
      ],
    },
    en: {
      subject: 'Open a Medimail mailbox at this address?',
      lines: [
        `${structure} asks that this address become a mailbox of the structure in Medimail: the people whom it names will read what`,
        'is sent to this address, and answer it. To see what is asked, and agree to it:',
        '',
        link,
        '',
        'The link serves once, for 24 hours. If this address is not that of a service of the structure, do nothing: nothing',
        'will be opened.',
      ],
    },
  });
}
