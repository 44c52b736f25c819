/** The frame around the user guide, whose own text is docs/guide-utilisateur.md. */
export const guide = {
  title: 'Guide de l’utilisateur',
  contents: 'Sommaire',
  text: 'Texte du guide',
  find: 'Chercher dans le guide',
  clear: 'Effacer la recherche',
  found_one: '{{count}} passage',
  found_other: '{{count}} passages',
  nothing: 'Rien dans le guide',
  nothingText: 'Essayez un mot plus court, ou parcourez le sommaire.',
  whole: 'Voir tout le guide',
  print: 'Imprimer',
  close: 'Fermer',
  escape: 'Échap',
  more: 'En savoir plus',
  french: 'Ce guide est en français.',
} as const;
