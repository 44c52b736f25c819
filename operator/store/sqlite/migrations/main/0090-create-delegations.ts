import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 90,
  name: 'create-delegations',
  sql: `
    CREATE TABLE delegations (
      place INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      owner_id TEXT NOT NULL,
      delegate_id TEXT NOT NULL,
      scopes TEXT NOT NULL,
      starts_at TEXT NOT NULL,
      until TEXT NOT NULL,
      reason TEXT NOT NULL,
      state TEXT NOT NULL,
      granted_at TEXT NOT NULL,
      answered_at TEXT,
      ended_at TEXT,
      ended_by TEXT
    ) STRICT;
    CREATE INDEX delegations_given ON delegations (owner_id, delegate_id, state);
    CREATE INDEX delegations_received ON delegations (delegate_id, state);
    -- What was granted is never another grant afterwards, and stays on record.
    CREATE TRIGGER delegations_keep_their_terms
      BEFORE UPDATE OF id, owner_id, delegate_id, scopes, starts_at, until, reason, granted_at ON delegations
      BEGIN SELECT RAISE(ABORT, 'delegations keep their terms'); END;
    CREATE TRIGGER delegations_stay BEFORE DELETE ON delegations BEGIN SELECT RAISE(ABORT, 'delegations stay'); END;

    -- Whose mailbox an upload of a delegate is for; null: the uploader's own.
    ALTER TABLE uploads ADD COLUMN mailbox_id TEXT;

    -- A recipient makes each of these steps once, and so does each of the recipient's delegates.
    DROP INDEX events_once;
    CREATE UNIQUE INDEX events_once ON events (
      envelope_id, kind, coalesce(recipient, ''),
      CASE WHEN json_extract(bytes, '$.onBehalfOf') IS NULL THEN '' ELSE json_extract(bytes, '$.actor.accountId') END
    ) WHERE kind IN ('deposited', 'sealed', 'notified', 'delivered', 'opened', 'opened-by-delegate', 'expired');

    -- Counting what nobody opened of a mailbox.
    CREATE INDEX recipients_of_account ON recipients (account_id, state);
  `,
};
