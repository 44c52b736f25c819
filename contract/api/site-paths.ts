/** Pages of the operator that people come to by themselves, and that the client leads to. */
export const sitePaths = {
  registration: '/inscription',
  recovery: '/acces-perdu',
} as const;
