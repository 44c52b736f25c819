import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 81,
  name: 'index-shorter-beginnings',
  sql: `
    -- Beginnings of five letters and more are few words each: put together while one types, and half as much to write.
    DROP TABLE entry_words;
    CREATE VIRTUAL TABLE entry_words USING fts5 (
      words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4',
      tokenize = "unicode61 remove_diacritics 2"
    );
    INSERT INTO entry_words (rowid, words)
      SELECT rowid, replace(replace(concat_ws(' ', entry ->> '$.familyName', entry ->> '$.givenName',
        entry ->> '$.town', entry ->> '$.profession', entry ->> '$.specialty', entry ->> '$.organisation'),
        'œ', 'oe'), 'Œ', 'oe') FROM entries WHERE findable = 1;
  `,
};
