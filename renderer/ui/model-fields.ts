/** Fields of a model of a letter, as the interface offers and explains them. */

/** Those that the letter fills by itself. */
export const FILLED_FIELDS = ['{{destinataire}}', '{{date}}', '{{objet}}'] as const;
/** An example of one that is asked for. */
export const ASKED_FIELD = '{{patient}}';
