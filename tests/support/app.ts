/**
 * Runs the client for tests, tour and demo: the genuine Electron entry over Chromium (tools/chromium-host), with
 * Playwright attached beside it. Several can run at once; each has its own data folder and its own Chromium.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildClient } from '../../tools/build/client.ts';
import type { ControlMessage, ControlRequest } from '../../tools/chromium-host/control.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface LaunchOptions {
  /** Everything that the client keeps; the test removes it. */
  readonly dataFolder: string;
  readonly operatorUrl?: string;
  /** Folder with `anchors.pem`, as `demoPki` writes it. */
  readonly trustDir?: string;
  /** Names of the readers that exist for this client. */
  readonly readers?: readonly string[];
  /** What the card service needs (`pcscd.environment`). */
  readonly cardEnvironment?: Readonly<Record<string, string>>;
  readonly undoSeconds?: number;
  readonly idleSeconds?: number;
  readonly sharedWorkstation?: boolean;
  /** Stands for the operating system's secret store; none without it. */
  readonly keyringFile?: string;
  /** Shows windows where there is a display. */
  readonly visible?: boolean;
  /** The main entry; the built client by default. */
  readonly entry?: string;
  /** Bundles to bring up to date first; all by default, none where the entry is given. */
  readonly build?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

type Act = ControlRequest extends infer R ? (R extends { act: string } ? Omit<R, 'id'> : never) : never;

export interface AppUnderTest {
  readonly pid: number;
  /** The page of the window shown now; waits for one that is being opened. */
  page(): Promise<Page>;
  /** Resolves when the present window has been replaced by another, with that one's page. */
  nextPage(): Promise<Page>;
  readonly dialogs: {
    /** The next « open » dialog chooses these. */
    queueOpen(paths: readonly string[]): Promise<void>;
    /** The next « save » dialog or folder dialog chooses this. */
    queueSave(path: string): Promise<void>;
    queueCancel(): Promise<void>;
  };
  /** What the system would do: sleep, lock its screen, wake up. */
  power(event: 'suspend' | 'resume' | 'lock-screen'): Promise<void>;
  /** Seconds since anybody touched the computer. */
  idle(seconds: number): Promise<void>;
  /** What the client asked of the system, in order (`BrowserWindow.focus`, `dialog.showOpenDialog`, …). */
  calls(): Promise<readonly { api: string; detail: unknown }[]>;
  clipboard(): Promise<string>;
  /** What the client and its children wrote on their outputs. */
  output(): string;
  /** Leaves as a user would. */
  stop(): Promise<void>;
  /** Dies at once (SIGKILL). */
  kill(): Promise<void>;
  readonly exited: Promise<number | null>;
}

/** Starts the client and attaches to it once its window is there. */
export async function launchApp(options: LaunchOptions): Promise<AppUnderTest> {
  if (!options.entry) await buildClient({ root, force: false, ...(options.build ? { only: options.build } : {}) });
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
  const { operatorUrl, trustDir, readers, undoSeconds, idleSeconds, sharedWorkstation, keyringFile } = options;
  const settings: Record<string, string | undefined> = {
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
  };
  const set = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return fork(`${root}tools/chromium-host/run.ts`, [options.entry ?? `${root}out/main/index.js`], {
    cwd: root,
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...options.cardEnvironment, ...Object.fromEntries(set), ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
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
