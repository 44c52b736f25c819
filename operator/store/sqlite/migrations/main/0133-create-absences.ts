import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 133,
  name: 'create-absences',
  sql: `
    CREATE TABLE absences (
      place INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      owner_id TEXT NOT NULL,
      starts_at TEXT NOT NULL,
      until TEXT NOT NULL,
      text TEXT NOT NULL,
      delegate_id TEXT,
      stated_at TEXT NOT NULL,
      ended_at TEXT
    ) STRICT;
    CREATE INDEX absences_of_owner ON absences (owner_id, until) WHERE ended_at IS NULL;
    -- Who was told of an absence, by which envelope and in the name of which of its recipients: once each.
    CREATE TABLE absence_answers (
      absence_id TEXT NOT NULL REFERENCES absences (id),
      sender_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      recipient TEXT NOT NULL,
      delegate TEXT,
      PRIMARY KEY (absence_id, sender_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX absence_answers_of_envelope ON absence_answers (envelope_id);
  `,
};
