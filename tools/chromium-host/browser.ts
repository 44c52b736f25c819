/**
 * Chromium's process: started on a profile that is deleted at exit, spoken to through its pipe, and gone whenever the
 * host is gone, however that ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, connectPipe } from './pipe.ts';
import type { HostSettings } from './settings.ts';

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

export interface Browser {
  readonly connection: Connection;
  /** Address for tools that attach beside us; null unless asked for. */
  readonly debuggerUrl: string | null;
  /** Opens an empty window and answers its target. */
  openTarget(size: WindowSize): Promise<string>;
  /** Ends Chromium and removes its profile, at once. */
  stop(): void;
}

/** No traffic of Chromium's own, no feature that would keep or send content, and a single process per page. */
const switches = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  '--keep-alive-for-test',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-component-extensions-with-background-pages',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--disable-quic',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--disable-client-side-phishing-detection',
  '--disable-spell-checking',
  '--disable-search-engine-choice-screen',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-site-isolation-trials',
  '--disable-features=IsolateSandboxedIframes,Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions,AutofillServerCommunication',
  '--disk-cache-dir=/dev/null',
  '--disk-cache-size=1',
  '--media-cache-size=1',
  '--password-store=basic',
  '--use-mock-keychain',
  '--metrics-recording-only',
  '--hide-scrollbars',
  '--mute-audio',
  '--test-type',
];

/** Nothing leaves the machine even if a request escaped interception; on a display the first would show a warning bar. */
const noNetwork = (headless: boolean) =>
  headless
    ? ['--host-resolver-rules=MAP * ~NOTFOUND']
    : ['--proxy-server=http://127.0.0.1:9', '--proxy-bypass-list=<-loopback>'];

/** Every permission that the protocol can name and a page could ask for. */
const permissions = [
  'geolocation',
  'notifications',
  'midi',
  'camera',
  'microphone',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'idle-detection',
  'storage-access',
  'window-management',
  'local-fonts',
];

/** A page that exists only to be recognised among the targets. */
const markerPage = (serial: number) => `data:text/html,<title>Medimail</title><!-- window ${serial} -->`;

/**
 * Removes Chromium and its profile when the host dies, even by SIGKILL: its standard input is a pipe from the host, and
 * ends with it.
 */
function startReaper(pid: number, profile: string): ChildProcess {
  const script = 'cat >/dev/null; kill -KILL -"$1" 2>/dev/null; sleep 0.2; rm -rf -- "$2"';
  return spawn('/bin/sh', ['-c', script, 'reaper', String(pid), profile], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
}

async function debuggerUrl(profile: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      const [port, path] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
      if (port && path) return `ws://127.0.0.1:${port}${path}`;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    await delay(25);
  }
  throw new Error('Chromium did not open its debugging port');
}

/** Starts Chromium; resolves once it answers. */
export async function startBrowser(settings: HostSettings): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'medimail-chromium-'));
  const args = [
    ...switches,
    ...noNetwork(settings.headless),
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    ...(settings.debuggingPort ? ['--remote-debugging-port=0'] : []),
    ...(settings.headless ? ['--headless=new'] : ['--incognito']),
    // Chromium refuses its own sandbox to root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const child = spawn(settings.chromium, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = `${complaints}${chunk.toString('utf8')}`.slice(-4_000);
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`cannot start ${settings.chromium}`);
  const reaper = startReaper(pid, profile);
  reaper.unref();

  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    process.off('exit', stop);
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    // Closing its input makes the reaper do the same again, and remove what dying processes may still have written.
    reaper.stdin?.end();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', stop);

  const connection = connectPipe(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const died = connection.closed.then(() => {
    throw new Error(`Chromium ended at start: ${complaints.trim().split('\n').at(-1) ?? ''}`);
  });
  died.catch(stop);
  await Promise.race([connection.send('Browser.getVersion'), died]);

  const contextId = settings.headless
    ? (await connection.send('Target.createBrowserContext', { disposeOnDetach: true })).browserContextId
    : null;
  const inContext = contextId ? { browserContextId: contextId } : {};
  await Promise.all([
    connection.send('Target.setDiscoverTargets', { discover: true }),
    connection.send('Browser.setDownloadBehavior', { behavior: 'deny', ...inContext }),
    ...permissions.map((name) =>
      connection.send('Browser.setPermission', { permission: { name }, setting: 'denied', ...inContext }),
    ),
  ]);
  let serial = 0;
  const openHeadless = async (size: WindowSize) => {
    const created = await connection.send('Target.createTarget', {
      url: 'about:blank',
      width: size.width,
      height: size.height,
      newWindow: true,
      ...inContext,
    });
    return created.targetId;
  };
  const openOnDisplay = async (size: WindowSize) => {
    const marker = markerPage(++serial);
    // A second start on the same profile hands over to the running process and ends: the way to a window without tabs.
    const helper = spawn(
      settings.chromium,
      [
        `--user-data-dir=${profile}`,
        '--incognito',
        '--test-type',
        `--app=${marker}`,
        `--window-size=${size.width},${size.height}`,
      ].concat(args.filter((arg) => arg === '--no-sandbox')),
      { stdio: 'ignore' },
    );
    await once(helper, 'spawn');
    for (let tries = 0; tries < 400; tries++) {
      const { targetInfos } = await connection.send('Target.getTargets');
      const found = targetInfos.find((target) => target.type === 'page' && target.url.includes(`window ${serial}`));
      const encoded = targetInfos.find((target) => target.type === 'page' && target.url.includes(`window%20${serial}`));
      const target = found ?? encoded;
      if (target) return target.targetId;
      await delay(25);
    }
    throw new Error('Chromium opened no window');
  };

  return {
    connection,
    debuggerUrl: settings.debuggingPort ? await debuggerUrl(profile) : null,
    openTarget: settings.headless ? openHeadless : openOnDisplay,
    stop,
  };
}
