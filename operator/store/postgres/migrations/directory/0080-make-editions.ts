import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 80,
  name: 'make-editions',
  sql: text(`
    -- Grows with each change of an account's or a pre-registration's entry: tells that an edition is out of date.
    CREATE TABLE own_changes (
      id bigint PRIMARY KEY CHECK (id = 1),
      number bigint NOT NULL
    );
    INSERT INTO own_changes (id, number) VALUES (1, 0);
    -- The edition that workstations fetch, and the files that it is kept in.
    CREATE TABLE editions (
      id bigint PRIMARY KEY CHECK (id = 1),
      number bigint NOT NULL,
      state TEXT NOT NULL
    );
  `),
};
