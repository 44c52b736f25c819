import type { Migration } from '../../migration.ts';

/**
 * What the account keeps about its mailbox, and the rows of the lists by where they were filed. A folder that is not
 * known counts as none: `place` is what a placement says as long as its folder is here.
 */
export const fileEnvelopes: Migration = {
  version: 60,
  up(database) {
    database.function('name_order', { deterministic: true }, nameOrder);
    database.exec(`
      CREATE TABLE items (
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        value TEXT NOT NULL,
        generation INTEGER NOT NULL,
        PRIMARY KEY (kind, id)
      ) WITHOUT ROWID;
      CREATE INDEX items_by_place ON items (json_extract(value, '$.place')) WHERE kind = 'placement';

      ALTER TABLE list_rows ADD COLUMN place TEXT;
      ALTER TABLE list_rows ADD COLUMN flagged INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE list_rows ADD COLUMN who_key TEXT NOT NULL DEFAULT '';
      UPDATE list_rows SET who_key = name_order(who);

      DROP INDEX list_rows_by_time;
      DROP INDEX list_rows_unopened;
      DROP INDEX list_rows_attached;
      DROP INDEX list_rows_by_expiry;
      CREATE INDEX list_rows_by_time ON list_rows (box, place, sealed_at DESC, envelope_id DESC);
      CREATE INDEX list_rows_unopened ON list_rows (box, place, sealed_at DESC, envelope_id DESC) WHERE opened = 0;
      CREATE INDEX list_rows_attached ON list_rows (box, place, sealed_at DESC, envelope_id DESC) WHERE attachments > 0;
      CREATE INDEX list_rows_by_who ON list_rows (box, place, who_key, sealed_at DESC, envelope_id DESC);
      CREATE INDEX list_rows_by_expiry ON list_rows (box, place, expires_at);
      CREATE INDEX list_rows_placed ON list_rows (place, sealed_at DESC, envelope_id DESC) WHERE place IS NOT NULL;
      CREATE INDEX list_rows_flagged ON list_rows (sealed_at DESC, envelope_id DESC) WHERE flagged = 1;

      DROP TRIGGER list_rows_added;
      DROP TRIGGER list_rows_removed;
      DROP TRIGGER list_rows_changed;
      DROP TABLE counters;
      -- The box itself is the place ''.
      CREATE TABLE counters (
        box INTEGER NOT NULL,
        place TEXT NOT NULL,
        total INTEGER NOT NULL,
        unopened INTEGER NOT NULL,
        attached INTEGER NOT NULL,
        flagged INTEGER NOT NULL,
        offline INTEGER NOT NULL,
        PRIMARY KEY (box, place)
      ) WITHOUT ROWID;
      INSERT INTO counters
        SELECT box, '', count(*), sum(opened = 0), sum(attachments > 0), 0, sum(offline) FROM list_rows GROUP BY box;
      CREATE TRIGGER list_rows_added AFTER INSERT ON list_rows BEGIN
        INSERT INTO counters VALUES (new.box, coalesce(new.place, ''), 1, new.opened = 0, new.attachments > 0,
          new.flagged, new.offline)
        ON CONFLICT (box, place) DO UPDATE SET total = total + 1, unopened = unopened + excluded.unopened,
          attached = attached + excluded.attached, flagged = flagged + excluded.flagged,
          offline = offline + excluded.offline;
      END;
      CREATE TRIGGER list_rows_removed AFTER DELETE ON list_rows BEGIN
        UPDATE counters SET total = total - 1, unopened = unopened - (old.opened = 0),
          attached = attached - (old.attachments > 0), flagged = flagged - old.flagged, offline = offline - old.offline
        WHERE box = old.box AND place = coalesce(old.place, '');
      END;
      CREATE TRIGGER list_rows_changed AFTER UPDATE OF opened, attachments, offline, flagged, place ON list_rows
      WHEN new.opened <> old.opened OR (new.attachments > 0) <> (old.attachments > 0) OR new.offline <> old.offline
        OR new.flagged <> old.flagged OR new.place IS NOT old.place
      BEGIN
        UPDATE counters SET total = total - 1, unopened = unopened - (old.opened = 0),
          attached = attached - (old.attachments > 0), flagged = flagged - old.flagged, offline = offline - old.offline
        WHERE box = old.box AND place = coalesce(old.place, '');
        INSERT INTO counters VALUES (new.box, coalesce(new.place, ''), 1, new.opened = 0, new.attachments > 0,
          new.flagged, new.offline)
        ON CONFLICT (box, place) DO UPDATE SET total = total + 1, unopened = unopened + excluded.unopened,
          attached = attached + excluded.attached, flagged = flagged + excluded.flagged,
          offline = offline + excluded.offline;
      END;
    `);
  },
};

/** Family name first, without title, accents and case, as rows are written from this version on. */
function nameOrder(shown: unknown): string {
  const words = String(shown)
    .replace(/^(?:Dr|Pr|M\.|Mme)\s/u, '')
    .split(' ');
  const isFamily = (word: string) => /^[\p{Lu}'’-]{2,}$/u.test(word);
  return [...words.filter(isFamily), ...words.filter((word) => !isFamily(word))]
    .join(' ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[-’'.]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
