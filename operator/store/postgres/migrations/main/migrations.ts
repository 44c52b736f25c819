/** Migrations of the main schema, in order. Each migration of SQLite's has one of the same number here; `tell-nodes` is PostgreSQL's alone. */
import type { PostgresMigration } from '../../migration.ts';
import { migration as letters } from './0120-letters.ts';
import { migration as people } from './0121-people.ts';
import { migration as createInvitedAnswers } from './0132-create-invited-answers.ts';
import { migration as createAbsences } from './0133-create-absences.ts';
import { migration as createSharedDrafts } from './0140-create-shared-drafts.ts';
import { migration as createPhoneProofs } from './0141-create-phone-proofs.ts';
import { migration as tellNodes } from './0142-tell-nodes.ts';
import { migration as claimMails } from './0143-claim-mails.ts';
import { migration as withdrawDeposits } from './0144-withdraw-deposits.ts';
import { migration as forgetConfirmedPhones } from './0145-forget-confirmed-phones.ts';
import { migration as createHandlings } from './0147-create-handlings.ts';
import { migration as administerStructures } from './0150-administer-structures.ts';
import { migration as createPasskeys } from './0151-create-passkeys.ts';
import { migration as createOrganisationMailboxes } from './0155-create-organisation-mailboxes.ts';
import { migration as keepPreviousRefreshTokens } from './0156-keep-previous-refresh-tokens.ts';

export const mainMigrations: readonly PostgresMigration[] = [
  letters,
  people,
  createInvitedAnswers,
  createAbsences,
  createSharedDrafts,
  createPhoneProofs,
  tellNodes,
  claimMails,
  withdrawDeposits,
  forgetConfirmedPhones,
  createHandlings,
  administerStructures,
  createPasskeys,
  createOrganisationMailboxes,
  keepPreviousRefreshTokens,
];
