/** The pages of those who read without an account, in French. */
import { sizeIn } from './reading-formats.ts';
import type { ReadingWords } from './reading-words.ts';

const timeZone = 'Europe/Paris';
const dates = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short', timeZone });
const days = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone });

export const readingFrench: ReadingWords = {
  date: (instant) => dates.format(new Date(instant)),
  day: (instant) => days.format(new Date(instant)),
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
      `Créez un compte gratuit avec cette adresse : vous y retrouverez cette enveloppe, et pourrez répondre à ${sender}.`,
    createAccount: 'Créer un compte',
    close: 'Fermer l’enveloppe',
    closeNote: 'Sur un poste partagé, fermez l’enveloppe en partant. Elle se ferme seule après 30 minutes.',
  },
  events: {
    deposited: ({ actor }) => `Déposée par ${actor}`,
    sealed: ({ actor }) => `Scellée par ${actor}`,
    notified: ({ recipient }) => `Courriel envoyé à ${recipient}`,
    delivered: ({ recipient }) => `Remise à ${recipient}`,
    opened: ({ actor }) => `Ouverte par ${actor}`,
    'opened-by-delegate': ({ actor, recipient }) => `Ouverte par ${actor} pour ${recipient}`,
    answered: ({ actor }) => `Réponse de ${actor}`,
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
