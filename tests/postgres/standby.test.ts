/** One node serves at a time on a database; the others wait, and take over at once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginAnewCommand } from '../../operator/commands/begin-anew.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { createLogger } from '../../operator/logger.ts';
import { type RunningOperator, startOperator } from '../../operator/start.ts';
import { copyDatabase } from '../../operator/store/copy-database.ts';
import { deposit, writeLetter } from '../operator/support/letter.ts';
import { asAdministrator } from '../operator/support/test-database.ts';
import { startTestOperator, type TestOperator } from '../operator/support/test-operator.ts';
import { Workstation } from '../operator/support/workstation.ts';
import { readCardFile } from '../support/pki/demo.ts';

const WAITS = 'another node serves: waiting to take over';

let first: TestOperator;
let folder: string;
const started: Promise<RunningOperator>[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-standby-'));
  first = await startTestOperator();
});
afterAll(async () => {
  for (const node of await Promise.allSettled(started)) if (node.status === 'fulfilled') await node.value.stop();
  await first.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Another node on the first one's database; gives what it has logged as well. */
function startNode(name: string, signal?: AbortSignal) {
  const config = OperatorConfig.parse({
    ...configOfPkiFolder(first.pki.directory),
    dataFolder: join(folder, name),
    masterKeyFile: join(first.dataFolder, 'master.key'),
    name: 'Opérateur d’essai',
    database: first.database,
    blobs: undefined,
  });
  const lines: string[] = [];
  const log = createLogger('info', { write: (line: string) => lines.push(line) });
  const running = startOperator({ config, log, ...(signal ? { signal } : {}) });
  started.push(running);
  return { running, waits: () => lines.some((line) => line.includes(WAITS)) };
}

/** Cuts the connection of the node that serves, as its end would. */
const cutServing = () =>
  asAdministrator((client) =>
    client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
        WHERE locktype = 'advisory' AND objid = 0 AND datname = $1`,
      [new URL(first.database?.url ?? '').pathname.slice(1)],
    ),
  );

describe('a second node', () => {
  it('waits, and stops in order when it is told to meanwhile', async () => {
    const told = new AbortController();
    const { running, waits } = startNode('told', told.signal);
    await expect.poll(waits, { timeout: 10_000 }).toBe(true);
    told.abort();
    await expect(running).rejects.toBe(told.signal.reason);
  });

  it('takes over what the first one had when that one loses its connection; the first one ends', async () => {
    const claire = await first.signedIn('claire-martin');
    const letter = await writeLetter(claire, { to: ['paul.leroy@demo.medimail.example'] });
    expect((await deposit(claire, letter)).status).toBe(200);
    const { running, waits } = startNode('second');
    await expect.poll(waits, { timeout: 10_000 }).toBe(true);
    const formerUrl = first.url;
    const cutAt = performance.now();
    await cutServing();
    const second = await running;
    expect(performance.now() - cutAt).toBeLessThan(10_000);
    const paul = await Workstation.create(second.url, first.ca, readCardFile(first.pki.cards['paul-leroy']));
    expect((await paul.signIn()).status).toBe(200);
    const read = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(read.bytes.equals(letter.bytes)).toBe(true);
    await paul.close();
    await expect.poll(() => first.log.some((line) => line.includes('"stopped"')), { timeout: 10_000 }).toBe(true);
    await expect(fetch(formerUrl)).rejects.toThrow('fetch failed');
    await second.stop();
    expect(await second.ended).toBe('told');
  });

  it('need not wait once the right was given back', async () => {
    const { running, waits } = startNode('third');
    await running;
    expect(waits()).toBe(false);
  });
});

describe('while a node serves', () => {
  it('nobody copies a database over its own', async () => {
    const { database } = first;
    if (!database) throw new Error('no database');
    const copying = copyDatabase({ dataFolder: join(folder, 'files'), database });
    await expect(copying).rejects.toThrow('an operator serves on that database');
  });

  it('nobody begins anew', async () => {
    const settings = { MEDIMAIL_OPERATOR_DATABASE__URL: first.database?.url };
    Object.assign(process.env, settings);
    const flags = ['--data', join(folder, 'anew'), '--master-key', join(first.dataFolder, 'master.key')];
    const begun = beginAnewCommand().parseAsync(flags, { from: 'user' });
    await expect(begun).rejects.toThrow('an operator serves on that database');
    for (const name of Object.keys(settings)) delete process.env[name];
  });
});
