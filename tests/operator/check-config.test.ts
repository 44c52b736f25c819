import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFiles } from '../../operator/checks/files.ts';
import { checkNodes } from '../../operator/checks/nodes.ts';
import { checkFolders } from '../../operator/checks/places.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { mergeLayers, readEnvironment, valueAt } from '../../operator/settings/layers.ts';
import { allSettings } from '../../operator/settings/setting-names.ts';
import { lockFolder } from '../../operator/store/folder-lock.ts';
import { builtProcesses } from '../support/built-processes.ts';
import type { DemoPki } from '../support/pki/demo.ts';
import { testPki } from './support/test-pki.ts';

const run = promisify(execFile);

interface Line {
  readonly setting?: string;
  readonly value?: unknown;
  readonly from?: string;
  readonly problem?: string;
  readonly warning?: string;
  readonly reason?: string;
  readonly sound?: boolean;
}

async function checkConfig(flags: readonly string[], environment: NodeJS.ProcessEnv = {}, own: readonly string[] = []) {
  const all = [builtProcesses.operator, ...flags, 'check-config', ...own];
  const env = { ...process.env, ...environment };
  const { code, stdout, stderr } = await run(process.execPath, all, { env }).then(
    (output) => ({ code: 0, ...output }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const found = (kind: 'problem' | 'warning') =>
    Object.fromEntries(lines.filter((line) => line[kind] !== undefined).map((line) => [line[kind], line.reason]));
  const settings = Object.fromEntries(
    lines.filter(({ value }) => value !== undefined).map(({ setting, value, from }) => [setting, [value, from]]),
  );
  return { code, stdout, stderr, settings, problems: found('problem'), warnings: found('warning'), last: lines.at(-1) };
}

let folder: string;
let pki: DemoPki;
let dataFolder: string;
let taken: Server;
let takenPort: number;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-check-'));
  pki = await testPki(join(folder, 'pki'));
  dataFolder = join(folder, 'data');
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  takenPort = address.port;
});
afterAll(async () => {
  await new Promise((resolve) => taken.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function settingsFile(name: string, settings: object): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

describe('check-config', () => {
  it('prints what is in force and where it comes from, hides secrets, and changes nothing', async () => {
    const passwordFile = join(folder, 'smtp-password');
    writeFileSync(passwordFile, 'ne-pas-montrer', { mode: 0o600 });
    const config = settingsFile('sound.json', {
      name: 'Du fichier',
      publicRequestsPerMinute: 50,
      siteUrl: 'https://cle:secrete@operateur.example/',
      mail: { smtp: { host: '127.0.0.1', port: 1, user: 'cle-de-service', passwordFile } },
    });
    const environment = {
      MEDIMAIL_DATA: dataFolder,
      MEDIMAIL_OPERATOR_NAME: 'De l’environnement',
      MEDIMAIL_OPERATOR_RETENTION__WARN_DAYS: '9',
      MEDIMAIL_OPERATOR_PUBLIC_HOSTS: '["operateur.example:8443"]',
      MEDIMAIL_OPERATOR_URL: 'https://of-a-workstation.example',
    };
    const flags = ['--pki', pki.directory, '--config', config, '--log-level', 'warn'];
    const { code, settings, problems, stdout, last } = await checkConfig(flags, environment);
    expect(problems).toEqual({});
    expect([code, last]).toEqual([0, { sound: true, problems: 0, warnings: expect.any(Number) }]);
    expect(settings).toMatchObject({
      dataFolder: [dataFolder, 'environment'],
      name: ['De l’environnement', 'environment'],
      'retention.warnDays': [9, 'environment'],
      publicHosts: [['operateur.example:8443'], 'environment'],
      publicRequestsPerMinute: [50, 'file'],
      'mail.smtp.security': ['starttls', 'default'],
      'mail.smtp.user': ['***', 'file'],
      siteUrl: ['https://***@operateur.example/', 'file'],
      logLevel: ['warn', 'flag'],
      'tls.keyFile': [join(pki.directory, 'tls.key'), 'pki-folder'],
      passwordMinLength: [7, 'default'],
    });
    for (const secret of ['ne-pas-montrer', 'cle-de-service', 'secrete']) expect(stdout).not.toContain(secret);
    expect(existsSync(dataFolder)).toBe(false);
  });

  it('says everything that is wrong at once', async () => {
    const looseKey = join(folder, 'loose.key');
    copyFileSync(join(pki.directory, 'seal.key'), looseKey);
    chmodSync(looseKey, 0o644);
    const notPem = join(folder, 'not.pem');
    writeFileSync(notPem, 'nothing of the kind');
    const notFolder = join(folder, 'file');
    writeFileSync(notFolder, '');
    const { timestamp } = configOfPkiFolder(pki.directory);
    const config = settingsFile('wrong.json', {
      retentoin: { warnDays: 7 },
      passwordMinLength: 3,
      tls: { keyFile: timestamp.keyFile },
      seal: { keyFile: looseKey },
      timestamp: { certificateFile: join(folder, 'gone.pem') },
      trust: { crlsFile: notPem },
      mail: { suport: 'a@b.example' },
    });
    const place = ['--data', join(notFolder, 'data'), '--port', String(takenPort)];
    const flags = ['--pki', pki.directory, '--config', config, ...place];
    const { code, problems, last } = await checkConfig(flags, { MEDIMAIL_OPERATOR_MAIL__SMPT__HOST: 'mx.example' });
    expect(problems).toMatchObject({
      retentoin: 'unknown; the nearest is retention',
      'mail.suport': 'unknown; the nearest is mail.support',
      MEDIMAIL_OPERATOR_MAIL__SMPT__HOST: 'unknown; the nearest is MEDIMAIL_OPERATOR_MAIL__SMTP__HOST',
      passwordMinLength: expect.stringContaining('7'),
      'tls.keyFile': 'not the key of the certificate',
      'seal.keyFile': 'mode 644 lets others in; 600, or 640',
      'timestamp.certificateFile': 'missing',
      'trust.crlsFile': expect.stringContaining('no X509 CRL'),
      dataFolder: 'not a folder',
      port: `127.0.0.1 ${takenPort}: in use`,
    });
    expect([code, last]).toEqual([1, { sound: false, problems: 10, warnings: expect.any(Number) }]);
  });

  it('names ports that are in use, and servers that do not answer when it is asked to', async () => {
    const config = settingsFile('neighbours.json', {
      metrics: { listen: { port: takenPort } },
      scanner: { clamd: { socket: join(folder, 'no-clamd') } },
      mail: { smtp: { host: '127.0.0.1', port: 1, security: 'none' } },
    });
    const flags = ['--pki', pki.directory, '--config', config, '--data', dataFolder, '--port', String(takenPort)];
    const offline = await checkConfig(flags);
    expect([offline.code, offline.problems]).toEqual([
      1,
      { port: `127.0.0.1 ${takenPort}: in use`, 'metrics.listen': `127.0.0.1 ${takenPort}: in use` },
    ]);
    const online = await checkConfig(flags, {}, ['--online']);
    expect(Object.keys(online.problems)).toEqual(['port', 'metrics.listen', 'mail.smtp', 'scanner.clamd']);
    expect(online.problems['scanner.clamd']).toBe('unreachable');
  });

  it('leaves the ports alone while an operator runs', async () => {
    const running = join(folder, 'running');
    mkdirSync(running, { mode: 0o700 });
    const lock = lockFolder(running);
    const flags = ['--pki', pki.directory, '--data', running, '--port', String(takenPort)];
    const { code, warnings, problems } = await checkConfig(flags);
    lock.close();
    expect([code, problems]).toEqual([0, {}]);
    expect(warnings['port']).toContain('an operator runs');
  });

  it('says that the settings file is missing or no JSON, without quoting it', async () => {
    const flags = ['--pki', pki.directory, '--data', dataFolder];
    const missing = await checkConfig([...flags, '--config', join(folder, 'none.json')]);
    expect([missing.code, missing.problems]).toEqual([1, { 'settings file': 'missing' }]);
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{ "name": secret-word }');
    const { code, problems, stdout, stderr } = await checkConfig([...flags, '--config', broken]);
    expect([code, problems]).toEqual([1, { 'settings file': 'not JSON' }]);
    expect(stdout + stderr).not.toContain('secret-word');
  });
});

describe('certificates', () => {
  const texts = () => {
    const config = { ...configOfPkiFolder(pki.directory), dataFolder };
    return (setting: string) => valueAt(config, setting.split('.')) as string | undefined;
  };
  const endOfTls = async () => {
    const { X509Certificate } = await import('node:crypto');
    return new Date(new X509Certificate(readFileSync(join(pki.directory, 'tls.pem'))).validTo).getTime();
  };

  it('are warned of a month ahead, and refused once they have expired or before they begin', async () => {
    const end = await endOfTls();
    const tlsAt = (time: number) =>
      checkFiles(texts(), new Date(time)).filter(({ setting }) => setting === 'tls.certificateFile');
    expect(tlsAt(Date.now())).toEqual([]);
    expect(tlsAt(end - 5 * 86_400_000)[0]).toMatchObject({
      kind: 'warning',
      reason: expect.stringContaining('expires'),
    });
    expect(tlsAt(end + 1_000)[0]).toMatchObject({ kind: 'problem', reason: expect.stringContaining('expired') });
    const authorities = checkFiles(texts(), new Date(Date.now() + 50 * 365 * 86_400_000));
    expect(authorities).toContainEqual(
      expect.objectContaining({
        kind: 'warning',
        setting: 'trust.anchorsFile',
        reason: expect.stringContaining('expired'),
      }),
    );
    expect(tlsAt(0)[0]).toMatchObject({ kind: 'problem', reason: 'not valid yet' });
  });

  it('a master key that data needs is missed', () => {
    const own = join(folder, 'keyless');
    mkdirSync(own, { mode: 0o700 });
    writeFileSync(join(own, 'master.check'), '');
    const findings = checkFiles((setting) => (setting === 'dataFolder' ? own : undefined), new Date());
    expect(findings).toEqual([expect.objectContaining({ kind: 'problem', setting: 'masterKeyFile' })]);
  });
});

describe('versions of the workstation program', () => {
  it('are refused where the oldest supported one is newer than the current', () => {
    const client = (value: object) => OperatorConfig.shape.client.safeParse(value);
    expect(client({ current: '1.4.0', minimum: '1.10.0' }).error?.issues[0]?.path).toEqual(['minimum']);
    expect(client({ current: '1.4' }).success).toBe(false);
    expect(client({ current: '1.4.0', minimum: '1.4.0' }).data).toEqual({
      current: '1.4.0',
      minimum: '1.4.0',
      news: { fr: [], en: [] },
    });
  });
});

describe('what nodes share', () => {
  const found = (settings: object) => {
    const config = OperatorConfig.parse({ ...configOfPkiFolder(pki.directory), dataFolder, ...settings });
    return checkNodes(config).map(({ kind, setting }) => `${kind} ${setting}`);
  };
  const url = 'postgresql://medimail@base.operateur.example/medimail';
  const blobs = { folder: '/srv/medimail-contents' };

  it('is asked of nodes that serve side by side, and told where it is only going to be needed', () => {
    expect(found({})).toEqual([]);
    expect(found({ blobs })).toEqual(['problem blobs.folder']);
    expect(found({ database: { url } })).toEqual(['warning blobs']);
    expect(found({ database: { url }, blobs })).toEqual([]);
    const several = { database: { url, nodes: 'several' } };
    expect(found(several)).toEqual(['problem blobs', 'problem siteUrl', 'warning mail.smtp']);
    const whole = { ...several, blobs, siteUrl: 'https://operateur.example', mail: { smtp: { host: 'mail.example' } } };
    expect(found(whole)).toEqual([]);
  });

  it('is a folder that is there, as it is never made', () => {
    const of = (contents: string) => checkFolders((name) => (name === 'blobs.folder' ? contents : undefined));
    expect(of(join(folder, 'not-mounted'))).toEqual([
      { kind: 'problem', setting: 'blobs.folder', reason: 'missing: not mounted?' },
    ]);
    expect(of(folder)).toEqual([]);
  });

  it('is a bucket or a folder for contents, and not both', () => {
    const s3 = { endpoint: 'https://s3.example', bucket: 'medimail', accessKey: 'a', secretKeyFile: 'b' };
    for (const wrong of [{}, { s3, ...blobs }]) expect(() => found({ blobs: wrong })).toThrow('a bucket or a folder');
  });
});

describe('the environment', () => {
  it('has one variable for each setting, and no two settings share one', () => {
    const variables = new Set(allSettings.map(({ variable }) => variable));
    expect(variables.size).toBe(new Set(allSettings.map(({ name }) => name)).size);
    expect([...variables]).toEqual(
      expect.arrayContaining([
        'MEDIMAIL_OPERATOR_DATA_FOLDER',
        'MEDIMAIL_OPERATOR_MAIL__SMTP__PASSWORD_FILE',
        'MEDIMAIL_OPERATOR_SCANNER__CLAMD__SOCKET',
        'MEDIMAIL_OPERATOR_TRUST__GRACE_MS',
        'MEDIMAIL_OPERATOR_METRICS__LISTEN__PORT',
      ]),
    );
    for (const name of Object.keys(OperatorConfig.shape)) {
      expect(
        allSettings.some(({ path }) => path[0] === name),
        name,
      ).toBe(true);
    }
  });

  it('goes before the file, setting by setting, and keeps text that is no number as it is', () => {
    const environment = readEnvironment({
      MEDIMAIL_OPERATOR_TRUST__GRACE_MS: '5',
      MEDIMAIL_OPERATOR_NAME: '42',
      MEDIMAIL_OPERATOR_PORT: 'many',
      PATH: '/bin',
    });
    const file = { name: 'F', trust: { anchorsFile: 'a', graceMs: 1 } };
    const tree = mergeLayers([
      { from: 'file', tree: file },
      { from: 'environment', tree: environment },
    ]);
    expect(tree).toEqual({ name: '42', port: 'many', trust: { anchorsFile: 'a', graceMs: 5 } });
  });
});
