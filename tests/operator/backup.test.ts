import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { LogHead } from '../../contract/model/log.ts';
import { writeBackup } from '../../operator/backup/backup.ts';
import { restoreBackup } from '../../operator/backup/restore.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { readMasterKey } from '../../operator/store/master-key.ts';
import { openFiles } from '../../operator/store/sqlite/open-databases.ts';
import { builtProcesses } from '../support/built-processes.ts';
import { attachment, deposit, type Letter, MARKER, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const run = promisify(execFile);
const command = (...parameters: string[]) =>
  run(process.execPath, [builtProcesses.operator, ...parameters]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

/** Several processes are started one after the other. */
const PROCESSES_MS = 180_000;
const to = ['paul.leroy@demo.medimail.example'];
let operator: TestOperator;
let claire: Workstation;
let erased: Letter;
let large: Letter;
let backups: string;
let keyFile: string;
const folder = (name: string) => join(operator.folder, name);

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
  backups = folder('backups');
  keyFile = join(operator.dataFolder, 'master.key');
  erased = await writeLetter(claire, { to });
  large = await writeLetter(claire, { to, attachments: [attachment('a.bin', 300_000)] });
  for (const letter of [erased, large]) expect((await deposit(claire, letter)).status).toBe(200);
});
afterAll(() => operator.close());

async function messageOf(workstation: Workstation, letter: Letter) {
  return workstation.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
}

/** Lets an operator run on a restored folder. */
async function onRestored(dataFolder: string, work: (restored: TestOperator) => Promise<void>): Promise<void> {
  const restored = await startTestOperator({ dataFolder, masterKeyFile: keyFile });
  try {
    await work(restored);
  } finally {
    await restored.close();
  }
}

describe('a backup', () => {
  const before: Letter[] = [];
  let head: LogHead;

  it(
    'made while envelopes are deposited is restored by one command, and everything can be read',
    async () => {
      let depositing = true;
      const deposits = (async () => {
        while (depositing) {
          const letter = await writeLetter(claire, { to, attachments: [attachment('b.bin', 150_000)] });
          expect((await deposit(claire, letter)).status).toBe(200);
          before.push(letter);
        }
      })();
      await expect.poll(() => before.length, { timeout: 20_000 }).toBeGreaterThan(0);
      const certain = [erased, large, ...before];
      const written = await command('backup', '--data', operator.dataFolder, '--to', backups);
      depositing = false;
      await deposits;
      expect([written.code, written.stderr]).toEqual([0, '']);
      const { cursor } = (await claire.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;

      const target = folder('restored');
      const flags = ['--from', backups, '--data', target, '--master-key', keyFile, '--pki', operator.pki.directory];
      const made = await command('restore', ...flags);
      expect([made.code, made.stderr]).toEqual([0, '']);
      const { backup, events } = JSON.parse(written.stdout) as { backup: string; events: number };
      expect(JSON.parse(made.stdout)).toMatchObject({ sound: true, backup, keys: backup });
      expect(events).toBeGreaterThanOrEqual(2 * certain.length);
      const again = restoreBackup({ from: backups, dataFolder: target, masterKeyFile: keyFile, at: new Date() });
      await expect(again).rejects.toThrow('not empty');

      await onRestored(target, async (restored) => {
        expect(await restored.stores.sessions.byId(sessionOf(claire))).toMatchObject({ ended: true });
        const paul = await restored.signedIn('paul-leroy');
        for (const letter of certain) expect((await messageOf(paul, letter)).bytes.equals(letter.bytes)).toBe(true);
        const sender = await restored.signedIn('claire-martin');
        const stale = await sender.call('GET', `/v1/sync?cursor=${encodeURIComponent(cursor)}`);
        expect(stale.error.code).toBe('sync.reset');
        for (const change of (await paul.call<SyncPage>('GET', '/v1/sync?limit=1000')).json.changes) {
          if (change.type !== 'envelope') continue;
          const answer = await paul.call('GET', `/v1/envelopes/${change.record.id}/message`);
          expect(answer.status).toBe(200);
        }
        const next = await writeLetter(sender, { to });
        expect((await deposit(sender, next)).status).toBe(200);
      });
    },
    PROCESSES_MS,
  );

  it('holds nothing in the clear, and the keys in a folder of their own', () => {
    const [name = ''] = readdirSync(join(backups, 'general'));
    expect(readdirSync(join(backups, 'general', name)).sort()).toEqual([
      'blobs',
      'directory.db',
      'master.check',
      'operator.db',
    ]);
    expect(readdirSync(join(backups, 'keys', name))).toEqual(['keys.db']);
    for (const file of ['general', 'keys'].flatMap((kind) => filesBelow(join(backups, kind)))) {
      expect(readFileSync(file).includes(MARKER), file).toBe(false);
    }
  });

  it('of before an erasure does not bring the content back with today’s keys', async () => {
    const { stores } = operator;
    const stored = await stores.envelopes.find(erased.manifest.envelopeId);
    const clock = () => new Date(stored?.expiresAt ?? '');
    const parts = { ...stores, signals: createSignals(), clock, operatorName: 'Essai' };
    expect(await eraseExpired(parts)).toBe(1);
    const [older = ''] = readdirSync(join(backups, 'general'));
    const at = new Date(Date.now() + 60_000);
    const { dataFolder } = operator;
    const later = await writeBackup({ dataFolder, to: backups, at });
    const path = `/v1/envelopes/${large.manifest.envelopeId}/events`;
    const [event] = (await claire.call<{ events: { seq: number }[] }>('GET', path)).json.events;
    head = (await claire.call<{ head: LogHead }>('GET', `${path}/${event?.seq}/inclusion`)).json.head;

    const target = folder('older');
    const restored = await restoreBackup({
      from: backups,
      backup: older,
      dataFolder: target,
      masterKeyFile: keyFile,
      at,
    });
    expect(restored).toEqual({ backup: older, keys: later.backup });
    await onRestored(target, async (running) => {
      const there = await running.stores.envelopes.find(erased.manifest.envelopeId);
      expect(there?.metadata).not.toBeNull();
      expect(await running.stores.uploads.segments(there?.contentId ?? '')).toHaveLength(1);
      const paul = await running.signedIn('paul-leroy');
      const gone = await messageOf(paul, erased);
      expect([gone.status, gone.error.code]).toEqual([410, 'envelope.expired']);
      expect((await messageOf(paul, large)).bytes.equals(large.bytes)).toBe(true);
    });
  });

  it(
    'is shown to be older by a head that was kept, while the log itself is sound beside the operator that runs',
    async () => {
      const headFile = folder('head.json');
      writeFileSync(headFile, JSON.stringify(head));
      const pki = ['--pki', operator.pki.directory, '--head', headFile];
      const live = await command('verify-log', '--data', operator.dataFolder, ...pki);
      expect([live.code, JSON.parse(live.stdout)]).toMatchObject([0, { sound: true }]);
      const later = JSON.parse(head.statement) as { treeSize: number };
      const target = folder('shorter');
      const [backup = ''] = readdirSync(join(backups, 'general'));
      await restoreBackup({ from: backups, backup, dataFolder: target, masterKeyFile: keyFile, at: new Date() });
      // The same head as the two files of an evidence zip.
      writeFileSync(folder('log-head.json'), head.statement);
      writeFileSync(folder('log-head.p7s'), Buffer.from(head.signature, 'base64'));
      const evidence = ['--pki', operator.pki.directory, '--head', folder('log-head.json')];
      const restored = await command('verify-log', '--data', target, '--master-key', keyFile, ...evidence);
      const verdict = JSON.parse(restored.stdout) as object;
      expect([restored.code, verdict]).toMatchObject([1, { sound: false, reason: 'removed', head: later.treeSize }]);
    },
    PROCESSES_MS,
  );

  it('that is reading keeps no destroyed key behind: what it held back is done once it has ended', async () => {
    const { vault } = operator.stores;
    const logSize = () => statSync(join(operator.dataFolder, 'keys.db-wal')).size;
    await vault.create('content', new Date());
    const reader = openFiles(operator.dataFolder, readMasterKey(operator.dataFolder), true);
    await reader.keys.holdSnapshot();
    const kept = await reader.keys.all(reader.keys.build.selectFrom('content_keys').selectAll());
    expect(kept.length).toBeGreaterThan(0);
    await vault.destroy(['content']);
    expect(logSize()).toBeGreaterThan(0);
    await reader.close();
    await vault.destroy([]);
    expect(logSize()).toBe(0);
  });

  it('is not restored with another master key, or where there is none, and leaves the folder empty', async () => {
    const target = folder('refused');
    const other = folder('other.key');
    writeFileSync(other, Buffer.alloc(32, 7));
    const at = new Date();
    for (const masterKeyFile of [other, folder('missing.key'), undefined]) {
      const refused = restoreBackup({ from: backups, dataFolder: target, masterKeyFile, at });
      await expect(refused).rejects.toThrow('store.wrong-key');
    }
    const options = { from: backups, dataFolder: target, masterKeyFile: keyFile, at };
    await expect(restoreBackup({ ...options, backup: '../keys' })).rejects.toThrow('no such backup');
    expect(readdirSync(target)).toEqual([]);
  });

  it('of keys is gone after seven days, and one that was cut off is no backup', async () => {
    const { dataFolder } = operator;
    const cut = join(backups, 'keys', '2026-01-01T00-00-00.000Z.part');
    mkdirSync(cut);
    const generals = readdirSync(join(backups, 'general'));
    const inSixDays = new Date(Date.now() + 6 * 86_400_000);
    expect(await writeBackup({ dataFolder, to: backups, at: inSixDays })).toMatchObject({ keysRemoved: 0 });
    expect(existsSync(cut)).toBe(false);
    const inEightDays = new Date(Date.now() + 8 * 86_400_000);
    const { backup, keysRemoved } = await writeBackup({ dataFolder, to: backups, at: inEightDays });
    expect(keysRemoved).toBe(2);
    expect(readdirSync(join(backups, 'keys'))).toHaveLength(2);
    expect(readdirSync(join(backups, 'general'))).toEqual(expect.arrayContaining([...generals, backup]));
    rmSync(backups, { recursive: true });
  });
});

function sessionOf(workstation: Workstation): string {
  const [, claims = ''] = workstation.tokens?.accessToken.split('.') ?? [];
  const { sid } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as { sid: string };
  return sid;
}

function filesBelow(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
