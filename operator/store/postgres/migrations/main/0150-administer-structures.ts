import { toPerson, wordsOfMember } from '../../../sql/member-rows.ts';
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
    -- What somebody is found by, folded, each word after a space; names first, by which lists are in order.
    ALTER TABLE members ADD COLUMN words TEXT NOT NULL DEFAULT '';
    CREATE INDEX members_in_order ON members (structure_id, words) WHERE left_at IS NULL;
  `),
  async fill(client) {
    const { rows } = await client.query<{ place: string; person: string }>('SELECT place, person FROM members');
    for (const row of rows) {
      await client.query('UPDATE members SET words = $1 WHERE place = $2', [wordsOfMember(toPerson(row)), row.place]);
    }
  },
};
