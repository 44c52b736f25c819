import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAccountStores } from '../../main/session/store/account-stores.ts';
import { writeKeyFile } from '../../main/session/store/keys/key-file.ts';

/** Every file and folder below, with its mode. */
function modesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true }).map(String);
  return Object.fromEntries(
    ['.', ...entries].map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]),
  );
}

describe.skipIf(process.platform === 'win32')('the files of an account', () => {
  let folder: string;
  let umask: number;
  beforeEach(() => {
    umask = process.umask(0o022);
    folder = join(mkdtempSync(join(tmpdir(), 'medimail-modes-')), 'account');
  });
  afterEach(() => {
    process.umask(umask);
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  const open = async (dataKey: Uint8Array) => {
    mkdirSync(folder, { recursive: true });
    const wraps = [{ kind: 'recovery-code' as const, salt: 'AA==', box: 'AA==' }];
    await writeKeyFile(join(folder, 'keys.json'), { version: 1, wraps, databases: {}, recoveryCodeSeen: true });
    return openAccountStores(folder, dataKey, () => undefined);
  };
  const expectPrivate = () => {
    for (const [name, mode] of Object.entries(modesBelow(folder))) {
      const isFolder = statSync(join(folder, name)).isDirectory();
      expect(`${name} ${mode}`).toBe(`${name} ${isFolder ? '700' : '600'}`);
    }
  };

  it('are for this user alone, logs and indexes of databases too', async () => {
    const stores = await open(randomBytes(32));
    stores.journal.setSetting('a', 'b');
    expect(Object.keys(modesBelow(folder))).toEqual(
      expect.arrayContaining(['cache.db', 'journal.db', 'journal.db-wal']),
    );
    expectPrivate();
    stores.close();
    expectPrivate();
  });

  it('become so where they were not', async () => {
    const key = randomBytes(32);
    (await open(key)).close();
    for (const name of Object.keys(modesBelow(folder))) {
      chmodSync(join(folder, name), statSync(join(folder, name)).isDirectory() ? 0o755 : 0o644);
    }
    const stores = await open(key);
    expectPrivate();
    stores.close();
  });
});
