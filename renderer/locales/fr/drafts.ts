/** The list of drafts. */
export const drafts = {
  title: 'Brouillons',
  total_one: '{{count}} brouillon, sur tous vos postes',
  total_other: '{{count}} brouillons, sur tous vos postes',
  totalHere_one: '{{count}} brouillon, chiffré sur ce poste',
  totalHere_other: '{{count}} brouillons, chiffrés sur ce poste',
  noRecipient: 'sans destinataire',
  noSubject: 'Sans objet',
  savedAt: 'enregistré {{time}}',
  attachments_one: '{{count}} pièce',
  attachments_other: '{{count}} pièces',
  nothingOpen: 'Aucun brouillon ouvert',
  emptyTitle: 'Aucun brouillon',
  emptyText:
    'Ce que vous écrivez est enregistré seul, en deux secondes, chiffré sur ce poste, et se retrouve sur vos autres postes.',
  emptyTextHere: 'Ce que vous écrivez est enregistré seul, en deux secondes, chiffré sur ce poste.',
  compose: 'Écrire une enveloppe',
  list: 'Liste des brouillons',
  attachmentsElsewhere: ', dont certaines sur le poste {{workstation}}',
  copyTitle: 'Copie du poste {{workstation}}',
  copyOf: 'copie du poste {{workstation}}',
  'copyWhy-changed':
    'Ce brouillon a été modifié sur deux postes à la fois. Ce qui a été écrit sur le poste {{workstation}} est ici ; l’autre version est restée parmi les brouillons.',
  'copyWhy-left':
    'La lettre est partie d’un autre poste sans ces mots, écrits sur le poste {{workstation}}. Reprenez-les dans une nouvelle lettre, ou supprimez cette copie.',
  'copyWhy-discarded':
    'Ce brouillon a été supprimé sur un autre poste. Ce qui venait d’être écrit sur le poste {{workstation}} est gardé ici.',
  beingWritten: 'En cours d’écriture sur le poste {{workstation}}',
  beingWrittenShort: 'en cours d’écriture sur le poste {{workstation}}',
  beingWrittenText: 'Si vous écrivez ici en même temps, rien n’est perdu : il y aura deux brouillons.',
  fromWorkstation: 'écrit sur le poste {{workstation}}',
  writtenBy: 'Écrit sur le poste {{workstation}}, {{when}}',
  onlyHere: 'Ce brouillon reste sur ce poste',
  onlyHereShort: 'sur ce poste seulement',
  'onlyHere-too-large': 'Il est trop long pour être partagé avec vos autres postes.',
  'onlyHere-too-many': 'Vos postes partagent déjà tout ce qu’un compte peut partager : supprimez des brouillons.',
  'onlyHere-refused': 'L’opérateur ne l’a pas pris. Il y sera proposé à nouveau à la prochaine modification.',
  'onlyHere-untouched':
    'Personne n’y a touché depuis 90 jours : l’opérateur ne le garde plus. Modifiez-le pour le partager à nouveau.',
} as const;
