/** Mails about an account's code application, passkeys and recovery codes, in both languages. */
import type { Language } from '../../contract/model/language.ts';
import { letter } from './account-letters.ts';
import type { Letter } from './courier.ts';
import { fullMoments } from './dates.ts';

const notYou = {
  fr: 'Si ce n’était pas vous, choisissez un nouveau mot de passe et adressez-vous aussitôt à votre agence régionale.',
  en: 'If that was not you, choose a new password and tell your regional agency at once.',
} as const satisfies Record<Language, string>;

export function timeCodesOnLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Votre compte Medimail s’ouvre avec une application de codes',
      lines: [
        `une application de codes a été reliée à votre compte Medimail : ${when}.`,
        'Ses codes remplacent désormais ceux qui vous étaient envoyés par mail. Vos autres sessions ont été fermées.',
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'Your Medimail account opens with a code application',
      lines: [
        `a code application was linked to your Medimail account: ${when}.`,
        'From now on its codes replace the mailed ones. Your other sessions were ended.',
        '',
        notYou.en,
      ],
    },
  });
}

/** What opens the account once a factor is gone; `isLast`: no other one is in force. */
const afterwards = {
  fr: (isLast: boolean) =>
    isLast
      ? 'Les codes vous sont de nouveau envoyés par mail, et vos codes de secours ne servent plus.'
      : 'Votre autre moyen de connexion et vos codes de secours servent toujours.',
  en: (isLast: boolean) =>
    isLast
      ? 'Codes come by mail again, and your recovery codes serve no more.'
      : 'Your other way of signing in and your recovery codes still serve.',
} as const satisfies Record<Language, (isLast: boolean) => string>;

export function timeCodesOffLetter(language: Language, at: Date, isLast: boolean): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Votre compte Medimail ne s’ouvre plus avec une application de codes',
      lines: [
        `l’application de codes a été retirée de votre compte Medimail : ${when}.`,
        afterwards.fr(isLast),
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'Your Medimail account no longer opens with a code application',
      lines: [
        `the code application was removed from your Medimail account: ${when}.`,
        afterwards.en(isLast),
        '',
        notYou.en,
      ],
    },
  });
}

export function passkeyAddedLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Une clé d’accès ouvre votre compte Medimail',
      lines: [
        `une clé d’accès a été ajoutée à votre compte Medimail : ${when}.`,
        'Plus aucun code ne vous est envoyé par mail. Vos autres sessions ont été fermées.',
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'A passkey opens your Medimail account',
      lines: [
        `a passkey was added to your Medimail account: ${when}.`,
        'No code is mailed to you any more. Your other sessions were ended.',
        '',
        notYou.en,
      ],
    },
  });
}

export function passkeyRemovedLetter(language: Language, at: Date, isLast: boolean): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Une clé d’accès n’ouvre plus votre compte Medimail',
      lines: [
        `une clé d’accès a été retirée de votre compte Medimail : ${when}.`,
        afterwards.fr(isLast),
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'A passkey no longer opens your Medimail account',
      lines: [`a passkey was removed from your Medimail account: ${when}.`, afterwards.en(isLast), '', notYou.en],
    },
  });
}

/** Its counter went back: two devices answer with the same key. */
export function passkeyCopiedLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Une clé d’accès de votre compte Medimail a été refusée',
      lines: [
        `une clé d’accès de votre compte Medimail a été refusée : ${when}. Elle a répondu comme le ferait une copie.`,
        'Le compte ne s’est pas ouvert. Retirez cette clé dans les réglages, et ajoutez-en une autre.',
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'A passkey of your Medimail account was refused',
      lines: [
        `a passkey of your Medimail account was refused: ${when}. It answered as a copy of it would.`,
        'The account did not open. Remove that passkey in the settings, and add another one.',
        '',
        notYou.en,
      ],
    },
  });
}

export function recoveryCodesLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Vos codes de secours Medimail ont été remplacés',
      lines: [
        `de nouveaux codes de secours ont été donnés pour votre compte Medimail : ${when}. Les précédents ne servent plus.`,
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'Your Medimail recovery codes were replaced',
      lines: [
        `new recovery codes were given for your Medimail account: ${when}. The former ones serve no more.`,
        '',
        notYou.en,
      ],
    },
  });
}

export function cardLinkedLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Une carte a été reliée à votre compte Medimail',
      lines: [
        `une carte de professionnel ouvre désormais votre compte Medimail : ${when}. Votre mot de passe l’ouvre toujours.`,
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'A card was linked to your Medimail account',
      lines: [
        `from now on a professional card opens your Medimail account: ${when}. Your password still opens it.`,
        '',
        notYou.en,
      ],
    },
  });
}

export function passwordRemovedLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Votre compte Medimail ne s’ouvre plus que par carte',
      lines: [
        `le mot de passe de votre compte Medimail a été retiré : ${when}. Seule votre carte l’ouvre désormais.`,
        '',
        'Si ce n’était pas vous, adressez-vous aussitôt à votre agence régionale.',
      ],
    },
    en: {
      subject: 'Your Medimail account opens by card alone',
      lines: [
        `the password of your Medimail account was removed: ${when}. From now on your card alone opens it.`,
        '',
        'If that was not you, tell your regional agency at once.',
      ],
    },
  });
}

/** `left`: how many there still are. */
export function recoveryCodeUsedLetter(language: Language, at: Date, left: number): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Un code de secours a ouvert votre compte Medimail',
      lines: [
        `votre compte Medimail a été ouvert avec un code de secours : ${when}. Codes qui restent : ${left}.`,
        '',
        notYou.fr,
      ],
    },
    en: {
      subject: 'A recovery code opened your Medimail account',
      lines: [`your Medimail account was opened with a recovery code: ${when}. Codes left: ${left}.`, '', notYou.en],
    },
  });
}

/** No code leaves by mail for these accounts: without this nobody would learn that the password is known. */
export function codeGuessedLetter(language: Language, at: Date): Letter {
  const when = fullMoments[language].format(at);
  return letter(language, {
    fr: {
      subject: 'Quelqu’un essaie d’ouvrir votre compte Medimail',
      lines: [
        `des codes faux ont été donnés pour votre compte Medimail, avec votre mot de passe : ${when}. Le compte ne s’est pas`,
        'ouvert.',
        '',
        'Si ce n’était pas vous, quelqu’un connaît votre mot de passe : choisissez-en un autre.',
      ],
    },
    en: {
      subject: 'Somebody is trying to open your Medimail account',
      lines: [
        `wrong codes were given for your Medimail account, with your password: ${when}. The account did not open.`,
        '',
        'If that was not you, somebody knows your password: choose another one.',
      ],
    },
  });
}
