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
    -- Each holds every criterion, so that a search reads one index and then only the entries of its page.
    CREATE INDEX entries_family ON entries (family, given, id, department, town, profession, specialty);
    CREATE INDEX entries_given ON entries (given, family, id, department, town, profession, specialty);
    CREATE INDEX entries_town ON entries (town, profession, specialty, department, family, given, id);
    CREATE INDEX entries_department ON entries (department, family, given, id, town, profession, specialty);
    CREATE INDEX entries_profession ON entries (profession, family, given, id, department, town, specialty);
    CREATE INDEX entries_specialty ON entries (profession, specialty, family, given, id, department, town);
    CREATE VIRTUAL TABLE entry_words USING fts5 (
      words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
      tokenize = "unicode61 remove_diacritics 0"
    );
  `,
};
