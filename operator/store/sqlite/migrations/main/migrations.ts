/** Migrations of the operator's main database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createEnvelopes } from './0010-create-envelopes.ts';
import { migration as createInfectedDeposits } from './0040-create-infected-deposits.ts';

export const mainMigrations: readonly Migration[] = [createEnvelopes, createInfectedDeposits];
