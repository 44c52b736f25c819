import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 150,
  name: 'administer-structures',
  sql: text(`
    ALTER TABLE administrators DROP CONSTRAINT administrators_role_check;
    ALTER TABLE administrators
      ADD CONSTRAINT administrators_role_check CHECK (role IN ('operator', 'agency', 'structure'));
    ALTER TABLE administrators
      ADD COLUMN structure_id TEXT REFERENCES structures (id) CHECK ((role = 'structure') = (structure_id IS NOT NULL));
    -- Somebody whom the structure let go: the row stays until the directory knows.
    ALTER TABLE members ADD COLUMN left_at TEXT;
  `),
};
