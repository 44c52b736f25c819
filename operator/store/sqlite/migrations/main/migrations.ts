/** Migrations of the operator's main database, in order. */
import type { Migration } from '../../migration.ts';
import { migration as createEnvelopes } from './0010-create-envelopes.ts';

export const mainMigrations: readonly Migration[] = [createEnvelopes];
