/** Mails about another address for an account, in both languages. */
import type { Language } from '../../contract/model/language.ts';
import { letter } from './account-letters.ts';
import type { Letter } from './courier.ts';

/** To the present address: whoever reads it can still stop what somebody else began. */
export function addressChangeAskedLetter(language: Language, newAddress: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Changement d’adresse demandé pour votre compte Medimail',
      lines: [
        'un changement d’adresse a été demandé depuis votre compte Medimail. Nouvelle adresse :',
        '',
        newAddress,
        '',
        'Rien ne change avant que cette adresse soit confirmée et que votre agence régionale ait accepté.',
        'Si ce n’était pas vous, prévenez votre agence régionale et changez votre mot de passe.',
      ],
    },
    en: {
      subject: 'A change of address was asked for your Medimail account',
      lines: [
        'a change of address was asked from your Medimail account. New address:',
        '',
        newAddress,
        '',
        'Nothing changes before this address is confirmed and your regional agency has accepted.',
        'If that was not you, tell your regional agency and change your password.',
      ],
    },
  });
}

/** To the new address, with the link that proves it. */
export function addressProofLetter(language: Language, link: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Confirmez votre nouvelle adresse Medimail',
      lines: [
        'un compte Medimail doit recevoir ses mails à cette adresse. Pour confirmer qu’elle est la vôtre :',
        '',
        link,
        '',
        'Ce lien sert une seule fois, pendant 24 heures. Votre agence régionale décide ensuite.',
        'Si vous n’avez rien demandé, ne faites rien : rien ne changera.',
      ],
    },
    en: {
      subject: 'Confirm your new Medimail address',
      lines: [
        'a Medimail account is to receive its mails at this address. To confirm that it is yours:',
        '',
        link,
        '',
        'The link serves once, for 24 hours. Your regional agency decides after that.',
        'If you asked for nothing, do nothing: nothing will change.',
      ],
    },
  });
}

/** To an address that is an account's already: its owner alone learns that. */
export function addressInUseLetter(language: Language): Letter {
  return letter(language, {
    fr: {
      subject: 'Cette adresse sert déjà dans Medimail',
      lines: [
        'quelqu’un a demandé d’utiliser cette adresse pour son compte Medimail. Elle sert déjà : rien ne change.',
        'Si c’était vous, choisissez une autre adresse. Sinon, il n’y a rien à faire.',
      ],
    },
    en: {
      subject: 'This address is in use in Medimail already',
      lines: [
        'somebody asked to use this address for a Medimail account. It is in use already: nothing changes.',
        'If that was you, choose another address. If not, there is nothing to do.',
      ],
    },
  });
}

/** To both addresses, once the agency has accepted. */
export function addressChangedLetter(language: Language, newAddress: string): Letter {
  return letter(language, {
    fr: {
      subject: 'L’adresse de votre compte Medimail est changée',
      lines: [
        'l’adresse de votre compte Medimail est désormais :',
        '',
        newAddress,
        '',
        'Connectez-vous avec elle ; vos mails y arrivent. Les enveloppes scellées gardent l’ancienne, qui reste la vôtre.',
        'Si vous n’avez rien demandé, prévenez aussitôt votre agence régionale.',
      ],
    },
    en: {
      subject: 'The address of your Medimail account was changed',
      lines: [
        'the address of your Medimail account is now:',
        '',
        newAddress,
        '',
        'Sign in with it; your mails go there. Envelopes that were sealed keep the former one, which stays yours.',
        'If you asked for nothing, tell your regional agency at once.',
      ],
    },
  });
}

/** To both addresses, with the agency's own sentence. */
export function addressRefusedLetter(language: Language, reason: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Votre changement d’adresse Medimail est refusé',
      lines: [
        'votre agence régionale n’a pas accepté le changement d’adresse de votre compte Medimail. Rien ne change.',
        '',
        `Motif : ${reason}`,
      ],
    },
    en: {
      subject: 'Your change of Medimail address was refused',
      lines: [
        'your regional agency did not accept the change of address of your Medimail account. Nothing changes.',
        '',
        `Reason: ${reason}`,
      ],
    },
  });
}
