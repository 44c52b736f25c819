/** Addresses of the operator's own pages. */
import { LINK_PARAMETER, sitePaths } from '../../contract/api/site-paths.ts';
import type { SitePages } from '../services/mailed-links.ts';

export const paths = {
  ...sitePaths,
  registrationSent: '/inscription/envoyee',
  registrationFinish: '/inscription/terminer',
  registrationDone: '/inscription/terminee',
  recoverySent: '/acces-perdu/envoye',
  newPassword: '/acces-perdu/nouveau-mot-de-passe',
  recoveryDone: '/acces-perdu/termine',
  addressProof: '/adresse',
  addressProven: '/adresse/confirmee',
  mailbox: '/boite',
  mailboxAgreed: '/boite/ouverte',
  enrolment: '/console/enrolement',
  enrolmentCode: '/console/enrolement/code',
  console: '/console',
  consoleSignIn: '/console/connexion',
  consoleSignOut: '/console/deconnexion',
  consoleAccounts: '/console/comptes',
  consoleAddresses: '/console/adresses',
  consoleStructures: '/console/structures',
  /** Below a structure: one person, a file, a file that was looked at, somebody who goes. */
  structurePerson: 'personne',
  structureFile: 'fichier',
  structureEntry: 'entree',
  structureRelease: 'retirer',
  /** Below a structure: its mailboxes; below one of them, what is done to it. */
  structureMailboxes: 'boites',
  mailboxAgain: 'relance',
  mailboxWithdrawal: 'abandon',
  mailboxHolder: 'titulaire',
  mailboxLetGo: 'retirer',
  mailboxClosing: 'fermer',
  /** An empty file with its first line. */
  structureTemplate: '/console/structures/modele.csv',
  consoleRecord: '/console/journal',
  reading: '/lire',
  readingEnvelope: '/lire/enveloppe',
  readingClosed: '/lire/fermee',
  /** Where the code that came by telephone is given, and where it is asked for. */
  readingCode: '/lire/code',
  readingCodeSent: '/lire/code/envoi',
  /** Below an envelope that is being read. */
  answer: 'reponse',
  /** Below an answer. */
  answerProof: 'preuve',
} as const;

/** The pages below `origin`, which is asked for each time: a port may be known only once the operator listens. */
export function createSitePages(origin: () => string): SitePages {
  const withLink = (path: string, token: string) => `${new URL(path, origin()).href}?${LINK_PARAMETER}=${token}`;
  return {
    origin: () => new URL(origin()).origin,
    registration: (token) => withLink(paths.registrationFinish, token),
    recovery: () => new URL(paths.recovery, origin()).href,
    newPassword: (token) => withLink(paths.newPassword, token),
    enrolment: (token) => withLink(paths.enrolment, token),
    addressProof: (token) => withLink(paths.addressProof, token),
    mailbox: (token) => withLink(paths.mailbox, token),
    reading: (token) => withLink(paths.reading, token),
  };
}
