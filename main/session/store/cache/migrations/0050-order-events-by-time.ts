import type { Migration } from '../../migration.ts';

/**
 * Events by their time, and what the account's activity is filtered by. The indexes are narrow: walking to a far page
 * costs what has to be decrypted on the way.
 */
export const orderEventsByTime: Migration = {
  version: 50,
  up(database) {
    // Instants are RFC 3339 in UTC with milliseconds, so that their order is that of their texts.
    database.exec(`
      ALTER TABLE events ADD COLUMN at TEXT NOT NULL DEFAULT '';
      ALTER TABLE events ADD COLUMN kind TEXT NOT NULL DEFAULT '';
      ALTER TABLE events ADD COLUMN who TEXT NOT NULL DEFAULT '';
      UPDATE events SET at = json_extract(body, '$.at'), kind = json_extract(body, '$.kind'),
        who = json_extract(body, '$.actor.name') || ' ' || coalesce(json_extract(body, '$.onBehalfOf.name'), '')
          || ' ' || coalesce(json_extract(body, '$.recipient'), '');
      CREATE INDEX events_by_time ON events (at DESC, seq DESC);
      CREATE INDEX events_by_kind ON events (kind, at DESC, seq DESC);
      CREATE INDEX events_by_who ON events (who);
    `);
  },
};
