import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 82,
  name: 'find-first-names-of-a-town',
  sql: text(`
    -- First names lie together within a town: both are beginnings, and one range alone left tens of thousands to look at.
    DROP INDEX entries_town;
    CREATE INDEX entries_town ON entries (town, given, family, department, profession, specialty) WHERE findable = 1;
  `),
};
