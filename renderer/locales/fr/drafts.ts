/** The list of drafts. */
export const drafts = {
  title: 'Brouillons',
  total_one: '{{count}} brouillon, chiffré sur ce poste',
  total_other: '{{count}} brouillons, chiffrés sur ce poste',
  noRecipient: 'sans destinataire',
  noSubject: 'Sans objet',
  savedAt: 'enregistré {{time}}',
  attachments_one: '{{count}} pièce',
  attachments_other: '{{count}} pièces',
  nothingOpen: 'Aucun brouillon ouvert',
  emptyTitle: 'Aucun brouillon',
  emptyText: 'Ce que vous écrivez est enregistré seul, en deux secondes, chiffré sur ce poste.',
  compose: 'Écrire une enveloppe',
  list: 'Liste des brouillons',
} as const;
