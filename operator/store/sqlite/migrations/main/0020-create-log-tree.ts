import { createHash, randomUUID } from 'node:crypto';
import type { Migration } from '../../migration.ts';

const sha256 = (...pieces: (string | Uint8Array)[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
};

/** Rows read at once while filling. */
const BATCH = 1000;

export const migration: Migration = {
  id: 20,
  name: 'create-log-tree',
  sql: `
    -- RFC 9162 §2.1: the hash of each complete subtree over the events; level 0 are the events themselves.
    CREATE TABLE log_tree (
      level INTEGER NOT NULL,
      position INTEGER NOT NULL,
      hash BLOB NOT NULL,
      PRIMARY KEY (level, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE log_heads (tree_size INTEGER PRIMARY KEY, statement TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
    -- Append-only as the log itself.
    CREATE TRIGGER log_tree_is_final BEFORE UPDATE ON log_tree BEGIN SELECT RAISE(ABORT, 'the tree is final'); END;
    CREATE TRIGGER log_tree_stays BEFORE DELETE ON log_tree BEGIN SELECT RAISE(ABORT, 'the tree stays'); END;
    CREATE TRIGGER log_heads_are_final BEFORE UPDATE ON log_heads BEGIN SELECT RAISE(ABORT, 'heads are final'); END;
    CREATE TRIGGER log_heads_stay BEFORE DELETE ON log_heads BEGIN SELECT RAISE(ABORT, 'heads stay'); END;
  `,
  fill(database) {
    database.prepare("INSERT INTO meta (key, value) VALUES ('log-id', ?)").run(randomUUID());
    const read = database.prepare('SELECT seq, bytes FROM events WHERE seq > ? ORDER BY seq LIMIT ?');
    const insert = database.prepare('INSERT INTO log_tree (level, position, hash) VALUES (?, ?, ?)');
    // Left siblings that wait for their right one, at most one a level.
    const waiting: Uint8Array[] = [];
    let [after, leaves] = [0, 0];
    for (;;) {
      const rows = read.all(after, BATCH) as { seq: number; bytes: string }[];
      for (const { seq, bytes } of rows) {
        after = seq;
        let [level, position, hash] = [0, leaves, sha256(Uint8Array.of(0), bytes)];
        leaves += 1;
        insert.run(level, position, hash);
        while (position % 2 === 1) {
          hash = sha256(Uint8Array.of(1), waiting.pop() ?? '', hash);
          [level, position] = [level + 1, (position - 1) / 2];
          insert.run(level, position, hash);
        }
        waiting.push(hash);
      }
      if (rows.length < BATCH) return;
    }
  },
};
