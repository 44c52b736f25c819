import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 10,
  name: 'create-entries',
  sql: `
    -- Folded columns (lower case, no accents) so that prefixes are ranges of an index.
    CREATE TABLE entries (
      rowid INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      address TEXT NOT NULL UNIQUE,
      family TEXT NOT NULL,
      given TEXT NOT NULL,
      town TEXT NOT NULL,
      department TEXT NOT NULL,
      profession TEXT NOT NULL,
      specialty TEXT NOT NULL,
      entry TEXT NOT NULL
    ) STRICT;
    CREATE INDEX entries_family ON entries (family, given, id);
    CREATE INDEX entries_given ON entries (given, family);
    CREATE INDEX entries_town ON entries (town, family, given);
    CREATE INDEX entries_department ON entries (department, profession, specialty, family, given);
    CREATE INDEX entries_profession ON entries (profession, specialty, family, given);
    CREATE VIRTUAL TABLE entry_words USING fts5 (
      words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
      tokenize = "unicode61 remove_diacritics 0"
    );
  `,
};
