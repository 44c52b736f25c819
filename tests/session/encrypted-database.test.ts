import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DatabaseSpec, databaseSalt, openEncryptedDatabase } from '../../main/session/store/encrypted-database.ts';
import type { Migration } from '../../main/session/store/migration.ts';

const first: Migration = { version: 10, up: (db) => db.exec('CREATE TABLE notes (body TEXT)') };
const second: Migration = { version: 20, up: (db) => db.exec('ALTER TABLE notes ADD COLUMN at INTEGER') };
const breaking: Migration = {
  version: 20,
  up: (db) => {
    db.exec('ALTER TABLE notes ADD COLUMN at INTEGER');
    throw new Error('migration stopped half way');
  },
};

describe('an encrypted database', () => {
  let folder: string;
  let spec: DatabaseSpec;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'medimail-db-'));
    spec = {
      path: join(folder, 'journal.db'),
      key: randomBytes(32),
      migrations: [first],
      durable: true,
      backupFolder: join(folder, 'backups'),
      expectedSalt: null,
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const fill = () => {
    const database = openEncryptedDatabase(spec);
    database.prepare('INSERT INTO notes (body) VALUES (?)').run('MARQUEUR-EN-CLAIR');
    return database;
  };

  it('leaves nothing readable in any of its files, while it is open and after', () => {
    const database = fill();
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      expect(bytes.includes('MARQUEUR'), name).toBe(false);
      expect(bytes.includes('SQLite format'), name).toBe(false);
    }
    database.close();
    expect(readFileSync(spec.path).includes('MARQUEUR')).toBe(false);
  });

  it('keeps the key that it was given usable for the caller', () => {
    const before = Buffer.from(spec.key);
    fill().close();
    expect(Buffer.compare(before, spec.key)).toBe(0);
  });

  it('tells a wrong key', () => {
    fill().close();
    expect(() => openEncryptedDatabase({ ...spec, key: randomBytes(32) })).toThrow('store.wrong-key');
  });

  it('tells damage from a wrong key when it knows the salt', () => {
    fill().close();
    const expectedSalt = databaseSalt(spec.path);
    const bytes = readFileSync(spec.path);
    bytes.fill(0x55, 100, 2_000);
    writeFileSync(spec.path, bytes);
    expect(() => openEncryptedDatabase({ ...spec, expectedSalt })).toThrow('store.corrupt');
  });

  it('refuses a database from a newer version and leaves it as it was', () => {
    openEncryptedDatabase({ ...spec, migrations: [first, second] }).close();
    const before = readFileSync(spec.path);
    expect(() => openEncryptedDatabase(spec)).toThrow('store.from-the-future');
    expect(Buffer.compare(before, readFileSync(spec.path))).toBe(0);
  });

  it('copies the file before it migrates, and the copy opens with the same key', () => {
    fill().close();
    const database = openEncryptedDatabase({ ...spec, migrations: [first, second] });
    expect(database.pragma('user_version', { simple: true })).toBe(20);
    database.close();
    const copy = join(folder, 'backups', 'journal-0010.db');
    expect(existsSync(copy)).toBe(true);
    const old = openEncryptedDatabase({ ...spec, path: copy });
    expect(old.prepare('SELECT body FROM notes').pluck().get()).toBe('MARQUEUR-EN-CLAIR');
    old.close();
  });

  it('rolls a migration back that stops half way, so that the next start begins again', () => {
    fill().close();
    expect(() => openEncryptedDatabase({ ...spec, migrations: [first, breaking] })).toThrow('half way');
    const database = openEncryptedDatabase({ ...spec, migrations: [first, second] });
    expect(database.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(1);
    database.close();
  });

  it('makes no backup of a database that can be rebuilt', () => {
    fill().close();
    openEncryptedDatabase({ ...spec, backupFolder: null, migrations: [first, second] }).close();
    expect(existsSync(join(folder, 'backups'))).toBe(false);
  });

  it('is used by one process only', () => {
    const database = fill();
    expect(() => openEncryptedDatabase({ ...spec, busyTimeoutMs: 50 })).toThrow();
    database.close();
  });
});
