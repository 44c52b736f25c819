/**
 * Runs the client for tests, tour and demo: the genuine Electron entry over Chromium (tools/chromium-host), with
 * Playwright attached beside it. Several can run at once; each has its own data folder and its own Chromium.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildBundles } from '../../tools/build/bundles.ts';
import type { ControlMessage, ControlRequest } from '../../tools/chromium-host/control.ts';
import { electronBinary } from '../../tools/start/electron-binary.ts';
import type { AppUnderTest, LaunchOptions } from './app-under-test.ts';
import { electronArguments, launchElectron } from './electron-app.ts';

export type { AppUnderTest, LaunchOptions };

const root = fileURLToPath(new URL('../../', import.meta.url));

type Act = ControlRequest extends infer R ? (R extends { act: string } ? Omit<R, 'id'> : never) : never;

/** Starts the client and attaches to it once its window is there. */
export async function launchApp(options: LaunchOptions): Promise<AppUnderTest> {
  await builtOnce(options);
  const program = wantsElectron(options);
  return program ? launchElectron(program, root, settingsOf(options)) : launchOverChromium(options);
}

const built = new Map<string, Promise<unknown>>();

/** Nothing changes while a program runs that starts the client again and again. */
function builtOnce({ entry, build }: LaunchOptions): Promise<unknown> {
  const only = entry ? ['host'] : build && [...build, 'host'];
  const name = only?.join(' ') ?? '';
  const building = built.get(name) ?? buildBundles({ root, force: false, ...(only ? { only } : {}) });
  built.set(name, building);
  return building;
}

/** Electron's own program, where the run asks for it (`npm run e2e:electron`). */
function wantsElectron({ entry }: LaunchOptions): string | null {
  if (entry !== undefined || process.env['MEDIMAIL_SHELL'] !== 'electron') return null;
  const program = electronBinary(root);
  if (program === null) throw new Error("Electron's program is not installed: npx install-electron");
  return program;
}

async function launchOverChromium(options: LaunchOptions): Promise<AppUnderTest> {
  const child = startHost(options);
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  const output = () => chunks.join('');
  const news = new EventEmitter<{ window: []; gone: [] }>();
  const answers = new Map<number, (value: unknown) => void>();
  let current: { id: number; targetId: string } | null = null;
  let debuggerUrl: string | null = null;
  let browser: Promise<Browser> | null = null;
  let nextId = 1;

  const exited = once(child, 'exit').then(([code]) => {
    current = null;
    news.emit('gone');
    return code as number | null;
  });
  child.on('message', (message: ControlMessage) => {
    if (message.type === 'answer') {
      answers.get(message.id)?.(message.value);
      answers.delete(message.id);
    } else if (message.type === 'window-opened') {
      current = message;
      debuggerUrl = message.debuggerUrl;
      news.emit('window');
    } else if (current?.id === message.id) {
      current = null;
    }
  });

  const ask = (act: Act): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      answers.set(id, resolve);
      child.send({ ...act, id }, (error) => {
        if (error) reject(error);
      });
    });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const window = async (): Promise<{ id: number; targetId: string }> => {
    while (!current) {
      if (isOver()) throw new Error(`the client has ended: ${output()}`);
      await Promise.race([once(news, 'window'), once(news, 'gone')]);
    }
    return current;
  };
  const page = async (): Promise<Page> => {
    for (;;) {
      const { targetId } = await window();
      browser ??= chromium.connectOverCDP(debuggerUrl ?? '');
      const found = await findPage(await browser, targetId);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const close = async () => {
    await (await browser?.catch(() => null))?.close();
    await exited;
  };

  await window();
  return {
    pid: child.pid ?? 0,
    page,
    async nextPage() {
      const before = (await window()).id;
      while (!current || current.id === before) await once(news, 'window');
      return page();
    },
    dialogs: {
      queueOpen: async (paths) => void (await ask({ act: 'queue-dialog', paths: [...paths] })),
      queueSave: async (path) => void (await ask({ act: 'queue-dialog', paths: [path] })),
      queueCancel: async () => void (await ask({ act: 'queue-dialog', paths: null })),
    },
    power: async (event) => void (await ask({ act: 'power', event })),
    idle: async (seconds) => void (await ask({ act: 'idle', seconds })),
    network: async (online) => void (await ask({ act: 'network', online })),
    calls: async () => (await ask({ act: 'calls' })) as { api: string; detail: unknown }[],
    clipboard: async () => (await ask({ act: 'clipboard' })) as string,
    output,
    async stop() {
      if (!isOver()) child.send({ id: nextId++, act: 'quit' });
      await close();
    },
    async kill() {
      child.kill('SIGKILL');
      await close();
    },
    exited,
  };
}

/** Starts the client without waiting for a window: a second instance opens none. */
export function startHost(options: LaunchOptions): ChildProcess {
  const env = settingsOf(options);
  const program = wantsElectron(options);
  if (program)
    return spawn(program, [...electronArguments(root), ...(options.args ?? [])], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
  return fork(`${root}out/host/run.js`, [options.entry ?? `${root}out/main/index.js`, ...(options.args ?? [])], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** The options as the environment that the client and its host read. */
function settingsOf(options: LaunchOptions): Record<string, string> {
  const { operatorUrl, trustDir, readers, undoSeconds, idleSeconds, sharedWorkstation, keyringFile } = options;
  const settings: Record<string, string | undefined> = {
    ...process.env,
    MEDIMAIL_DATA: options.dataFolder,
    MEDIMAIL_OPERATOR_URL: operatorUrl,
    MEDIMAIL_TRUST_DIR: trustDir,
    MEDIMAIL_READERS: readers && JSON.stringify(readers),
    MEDIMAIL_UNDO_SECONDS: undoSeconds?.toString(),
    MEDIMAIL_IDLE_SECONDS: idleSeconds?.toString(),
    MEDIMAIL_SHARED_WORKSTATION: sharedWorkstation ? '1' : undefined,
    MEDIMAIL_HOST_KEYRING: keyringFile,
    MEDIMAIL_HOST_DEBUGGING_PORT: '1',
    MEDIMAIL_HOST_HEADLESS: options.visible ? undefined : '1',
    ...options.cardEnvironment,
    ...options.environment,
  };
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

async function findPage(browser: Browser, targetId: string): Promise<Page | null> {
  for (const context of browser.contexts()) {
    for (const candidate of context.pages()) {
      if ((await targetOf(candidate)) === targetId) return candidate;
    }
  }
  return null;
}

/** Null for a page that is closing. */
async function targetOf(page: Page): Promise<string | null> {
  try {
    const session = await page.context().newCDPSession(page);
    const { targetInfo } = await session.send('Target.getTargetInfo');
    await session.detach();
    return targetInfo.targetId;
  } catch (error) {
    if (page.isClosed() || String(error).includes('closed')) return null;
    throw error;
  }
}
