import type { Migration } from '../../migration.ts';

export const migration: Migration = {
  id: 75,
  name: 'index-open-sessions',
  // Sessions stay as rows for ever; counting the open ones must not read them all.
  sql: 'CREATE INDEX sessions_open ON sessions (expires_at) WHERE ended_at IS NULL;',
};
