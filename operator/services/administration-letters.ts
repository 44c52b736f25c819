/** Mails about what the agency did to an account, and those to administrators, in both languages. */
import type { Language } from '../../contract/model/language.ts';
import { type LetterWords, letter } from './account-letters.ts';
import type { Letter } from './courier.ts';
import { fullMoments } from './dates.ts';

type StandingChange = 'suspended' | 'resumed' | 'codes-removed' | 'closed';
type Sentences = Readonly<Record<Language, LetterWords>>;

const standings: Readonly<Record<StandingChange, Sentences>> = {
  suspended: {
    fr: {
      subject: 'Votre compte Medimail est suspendu',
      lines: [
        'votre compte Medimail est suspendu : vous ne pouvez plus vous y connecter. Ce qui vous est envoyé reste gardé.',
      ],
    },
    en: {
      subject: 'Your Medimail account is suspended',
      lines: ['your Medimail account is suspended: you cannot sign in to it. What is sent to you is kept.'],
    },
  },
  resumed: {
    fr: {
      subject: 'Votre compte Medimail est rétabli',
      lines: ['votre compte Medimail est rétabli : vous pouvez à nouveau vous connecter.'],
    },
    en: {
      subject: 'Your Medimail account is resumed',
      lines: ['your Medimail account is resumed: you can sign in again.'],
    },
  },
  'codes-removed': {
    fr: {
      subject: 'Votre compte Medimail s’ouvre de nouveau par un code envoyé par mail',
      lines: [
        'votre agence régionale a retiré de votre compte Medimail l’application de codes et les clés d’accès. Vos codes de',
        'connexion vous sont de nouveau envoyés par mail ; les codes de secours ne servent plus, et toutes les sessions ont été fermées.',
      ],
    },
    en: {
      subject: 'Your Medimail account opens by a mailed code again',
      lines: [
        'your regional agency removed code application and passkeys from your Medimail account. Sign-in codes come by mail again; the',
        'recovery codes serve no more, and every session was ended.',
      ],
    },
  },
  closed: {
    fr: {
      subject: 'Votre compte Medimail est fermé',
      lines: ['votre compte Medimail est fermé : il ne reçoit plus rien, et vous ne figurez plus dans l’annuaire.'],
    },
    en: {
      subject: 'Your Medimail account is closed',
      lines: ['your Medimail account is closed: it receives nothing any more, and you are no longer in the directory.'],
    },
  },
};

/** Tells the owner; `reason` is the agency's own sentence. */
export function standingLetter(language: Language, change: StandingChange, reason: string): Letter {
  const ask = {
    fr: 'Pour toute question, adressez-vous à votre agence régionale.',
    en: 'If you have questions, ask your regional agency.',
  };
  const said = { fr: `Motif : ${reason}`, en: `Reason: ${reason}` };
  const add = (one: Language): LetterWords => {
    const { subject, lines } = standings[change][one];
    return { subject, lines: [...lines, '', said[one], '', ask[one]] };
  };
  return letter(language, { fr: add('fr'), en: add('en') });
}

/** Tells an owner that a structure lets them go; `reason` is its administrator's own sentence. */
export function releaseLetter(language: Language, structure: string, reason: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Vous n’êtes plus membre d’une structure',
      lines: [
        `${structure} vous a retiré de ses membres. Votre compte Medimail reste ouvert, avec tout ce qu’il contient ; il ne porte`,
        'plus le nom de la structure.',
        '',
        `Motif : ${reason}`,
        '',
        'Pour toute question, adressez-vous à la structure.',
      ],
    },
    en: {
      subject: 'You are no longer a member of a structure',
      lines: [
        `${structure} has removed you from its members. Your Medimail account stays open, with all that is in it; it no longer`,
        'bears the name of the structure.',
        '',
        `Reason: ${reason}`,
        '',
        'If you have questions, ask the structure.',
      ],
    },
  });
}

/** Invites an administrator to enrol. */
export function enrolmentLetter(language: Language, link: string, expiresAt: Date): Letter {
  const until = fullMoments[language].format(expiresAt);
  return letter(language, {
    fr: {
      subject: 'Votre accès à la console Medimail',
      lines: [
        'un accès à la console d’administration de Medimail vous est ouvert. Choisissez votre mot de passe et enregistrez',
        'votre application de codes :',
        '',
        link,
        '',
        `Ce lien sert une seule fois, jusqu’au ${until}. Ne le transmettez à personne.`,
      ],
    },
    en: {
      subject: 'Your access to the Medimail console',
      lines: [
        'you were given access to the Medimail administration console. Choose your password and enrol your code application:',
        '',
        link,
        '',
        `The link serves once, until ${until}. Give it to nobody.`,
      ],
    },
  });
}
