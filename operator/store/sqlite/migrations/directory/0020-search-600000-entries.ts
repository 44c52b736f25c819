import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 20,
  name: 'search-600000-entries',
  sql: `
    ALTER TABLE entries RENAME TO old_entries;
    DROP INDEX entries_family;
    DROP INDEX entries_given;
    DROP INDEX entries_town;
    DROP INDEX entries_department;
    DROP INDEX entries_profession;
    DROP INDEX entries_specialty;
    DROP TABLE entry_words;

    -- Folded columns (lower case, no accents, no spaces) so that prefixes are ranges of an index.
    CREATE TABLE entries (
      rowid INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      address TEXT NOT NULL,
      -- account and pre-registered are ours, and win over national.
      source TEXT NOT NULL CHECK (source IN ('account', 'pre-registered', 'national')),
      -- 0 on the red list: resolves an address that is known already, and is never found.
      findable INTEGER NOT NULL CHECK (findable IN (0, 1)),
      family TEXT NOT NULL,
      given TEXT NOT NULL,
      town TEXT NOT NULL,
      department TEXT NOT NULL,
      profession TEXT NOT NULL,
      specialty TEXT NOT NULL,
      -- Of the national row, to see without reading further that nothing changed.
      digest BLOB,
      entry TEXT NOT NULL
    ) STRICT;
    INSERT INTO entries (id, address, source, findable, family, given, town, department, profession, specialty, entry)
      SELECT id, address, CASE WHEN entry ->> '$.accountId' IS NULL THEN 'pre-registered' ELSE 'account' END, 1,
        replace(family, ' ', ''), replace(given, ' ', ''), replace(town, ' ', ''), department, profession, specialty, entry
      FROM old_entries ORDER BY rowid;
    DROP TABLE old_entries;
    CREATE UNIQUE INDEX entries_address ON entries (address);
    CREATE UNIQUE INDEX entries_id ON entries (id);
    -- Each holds every criterion, so that a search reads one index and then only the entries of its page.
    CREATE INDEX entries_family ON entries (family, given, department, town, profession, specialty) WHERE findable = 1;
    CREATE INDEX entries_given ON entries (given, family, department, town, profession, specialty) WHERE findable = 1;
    CREATE INDEX entries_town ON entries (town, family, given, department, profession, specialty) WHERE findable = 1;
    CREATE INDEX entries_department ON entries (department, family, given, town, profession, specialty) WHERE findable = 1;
    CREATE INDEX entries_department_profession
      ON entries (department, profession, family, given, town, specialty) WHERE findable = 1;
    CREATE INDEX entries_profession ON entries (profession, family, given, department, town, specialty) WHERE findable = 1;
    CREATE INDEX entries_specialty ON entries (profession, specialty, family, given, department, town) WHERE findable = 1;
    -- One list of rows for every beginning of a word, so that no list is put together while one types.
    CREATE VIRTUAL TABLE entry_words USING fts5 (
      words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7 8',
      tokenize = "unicode61 remove_diacritics 2"
    );
    INSERT INTO entry_words (rowid, words)
      SELECT rowid, concat_ws(' ', entry ->> '$.familyName', entry ->> '$.givenName', entry ->> '$.town',
        entry ->> '$.profession', entry ->> '$.specialty', entry ->> '$.organisation') FROM entries;
    -- What was imported, for the next import to see that none came between, and for whoever asks how fresh it is.
    CREATE TABLE imports (
      id INTEGER PRIMARY KEY,
      finished_at TEXT NOT NULL,
      rows INTEGER NOT NULL
    ) STRICT;
  `,
};
