/** The pages of those who read without an account, in French. */
import { days, moments } from '../services/dates.ts';
import { sizeIn } from './reading-formats.ts';
import type { ReadingWords } from './reading-words.ts';

export const readingFrench: ReadingWords = {
  date: (instant) => moments.fr.format(new Date(instant)),
  day: (instant) => days.fr.format(new Date(instant)),
  size: (bytes) => sizeIn('fr-FR', ['o', 'Ko', 'Mo'], bytes),
  invitation: {
    title: (sender) => `${sender} vous a écrit`,
    lead: (sealedAt, address) => `Une enveloppe sécurisée, scellée le ${sealedAt}, pour ${address}.`,
    open: 'Ouvrir l’enveloppe',
    openNote: (sender) => `L’ouverture est notée avec sa date : ${sender} et les autres destinataires la verront.`,
    until: (day) => `L’enveloppe se lit ici jusqu’au ${day}. Son contenu est ensuite effacé.`,
    stranger: (sender) =>
      `Vous ne connaissez pas ${sender}, ou cette adresse n’est pas la vôtre ? N’ouvrez pas, et prévenez l’assistance indiquée dans le message reçu.`,
  },
  letter: {
    lead: (sender, sealedAt) => `De ${sender}, le ${sealedAt}`,
    noSubject: '(sans titre)',
    from: 'De',
    to: 'À',
    cc: 'Copie',
    message: 'Message',
    noText: 'Cette enveloppe n’a pas de texte.',
    onlyHtml: 'Le texte mis en forme ne s’affiche pas ici. Demandez à l’expéditeur de l’écrire en texte simple.',
    truncated: 'Ce texte est très long : la fin n’est pas affichée.',
    attachments: (count) => `${count} ${count > 1 ? 'pièces jointes' : 'pièce jointe'}`,
    save: (name) => `Enregistrer ${name}`,
    trust: 'Ce qui est prouvé',
    signed: 'Signée avec la carte professionnelle de l’expéditeur ; la signature a été vérifiée au dépôt.',
    unsigned: 'Sans signature : l’expéditeur s’est connecté à son compte, aucune carte n’a signé ce contenu.',
    sealed: (operator, sealedAt) => `Scellée et horodatée par ${operator} le ${sealedAt}.`,
    opening:
      'Votre ouverture est notée comme faite par le lien envoyé à votre adresse, sans autre vérification de votre identité.',
    fingerprint: 'Empreinte SHA-256 du message',
    timeline: 'Historique',
    until: (day) => `Le contenu sera effacé le ${day} ; enregistrez ce que vous devez garder.`,
    answerTitle: 'Répondre',
    answerByAccount: (sender) =>
      `Vous écrivez souvent à ${sender} ? Un compte gratuit à cette adresse garde vos enveloppes et vos réponses.`,
    createAccount: 'Créer un compte',
    close: 'Fermer l’enveloppe',
    closeNote: 'Sur un poste partagé, fermez l’enveloppe en partant. Elle se ferme seule après 30 minutes.',
  },
  answer: {
    to: 'Destinataires',
    toSender: (sender) => `À ${sender} seulement`,
    toAll: (sender, others) => `À ${sender}, copie à ${others}`,
    text: 'Votre réponse',
    files: 'Pièces jointes',
    filesHint: '40 Mo en tout. Chaque fichier est analysé avant l’envoi.',
    send: 'Envoyer la réponse',
    sendNote: (sender) =>
      `Elle est scellée et horodatée. ${sender} la voit comme déposée par le lien envoyé à votre adresse, non signée.`,
    fromAccount: (sender) =>
      `Vous avez maintenant un compte à cette adresse : répondez à ${sender} depuis votre boîte Medimail.`,
    notSent: 'Votre réponse n’est pas partie.',
    filesAgain: 'Votre texte est gardé ; choisissez à nouveau vos fichiers.',
    failures: {
      empty: 'Écrivez un texte, ou joignez un fichier.',
      tooLong: 'Le texte est trop long ; joignez-le plutôt comme fichier.',
      tooLarge: 'Les pièces jointes dépassent 40 Mo. Enlevez-en, ou répondez en plusieurs fois.',
      tooMany: 'Il y a trop de pièces jointes : 500 au plus.',
      infected: 'Un logiciel malveillant a été trouvé dans ce que vous avez joint. Rien n’a été envoyé.',
      later: 'L’analyse des fichiers ne répond pas en ce moment. Réessayez dans quelques minutes.',
      tooOften: 'Vous avez envoyé beaucoup de réponses en peu de temps. Réessayez un peu plus tard.',
      underWay: 'Cette réponse est déjà en cours d’envoi. Rechargez la page dans une minute.',
      torn: 'L’envoi a été interrompu. Envoyez à nouveau.',
      recipient: (address) => `${address} ne peut plus recevoir d’enveloppe ici.`,
    },
    ended: {
      title: 'Votre réponse n’est pas partie',
      lead: 'L’enveloppe s’est refermée après 30 minutes sans activité.',
      lines: [
        'Copiez votre texte ci-dessous, suivez à nouveau le lien du message que vous avez reçu, puis collez-le dans la réponse.',
      ],
    },
    givenTitle: (count) => (count > 1 ? 'Vos réponses' : 'Votre réponse'),
    given: (sealedAt) => `Réponse du ${sealedAt}`,
    openedBy: (names) => `ouverte par ${names}`,
    notOpened: 'scellée, pas encore ouverte',
    sealedTitle: 'Votre réponse est envoyée et scellée',
    sealedLead: (names, sealedAt) => `Pour ${names}, le ${sealedAt}`,
    recipients: 'Destinataires',
    openedOn: (at) => `ouverte le ${at}`,
    states: {
      sealed: 'scellée',
      notified: 'prévenu par courriel',
      delivered: 'remise, pas encore ouverte',
      opened: 'ouverte',
      'read-receipt': 'lue',
      failed: 'non remise',
      expired: 'effacée sans être ouverte',
    },
    byLink: (address) =>
      `Déposée par le lien d’invitation adressé à ${address}, non signée : l’identité de l’auteur n’a pas été vérifiée autrement.`,
    until: (day) => `Son contenu sera effacé le ${day} ; l’historique et la preuve restent.`,
    proof: 'Enregistrer la preuve (fichier ZIP, avec le texte et les pièces jointes)',
    back: 'Revenir à l’enveloppe reçue',
  },
  code: {
    asked: (sender) => `${sender} demande un code reçu par téléphone avant l’ouverture.`,
    goesTo: {
      sms: (digits) => `Il vous sera envoyé par SMS au numéro qui se termine par ${digits}.`,
      voice: (digits) => `Il vous sera dicté par un appel au numéro qui se termine par ${digits}.`,
    },
    receive: 'Recevoir le code',
    otherNumber: (sender) =>
      `Ce numéro n’est pas le vôtre ? Prévenez ${sender}, qui peut vous écrire à nouveau avec le bon.`,
    title: 'Saisissez le code reçu',
    sentTo: {
      sms: (digits) => `Un SMS est parti vers le numéro qui se termine par ${digits}.`,
      voice: (digits) => `Un appel est lancé vers le numéro qui se termine par ${digits}.`,
    },
    field: 'Code à six chiffres',
    fieldHint: 'Il sert une fois, dans ce navigateur, pendant dix minutes.',
    nothingCame: 'Rien reçu ? Attendez une minute. Trois codes par heure au plus, six par jour.',
    again: 'Recevoir un autre code',
    stillClosed: 'L’enveloppe reste fermée',
    wrong: (left) =>
      left > 1 ? `Ce code n’est pas le bon. Il reste ${left} essais.` : 'Ce code n’est pas le bon. Il reste un essai.',
    expired: 'Ce code ne sert plus : il est trop ancien, ou a été essayé trop de fois. Demandez-en un autre.',
    tooOften: (until) => `Assez de codes sont partis vers ce numéro. Vous pourrez en demander un autre le ${until}.`,
    notSent: 'Le code n’a pas pu être envoyé. Réessayez dans quelques minutes.',
    opening: (digits) =>
      `Votre ouverture est notée comme faite par le lien envoyé à votre adresse et par un code envoyé au numéro qui se termine par ${digits}.`,
    sendNote: (sender) =>
      `Elle est scellée et horodatée. ${sender} la voit comme déposée par le lien envoyé à votre adresse et le code par téléphone, non signée.`,
    byLink: (address) =>
      `Déposée par le lien d’invitation adressé à ${address}, avec un code envoyé au téléphone indiqué par l’expéditeur de l’invitation, non signée.`,
    gone: {
      title: 'Aucun code n’est attendu ici',
      lead: 'Il a déjà servi, ou a été demandé dans un autre navigateur.',
      lines: ['Suivez à nouveau le lien du message que vous avez reçu, puis demandez un code.'],
    },
  },
  events: {
    deposited: ({ actor }) => `Déposée par ${actor}`,
    sealed: ({ actor }) => `Scellée par ${actor}`,
    notified: ({ recipient }) => `Courriel envoyé à ${recipient}`,
    delivered: ({ recipient }) => `Remise à ${recipient}`,
    'code-sent': ({ recipient }) => `Code par téléphone envoyé à ${recipient}`,
    'code-confirmed': ({ recipient }) => `Code par téléphone confirmé par ${recipient}`,
    opened: ({ actor }) => `Ouverte par ${actor}`,
    'opened-by-delegate': ({ actor, recipient }) => `Ouverte par ${actor} pour ${recipient}`,
    answered: ({ actor }) => `Réponse de ${actor}`,
    'absence-answered': ({ recipient }) => `Réponse automatique : absence de ${recipient}`,
    filed: ({ actor }) => `Classée par ${actor}`,
    expired: () => 'Contenu effacé',
    bounced: ({ recipient }) => `Courriel à ${recipient} revenu`,
  },
  closed: {
    title: 'L’enveloppe est fermée',
    lead: 'Rien n’en reste dans ce navigateur, sauf ce que vous avez enregistré.',
    lines: ['Pour la rouvrir, suivez à nouveau le lien du message que vous avez reçu.'],
  },
  ended: {
    title: 'L’enveloppe s’est refermée',
    lead: 'Elle se ferme après 30 minutes sans activité, ou quand vous en ouvrez une autre.',
    lines: ['Pour la relire, suivez à nouveau le lien du message que vous avez reçu.'],
  },
  wrongLink: {
    title: 'Ce lien n’ouvre aucune enveloppe',
    lead: 'Il est incomplet, ou un message plus récent l’a remplacé.',
    lines: [
      'Copiez le lien entier du dernier message reçu dans la barre d’adresse.',
      'Si rien n’y fait, demandez à l’expéditeur de vous écrire à nouveau.',
    ],
  },
  erased: {
    title: 'Le contenu de cette enveloppe est effacé',
    lead: 'Le contenu est gardé trois mois. Il n’en existe plus de copie ici.',
    lines: ['L’historique et la preuve de scellement restent. Demandez à l’expéditeur de vous écrire à nouveau.'],
  },
};
