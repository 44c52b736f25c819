/**
 * Mails about an account, in both languages. None holds a name: the first ones go to addresses that nobody has confirmed,
 * and must not carry a stranger's words. Wording of the code's mail and of the link's: guide, part 6.
 */
import type { Language } from '../../contract/model/language.ts';
import type { Letter } from './courier.ts';
import { fullMoments } from './dates.ts';

export interface LetterWords {
  readonly subject: string;
  readonly lines: readonly string[];
}

/** The wording in the reader's language, with greeting and signature. */
export function letter(language: Language, words: Readonly<Record<Language, LetterWords>>): Letter {
  const { subject, lines } = words[language];
  const [greeting, signature] = language === 'fr' ? ['Bonjour,', 'L’équipe Medimail'] : ['Hello,', 'The Medimail team'];
  return { language, subject, text: [greeting, '', ...lines, '', signature, ''].join('\n') };
}

export function codeLetter(language: Language, code: string): Letter {
  return letter(language, {
    fr: {
      subject: `[${code}] - Votre code d'accès Medimail`,
      lines: [
        'vous avez demandé un code à usage unique pour accéder à votre compte Medimail.',
        '',
        `Ce code est le : ${code}`,
        '',
        'Nous vous rappelons qu’il n’est valable que 10 minutes.',
        '',
        'Si vous n’avez rien demandé, quelqu’un connaît votre mot de passe : changez-le, et ne donnez ce code à personne.',
      ],
    },
    en: {
      subject: `[${code}] - Your Medimail access code`,
      lines: [
        'you asked for a one-time code to enter your Medimail account.',
        '',
        `The code is: ${code}`,
        '',
        'It is good for 10 minutes only.',
        '',
        'If you asked for nothing, somebody knows your password: change it, and give this code to nobody.',
      ],
    },
  });
}

export function newDeviceLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Connexion à votre compte Medimail depuis un nouveau poste',
      lines: [
        `votre compte Medimail a été ouvert depuis un poste qui ne l’avait jamais ouvert : ${when}.`,
        '',
        'Si c’était vous, il n’y a rien à faire.',
        'Sinon, choisissez un nouveau mot de passe : toutes les sessions ouvertes s’arrêteront aussitôt.',
      ],
    },
    en: {
      subject: 'Your Medimail account was opened from a new workstation',
      lines: [
        `your Medimail account was opened from a workstation that had never opened it: ${when}.`,
        '',
        'If that was you, there is nothing to do.',
        'If not, choose a new password: every open session ends at once.',
      ],
    },
  });
}

export function registrationLetter(language: Language, link: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Confirmation d’inscription Medimail',
      lines: [
        'Bienvenue sur Medimail, service de Messagerie Sécurisée de Santé.',
        '',
        'Pour confirmer votre inscription, veuillez cliquer sur le lien suivant ou le copier pour le coller dans la barre',
        'd’adresse de votre navigateur :',
        '',
        link,
        '',
        'Ce lien sert une seule fois, pendant 24 heures.',
        'Si vous n’avez rien demandé, ne faites rien : aucun compte ne sera créé.',
      ],
    },
    en: {
      subject: 'Confirm your Medimail registration',
      lines: [
        'Welcome to Medimail, secure messaging for health professionals.',
        '',
        'To confirm your registration, follow this link, or copy it into the address bar of your browser:',
        '',
        link,
        '',
        'The link serves once, for 24 hours.',
        'If you asked for nothing, do nothing: no account will be created.',
      ],
    },
  });
}

/** Tells the owner that the address in the trust space is in use, or is not any more. */
export function mssanteLetter(language: Language, kind: 'activated' | 'deactivated', address: string): Letter {
  const isActive = kind === 'activated';
  return letter(language, {
    fr: {
      subject: isActive ? 'Votre adresse MSSanté est activée' : 'Votre adresse MSSanté est désactivée',
      lines: [
        isActive
          ? 'votre compte Medimail a désormais une adresse dans l’espace de confiance MSSanté :'
          : 'votre compte Medimail n’utilise plus son adresse de l’espace de confiance MSSanté :',
        '',
        address,
        '',
        isActive
          ? 'Votre adresse habituelle ne change pas. Votre fiche est transmise à l’annuaire national.'
          : 'Elle vous reste réservée : personne d’autre ne la recevra.',
        'Si ce n’était pas vous, adressez-vous à votre agence régionale.',
      ],
    },
    en: {
      subject: isActive ? 'Your MSSanté address is active' : 'Your MSSanté address is not active any more',
      lines: [
        isActive
          ? 'your Medimail account now has an address in the MSSanté trust space:'
          : 'your Medimail account no longer uses its address in the MSSanté trust space:',
        '',
        address,
        '',
        isActive
          ? 'Your usual address stays the same. Your entry is passed on to the national directory.'
          : 'It stays reserved for you: nobody else will be given it.',
        'If that was not you, ask your regional agency.',
      ],
    },
  });
}

export function alreadyRegisteredLetter(language: Language, recoveryPage: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Vous avez déjà un compte Medimail',
      lines: [
        'une inscription à Medimail a été demandée avec cette adresse, qui a déjà un compte.',
        '',
        'Connectez-vous avec votre carte ou votre mot de passe. Si vous n’arrivez pas à accéder à votre compte :',
        '',
        recoveryPage,
        '',
        'Si vous n’avez rien demandé, ne faites rien.',
      ],
    },
    en: {
      subject: 'You already have a Medimail account',
      lines: [
        'somebody asked to register this address with Medimail; it has an account already.',
        '',
        'Sign in with your card or your password. If you cannot get into your account:',
        '',
        recoveryPage,
        '',
        'If you asked for nothing, do nothing.',
      ],
    },
  });
}

export function recoveryLetter(language: Language, link: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Choisir un nouveau mot de passe Medimail',
      lines: [
        'vous n’arrivez pas à accéder à votre compte Medimail. Ce lien permet de choisir un nouveau mot de passe :',
        '',
        link,
        '',
        'Il sert une seule fois, pendant une heure. Toutes les sessions ouvertes s’arrêteront.',
        'Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même.',
      ],
    },
    en: {
      subject: 'Choose a new Medimail password',
      lines: [
        'you cannot get into your Medimail account. This link lets you choose a new password:',
        '',
        link,
        '',
        'It serves once, for an hour. Every open session will end.',
        'If you asked for nothing, do nothing: your password stays the same.',
      ],
    },
  });
}

/** For an account that is opened by card alone: a link would open it with less. */
export function recoveryByCardLetter(language: Language): Letter {
  return letter(language, {
    fr: {
      subject: 'Accès à votre compte Medimail',
      lines: [
        'vous avez demandé de l’aide pour accéder à votre compte Medimail. Ce compte n’a pas de mot de passe : il s’ouvre',
        'avec votre carte. Si elle est perdue ou bloquée, adressez-vous à votre agence régionale.',
        '',
        'Si vous n’avez rien demandé, ne faites rien.',
      ],
    },
    en: {
      subject: 'Getting into your Medimail account',
      lines: [
        'you asked for help with your Medimail account. It has no password: it is opened with your card. If the card is lost',
        'or blocked, ask your regional agency.',
        '',
        'If you asked for nothing, do nothing.',
      ],
    },
  });
}

export function passwordChangedLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Votre mot de passe Medimail a été changé',
      lines: [
        `le mot de passe de votre compte Medimail a été changé : ${when}.`,
        '',
        'Si ce n’était pas vous, adressez-vous aussitôt à votre agence régionale.',
      ],
    },
    en: {
      subject: 'Your Medimail password was changed',
      lines: [
        `the password of your Medimail account was changed: ${when}.`,
        '',
        'If that was not you, tell your regional agency at once.',
      ],
    },
  });
}

export function certifiedLetter(language: Language): Letter {
  return letter(language, {
    fr: {
      subject: 'Votre compte Medimail est validé',
      lines: [
        'votre compte Medimail a été validé : vous pouvez créer de nouvelles enveloppes et utiliser l’annuaire, où vous figurez',
        'désormais.',
      ],
    },
    en: {
      subject: 'Your Medimail account is certified',
      lines: [
        'your Medimail account was certified: you can write new envelopes and use the directory, in which you are now listed.',
      ],
    },
  });
}

/** `reason` is the agency's own sentence. */
export function refusedLetter(language: Language, reason: string): Letter {
  return letter(language, {
    fr: {
      subject: 'Votre compte Medimail n’a pas été validé',
      lines: [
        'votre demande de validation n’a pas été acceptée :',
        '',
        reason,
        '',
        'Vous pouvez toujours ouvrir les enveloppes reçues et répondre à leur expéditeur.',
      ],
    },
    en: {
      subject: 'Your Medimail account was not certified',
      lines: [
        'your request was not accepted:',
        '',
        reason,
        '',
        'You can still open the envelopes you receive and answer their sender.',
      ],
    },
  });
}
