/**
 * What nodes that serve side by side hear of each other, told by whatever commits it and with the commit itself: a node that
 * dies after it has told nobody less, and a command that works beside them tells them too. Ids alone go out.
 */
import type { PostgresMigration } from '../../migration.ts';
import { text } from '../text.ts';

/** Tables whose rows are an account's own to pull. */
const pulled = ['feed', 'account_items', 'shared_drafts'] as const;

const tellOf = (table: string) => `
    CREATE TRIGGER ${table}_added_is_told AFTER INSERT ON ${table} REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION tell_accounts();
    CREATE TRIGGER ${table}_changed_is_told AFTER UPDATE ON ${table} REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION tell_accounts();`;

export const migration: PostgresMigration = {
  id: 142,
  name: 'tell-nodes',
  sql: text(`
    CREATE FUNCTION tell_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('medimail', 'changed ' || account_id) FROM (SELECT DISTINCT account_id FROM changed) AS accounts;
      RETURN NULL;
    END $$;
    ${pulled.map(tellOf).join('')}
    CREATE FUNCTION tell_of_delegation() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('medimail', 'changed ' || NEW.owner_id), pg_notify('medimail', 'changed ' || NEW.delegate_id);
      IF NEW.ended_at IS NOT NULL THEN
        PERFORM pg_notify('medimail', 'delegation-ended ' || NEW.owner_id || ' ' || NEW.delegate_id);
      END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER delegations_are_told AFTER INSERT OR UPDATE ON delegations
      FOR EACH ROW EXECUTE FUNCTION tell_of_delegation();
    CREATE FUNCTION tell_of_absence() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('medimail', 'changed ' || NEW.owner_id);
      IF NEW.delegate_id IS NOT NULL THEN PERFORM pg_notify('medimail', 'changed ' || NEW.delegate_id); END IF;
      RETURN NULL;
    END $$;
    CREATE TRIGGER absences_are_told AFTER INSERT OR UPDATE ON absences
      FOR EACH ROW EXECUTE FUNCTION tell_of_absence();
    -- Whoever acts for an absent recipient is told by such a mail, and sees it without it as well.
    CREATE FUNCTION tell_of_mail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('medimail', 'changed ' || NEW.account_id);
      RETURN NULL;
    END $$;
    CREATE TRIGGER handed_over_is_told AFTER INSERT ON mails
      FOR EACH ROW WHEN (NEW.act = 'handed-over') EXECUTE FUNCTION tell_of_mail();
    CREATE FUNCTION tell_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_notify('medimail', 'session-ended ' || NEW.id);
      RETURN NULL;
    END $$;
    CREATE TRIGGER ended_sessions_are_told AFTER UPDATE OF ended_at ON sessions
      FOR EACH ROW WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION tell_of_session();
    -- Proofs of possession that served, until their time is over: written with each request, so nothing of it is flushed to
    -- disk. It outlives every node; a server that crashes forgets it.
    CREATE UNLOGGED TABLE spent_proofs (
      proof TEXT PRIMARY KEY,
      until TEXT NOT NULL
    );
  `),
};
