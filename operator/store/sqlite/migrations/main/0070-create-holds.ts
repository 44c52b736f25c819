import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 70,
  name: 'create-holds',
  sql: `
    -- Set when its parties were told, once, that an envelope is about to be erased.
    ALTER TABLE envelopes ADD COLUMN warned_at TEXT;
    -- Set when erasing begins: from then on no hold can be placed.
    ALTER TABLE envelopes ADD COLUMN erasing_since TEXT;
    CREATE INDEX envelopes_to_warn ON envelopes (expires_at) WHERE metadata IS NOT NULL AND warned_at IS NULL;
    CREATE INDEX envelopes_erasing ON envelopes (expires_at) WHERE metadata IS NOT NULL AND erasing_since IS NOT NULL;
    CREATE INDEX events_expired ON events (seq) WHERE kind = 'expired';

    -- What keeps content from being erased, of one envelope or of all that an account sent and received.
    CREATE TABLE holds (
      place INTEGER PRIMARY KEY,
      envelope_id TEXT,
      account_id TEXT,
      placed_at TEXT NOT NULL,
      placed_by TEXT NOT NULL,
      os_user TEXT NOT NULL,
      reason TEXT NOT NULL,
      CHECK ((envelope_id IS NULL) <> (account_id IS NULL))
    ) STRICT;
    CREATE INDEX holds_envelope ON holds (envelope_id) WHERE envelope_id IS NOT NULL;
    CREATE INDEX holds_account ON holds (account_id) WHERE account_id IS NOT NULL;
    CREATE TABLE hold_lifts (
      hold INTEGER PRIMARY KEY REFERENCES holds (place),
      lifted_at TEXT NOT NULL,
      lifted_by TEXT NOT NULL,
      os_user TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER holds_are_final BEFORE UPDATE ON holds BEGIN SELECT RAISE(ABORT, 'holds are final'); END;
    CREATE TRIGGER holds_stay BEFORE DELETE ON holds BEGIN SELECT RAISE(ABORT, 'holds stay'); END;
    CREATE TRIGGER hold_lifts_are_final BEFORE UPDATE ON hold_lifts BEGIN SELECT RAISE(ABORT, 'lifts are final'); END;
    CREATE TRIGGER hold_lifts_stay BEFORE DELETE ON hold_lifts BEGIN SELECT RAISE(ABORT, 'lifts stay'); END;
    CREATE VIEW open_holds AS SELECT * FROM holds WHERE place NOT IN (SELECT hold FROM hold_lifts);
    CREATE VIEW held_envelopes AS
      SELECT envelope_id FROM open_holds WHERE envelope_id IS NOT NULL
      -- From the holds to the letters: there are few of the one and millions of the other.
      UNION ALL SELECT feed.envelope_id FROM open_holds CROSS JOIN feed ON feed.account_id = open_holds.account_id;
  `,
};
