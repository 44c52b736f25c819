import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

export const migration: PostgresMigration = {
  id: 147,
  name: 'create-handlings',
  sql: text(`
    -- Who handles an envelope among those who hold a mailbox, and their notes: for each envelope and mailbox the steps and
    -- the notes in order. step is the place among the steps alone, null for notes: who may not read notes is told no other.
    -- latest is 1 for the last step of each. words of notes are encrypted under the content's key.
    CREATE TABLE handling_entries (
      mailbox_id TEXT NOT NULL,
      envelope_id TEXT NOT NULL,
      number bigint NOT NULL,
      step bigint,
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      by_id TEXT,
      by_name TEXT,
      whom_id TEXT,
      whom_name TEXT,
      at TEXT NOT NULL,
      latest bigint NOT NULL,
      removed_at TEXT,
      removed_by_id TEXT,
      removed_by_name TEXT,
      position bigint NOT NULL,
      words bytea,
      PRIMARY KEY (mailbox_id, envelope_id, number)
    );
    CREATE UNIQUE INDEX handling_entries_position ON handling_entries (mailbox_id, position);
    CREATE UNIQUE INDEX handling_entries_id ON handling_entries (mailbox_id, envelope_id, id);
    -- What somebody handles now: looked through each minute.
    CREATE INDEX handling_entries_held ON handling_entries (whom_id, mailbox_id, kind)
      WHERE latest = 1 AND kind IN ('taken', 'assigned');
    CREATE TABLE handling_counts (
      mailbox_id TEXT PRIMARY KEY,
      position bigint NOT NULL
    );
    -- Moved with every entry: whoever watches the mailbox, at any node, is told.
    CREATE FUNCTION tell_of_handling() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('medimail', 'changed ' || NEW.mailbox_id);
      RETURN NULL;
    END $$;
    -- Whoever is given something is told in their own mailbox as well.
    CREATE FUNCTION tell_of_assignment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('medimail', 'changed ' || NEW.whom_id);
      RETURN NULL;
    END $$;
    CREATE TRIGGER assignments_are_told AFTER INSERT ON handling_entries
      FOR EACH ROW WHEN (NEW.kind = 'assigned') EXECUTE FUNCTION tell_of_assignment();
    CREATE TRIGGER handlings_are_told AFTER INSERT OR UPDATE ON handling_counts
      FOR EACH ROW EXECUTE FUNCTION tell_of_handling();
  `),
};
