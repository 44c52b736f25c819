/** Absences : les siennes, et celles des personnes à qui l’on écrit. */
export const absence = {
  loading: 'Lecture chez l’opérateur…',
  notRead: 'Votre absence est chez l’opérateur : elle commence et finit à l’heure dite.',

  panelText:
    'Pendant une absence, l’opérateur prévient une fois chaque personne qui vous écrit. Ce n’est pas une lettre : rien n’est signé de votre main.',
  none: 'Vous n’avez déclaré aucune absence.',
  declare: 'Déclarer une absence',
  runs: 'Absence en cours jusqu’au {{day}} inclus',
  planned: 'Absence prévue du {{from}} au {{day}} inclus',
  acts: '{{name}} agit en votre nom et voit ce qui arrive.',
  actsNoMore: '{{name}} ne peut plus ouvrir vos enveloppes : personne n’agit en votre nom.',
  actsNobody: 'Personne n’agit en votre nom.',
  answered_zero: 'Personne n’a encore été prévenu.',
  answered_one: '{{count}} personne a été prévenue.',
  answered_other: '{{count}} personnes ont été prévenues.',
  change: 'Modifier',
  back: 'Je suis de retour',
  takeBack: 'Annuler l’absence',
  stated: 'Absence déclarée',
  ended: 'Votre absence est terminée',
  takenBack: 'Absence annulée',

  formTitle: 'Absence',
  formText:
    'Chaque expéditeur ayant un compte lit ce texte une fois, avec les dates, comme une réponse automatique de l’opérateur.',
  formAgain: 'Ce qui change fait une nouvelle absence : ceux qui ont déjà été prévenus le seront de nouveau.',
  from: 'Du',
  until: 'Au, inclus',
  text: 'Ce que l’on dit à qui vous écrit',
  textHint: 'pas de donnée de santé',
  textUsual: 'Je ne lis pas mes enveloppes pendant cette période. En cas d’urgence, appelez le 15.',
  delegate: 'Qui agit en votre nom',
  delegateNobody: 'Personne',
  delegateText:
    'Parmi les personnes à qui vous avez délégué l’ouverture de votre boîte. Elle est prévenue de ce qui arrive.',
  delegateNone: 'Pour que quelqu’un agisse en votre nom, déléguez-lui d’abord l’ouverture de votre boîte.',
  state: 'Déclarer l’absence',
  missingPeriod: 'Indiquez les deux dates.',
  missingText: 'Dites en quelques mots ce qu’il faut faire.',
  refusedPeriodBackwards: 'La fin doit venir après le début.',
  refusedPeriodOver: 'Cette période est déjà passée.',
  refusedPeriodTooLong_one: 'Une absence dure {{count}} jour au plus.',
  refusedPeriodTooLong_other: 'Une absence dure {{count}} jours au plus, et commence dans ce délai.',
  refusedDelegateMayNotOpen: 'Cette personne ne peut pas ouvrir votre boîte pendant cette période.',

  bar: 'Votre absence',
  barText: 'Absence en cours jusqu’au <b>{{day}}</b> inclus. Ceux qui vous écrivent en sont prévenus.',

  told: 'Réponse automatique de l’opérateur au nom de {{name}}',
  toldPeriod: 'Absence du {{from}} au {{until}} inclus.',
  toldActs: '{{name}} agit en son nom.',
  toldOver: 'Cette absence est terminée.',
  toldUnsigned: 'Ce n’est pas une lettre : personne ne l’a signée.',

  recipients: 'Destinataires absents',
  toldAll: 'Réponses automatiques de l’opérateur',

  recipient: 'Absence de {{name}} jusqu’au {{day}} inclus.',
  recipientActs: '{{delegate}} agit en son nom.',
  recipientNobody: 'Personne n’agit en son nom.',
} as const;
