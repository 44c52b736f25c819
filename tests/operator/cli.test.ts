import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAssets } from '../../operator/web/page-assets.ts';
import { builtProcesses } from '../support/built-processes.ts';
import { type DemoPki, readCardFile } from '../support/pki/demo.ts';
import { attachment, deposit, writeLetter } from './support/letter.ts';
import { spawnOperator } from './support/operator-process.ts';
import { testPki } from './support/test-pki.ts';
import { Workstation } from './support/workstation.ts';

const run = promisify(execFile);
const operator = (...flags: string[]) =>
  run(process.execPath, [builtProcesses.operator, ...flags]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );

let folder: string;
let pki: DemoPki;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-cli-'));
  pki = await testPki(join(folder, 'pki'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the operator’s command line', () => {
  it('explains itself', async () => {
    const { stdout } = await operator('--help');
    for (const flag of [
      '--data',
      '--host',
      '--port',
      '--demo',
      '--tls-key',
      '--tls-cert',
      '--trust',
      '--check',
      'accounts',
      'administrators',
      'hold',
      'structures',
      'preregister',
    ]) {
      expect(stdout).toContain(flag);
    }
  });

  it.each([
    ['verify-log', '--head'],
    ['backup', '--to'],
    ['restore', '--from'],
    ['retention-report', '--format'],
  ])('explains its command %s', async (name, flag) => {
    const { code, stdout } = await operator(name, '--help');
    expect([code, stdout]).toEqual([0, expect.stringContaining(flag)]);
    expect(stdout).toContain('--data');
    expect(stdout).not.toContain('--demo');
  });

  it('says what is missing and ends with 2', async () => {
    const { code, stderr } = await operator('--data', join(folder, 'none'));
    expect(code).toBe(2);
    expect(stderr).toContain('tls');
    expect((await operator('--data', join(folder, 'none'), '--port', '99999')).code).not.toBe(0);
  });

  it('decides on accounts of a folder that an operator made, and of no other', async () => {
    const flags = ['--data', join(folder, 'none'), '--pki', pki.directory];
    const { code, stderr } = await operator(...flags, 'accounts', 'certify', 'lea.pastor@cabinet-exemple.example');
    expect([code, stderr]).toEqual([1, expect.stringContaining('operator.unavailable')]);
  });

  it('runs from its bundle and two native modules alone, and its pages have all that they name', async () => {
    const place = join(folder, 'installed');
    cpSync(dirname(builtProcesses.operator), place, { recursive: true });
    for (const name of ['better-sqlite3-multiple-ciphers', '@node-rs/argon2']) {
      mkdirSync(dirname(join(place, 'node_modules', name)), { recursive: true });
      symlinkSync(resolve('node_modules', name), join(place, 'node_modules', name));
    }
    const settings = {
      dataFolder: join(folder, 'installed-data'),
      pkiFolder: pki.directory,
      logFile: join(folder, 'log'),
    };
    const installed = await spawnOperator({ ...settings, program: join(place, basename(builtProcesses.operator)) });
    const ca = readFileSync(pki.anchorsFile, 'utf8');
    const visitor = await Workstation.create(installed.url, ca, readCardFile(pki.cards['claire-martin']));
    for (const { path } of pageAssets) expect([path, (await visitor.call('GET', path)).status]).toEqual([path, 200]);
    await visitor.close();
    expect(await installed.kill('SIGTERM')).toBe(0);
  });

  it('starts the demonstration, survives a kill in the middle of an upload, stops on SIGTERM, and its data is sound', async () => {
    const dataFolder = join(folder, 'data');
    const settings = { dataFolder, pkiFolder: pki.directory, logFile: join(folder, 'log'), flags: ['--demo'] };
    const first = await spawnOperator(settings);
    const ca = readFileSync(pki.anchorsFile, 'utf8');
    const claire = await Workstation.create(first.url, ca, readCardFile(pki.cards['claire-martin']));
    await claire.signIn();
    const to = ['paul.leroy@demo.medimail.example'];
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 6_000_000)] });
    await claire.call('POST', '/v1/uploads', { body: letter.manifest });
    const path = `/v1/uploads/${letter.manifest.envelopeId}`;
    const chunk = { bytes: letter.bytes.subarray(0, 2_000_000), headers: { 'upload-offset': '0' } };
    expect((await claire.call('PATCH', path, chunk)).json).toEqual({ offset: 2_000_000 });
    async function* endless() {
      for (let at = 2_000_000; ; at += 10_000) {
        yield letter.bytes.subarray(at, at + 10_000);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    const cut = claire.call('PATCH', path, { bytes: endless(), headers: { 'upload-offset': '2000000' } });
    const failed = expect(cut).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await first.kill('SIGKILL');
    await failed;

    const second = await spawnOperator({ ...settings, port: first.port });
    const status = (await claire.call<{ offset: number }>('GET', path)).json;
    expect(status.offset).toBe(2_000_000);
    const receipt = await deposit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    expect(
      (await claire.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`)).bytes.equals(letter.bytes),
    ).toBe(true);
    const busy = await operator('--data', dataFolder, '--pki', pki.directory);
    expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('operator.unavailable')]);
    await claire.close();
    expect(await second.kill('SIGTERM')).toBe(0);

    const { stdout } = await operator('--data', dataFolder, '--pki', pki.directory, '--check');
    expect(JSON.parse(stdout)).toMatchObject({
      events: expect.any(Number),
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});
