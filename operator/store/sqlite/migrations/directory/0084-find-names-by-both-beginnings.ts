import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 84,
  name: 'find-names-by-both-beginnings',
  sql: `
    -- Three letters of the name and three of the first name, the most common search: either index alone leaves tens of
    -- thousands to look at, this one a few.
    CREATE INDEX entries_names ON entries (
      substr(family, 1, 3), substr(given, 1, 3), family, given, department, town, profession, specialty
    ) WHERE findable = 1;
  `,
};
