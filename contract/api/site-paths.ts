/** Pages of the operator that people come to by themselves, and that the client leads to. */
export const sitePaths = {
  registration: '/inscription',
  recovery: '/acces-perdu',
  /** With a ticket: where a passkey answers. */
  passkey: '/cle-acces',
} as const;

/** Name of the query parameter, and of the hidden field, that holds the secret of a link to a page. */
export const LINK_PARAMETER = 'lien';
