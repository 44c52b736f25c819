/** Migrations of the operator's main database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createEnvelopes } from './0010-create-envelopes.ts';
import { migration as createLogTree } from './0020-create-log-tree.ts';
import { migration as createMailQueue } from './0030-create-mail-queue.ts';
import { migration as createInfectedDeposits } from './0040-create-infected-deposits.ts';
import { migration as createCredentials } from './0050-create-credentials.ts';
import { migration as createConsole } from './0060-create-console.ts';
import { migration as createHolds } from './0070-create-holds.ts';
import { migration as createStructures } from './0071-create-structures.ts';
import { migration as indexOpenSessions } from './0075-index-open-sessions.ts';
import { migration as createInvitations } from './0080-create-invitations.ts';
import { migration as createAccountItems } from './0085-create-account-items.ts';
import { migration as createDelegations } from './0090-create-delegations.ts';
import { migration as mailDelegations } from './0091-mail-delegations.ts';
import { migration as createTimeCodes } from './0110-create-time-codes.ts';
import { migration as noteUseOfSessions } from './0111-note-use-of-sessions.ts';
import { migration as createMssanteAliases } from './0120-create-mssante-aliases.ts';
import { migration as createAddressChanges } from './0121-create-address-changes.ts';
import { migration as createInvitedAnswers } from './0132-create-invited-answers.ts';
import { migration as createAbsences } from './0133-create-absences.ts';
import { migration as createSharedDrafts } from './0140-create-shared-drafts.ts';
import { migration as createPhoneProofs } from './0141-create-phone-proofs.ts';
import { migration as claimMails } from './0143-claim-mails.ts';
import { migration as withdrawDeposits } from './0144-withdraw-deposits.ts';
import { migration as forgetConfirmedPhones } from './0145-forget-confirmed-phones.ts';
import { migration as createHandlings } from './0147-create-handlings.ts';
import { migration as administerStructures } from './0150-administer-structures.ts';
import { migration as createPasskeys } from './0151-create-passkeys.ts';
import { migration as createOrganisationMailboxes } from './0155-create-organisation-mailboxes.ts';
import { migration as keepPreviousRefreshTokens } from './0156-keep-previous-refresh-tokens.ts';

export const mainMigrations: readonly Migration[] = [
  createEnvelopes,
  createLogTree,
  createMailQueue,
  createInfectedDeposits,
  createCredentials,
  createConsole,
  createHolds,
  createStructures,
  indexOpenSessions,
  createInvitations,
  createAccountItems,
  createDelegations,
  mailDelegations,
  createTimeCodes,
  noteUseOfSessions,
  createMssanteAliases,
  createAddressChanges,
  createInvitedAnswers,
  createAbsences,
  createSharedDrafts,
  createPhoneProofs,
  claimMails,
  withdrawDeposits,
  forgetConfirmedPhones,
  createHandlings,
  administerStructures,
  createPasskeys,
  createOrganisationMailboxes,
  keepPreviousRefreshTokens,
];
