/**
 * Runs the client for tests in Electron itself, where its program is installed: the same handle as `app.ts` gives over
 * Chromium, so that the same scenes run on both.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { electronBinary } from '../../tools/start/electron-binary.ts';
import type { AppUnderTest, LaunchOptions } from './app.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What the test notes in Electron's main process. */
interface Notes {
  readonly answers: (string[] | null)[];
  readonly calls: { api: string; detail: unknown }[];
  idleSeconds: number;
}

declare global {
  var medimailNotes: Notes | undefined;
}

/** Settings as the client reads them from its environment. */
function environmentOf(options: LaunchOptions): Record<string, string> {
  const settings: Record<string, string | undefined> = {
    MEDIMAIL_DATA: options.dataFolder,
    MEDIMAIL_OPERATOR_URL: options.operatorUrl,
    MEDIMAIL_TRUST_DIR: options.trustDir,
    MEDIMAIL_READERS: options.readers && JSON.stringify(options.readers),
    MEDIMAIL_UNDO_SECONDS: options.undoSeconds?.toString(),
    MEDIMAIL_IDLE_SECONDS: options.idleSeconds?.toString(),
    MEDIMAIL_SHARED_WORKSTATION: options.sharedWorkstation ? '1' : undefined,
  };
  const all = { ...process.env, ...settings, ...options.cardEnvironment, ...options.environment };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Puts the test in the place of whoever would answer dialogs, and of the computer's idle clock. */
async function standIn(application: ElectronApplication): Promise<void> {
  await application.evaluate(({ dialog, powerMonitor, shell }) => {
    const notes: Notes = { answers: [], calls: [], idleSeconds: 0 };
    globalThis.medimailNotes = notes;
    const answer = (api: string, detail: unknown): string[] | null => {
      notes.calls.push({ api, detail });
      const next = notes.answers.shift();
      if (next === undefined) throw new Error(`${api} with no answer queued`);
      return next;
    };
    dialog.showOpenDialog = async (...parts: unknown[]) => {
      const filePaths = answer('dialog.showOpenDialog', parts.at(-1));
      return { canceled: filePaths === null, filePaths: filePaths ?? [] };
    };
    dialog.showSaveDialog = async (...parts: unknown[]) => {
      const filePaths = answer('dialog.showSaveDialog', parts.at(-1));
      return { canceled: filePaths === null, filePath: filePaths?.[0] ?? '' };
    };
    shell.openExternal = async (url) => {
      notes.calls.push({ api: 'shell.openExternal', detail: url });
    };
    powerMonitor.getSystemIdleTime = () => notes.idleSeconds;
  });
}

/** Starts Electron on the built client and waits for its window. */
export async function launchElectron(options: LaunchOptions): Promise<AppUnderTest> {
  const binary = electronBinary(root);
  if (binary === null) throw new Error("Electron's program is not installed: npx install-electron");
  await mkdir(options.dataFolder, { recursive: true, mode: 0o700 });
  const application = await _electron.launch({
    executablePath: binary,
    // Chromium's sandbox refuses to run as root, as in a build container.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), options.entry ?? root],
    cwd: root,
    env: environmentOf(options),
  });
  const child = application.process();
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await standIn(application);
  await application.firstWindow();

  const current = async (): Promise<Page> => application.windows().at(-1) ?? application.waitForEvent('window');
  const queue = (paths: readonly string[] | null) =>
    application.evaluate(
      (_electronModule, chosen) => {
        globalThis.medimailNotes?.answers.push(chosen);
      },
      paths === null ? null : [...paths],
    );

  return {
    pid: child.pid ?? 0,
    page: current,
    nextPage: () => application.waitForEvent('window'),
    dialogs: {
      queueOpen: queue,
      queueSave: (path) => queue([path]),
      queueCancel: () => queue(null),
    },
    power: (event) =>
      application.evaluate(({ powerMonitor }, name) => {
        powerMonitor.emit(name);
      }, event),
    idle: (seconds) =>
      application.evaluate((_electronModule, value) => {
        if (globalThis.medimailNotes) globalThis.medimailNotes.idleSeconds = value;
      }, seconds),
    calls: () => application.evaluate(() => globalThis.medimailNotes?.calls ?? []),
    clipboard: () => application.evaluate(({ clipboard }) => clipboard.readText()),
    output: () => chunks.join(''),
    async stop() {
      await application.close();
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    exited,
  };
}
