/**
 * The client in Electron's own program, driven by the same interface as over Chromium. It runs where that program is
 * installed (`npm run e2e:electron`); what a person or the system would do is put in place of Electron's functions.
 */
import { once } from 'node:events';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import type { AppUnderTest } from './app-under-test.ts';

/** Chromium refuses its own sandbox to root; only a development container runs as root. */
export function electronArguments(root: string): string[] {
  return [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root];
}

interface Stage {
  answers: (readonly string[] | null)[];
  calls: { api: string; detail: unknown }[];
  idleSeconds: number;
}

/** Replaces what needs a person: file dialogs answer from a queue, focus and idleness are recorded and set. */
async function setStage(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ app: electronApp, BrowserWindow, dialog, powerMonitor }) => {
    const stage: Stage = { answers: [], calls: [], idleSeconds: 0 };
    (globalThis as unknown as { medimailStage: Stage }).medimailStage = stage;
    const answer = (api: string, args: unknown[]) => {
      stage.calls.push({ api, detail: args.at(-1) });
      const paths = stage.answers.shift();
      if (paths === undefined) throw new Error(`${api} with no answer queued`);
      return { canceled: paths === null, filePaths: [...(paths ?? [])], filePath: paths?.[0] ?? '' };
    };
    Object.assign(dialog, {
      showOpenDialog: async (...args: unknown[]) => answer('dialog.showOpenDialog', args),
      showSaveDialog: async (...args: unknown[]) => answer('dialog.showSaveDialog', args),
    });
    Object.assign(powerMonitor, { getSystemIdleTime: () => stage.idleSeconds });
    const watch = (window: Electron.BrowserWindow) =>
      window.on('focus', () => stage.calls.push({ api: 'BrowserWindow.focus', detail: { id: window.id } }));
    for (const window of BrowserWindow.getAllWindows()) watch(window);
    electronApp.on('browser-window-created', (_event, window) => void watch(window));
  });
}

/** The page of the window that is shown, once it is another than `former`: a spare one is loaded and hidden. */
async function shownPage(app: ElectronApplication, former: Page | null): Promise<Page> {
  for (;;) {
    for (const page of app.windows()) {
      if (page === former || page.isClosed()) continue;
      const window = await app.browserWindow(page);
      if (await window.evaluate((one) => one.isVisible())) return page;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Starts Electron's program on the repository. */
export async function launchElectron(
  executablePath: string,
  root: string,
  env: Record<string, string>,
): Promise<AppUnderTest> {
  const app = await _electron.launch({ executablePath, args: electronArguments(root), cwd: root, env });
  const child = app.process();
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => chunks.push(String(chunk)));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  await app.firstWindow();
  await setStage(app);
  const queue = (paths: readonly string[] | null) =>
    app.evaluate((_electronModule, answer) => {
      (globalThis as unknown as { medimailStage: Stage }).medimailStage.answers.push(answer);
    }, paths);
  return {
    pid: child.pid ?? 0,
    page: () => shownPage(app, null),
    nextPage: async () => shownPage(app, await shownPage(app, null)),
    dialogs: {
      queueOpen: (paths) => queue(paths),
      queueSave: (path) => queue([path]),
      queueCancel: () => queue(null),
    },
    power: (event) => app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event),
    idle: (seconds) =>
      app.evaluate((_electronModule, value) => {
        (globalThis as unknown as { medimailStage: Stage }).medimailStage.idleSeconds = value;
      }, seconds),
    network: (online) => app.evaluate(({ net }, value) => void Object.assign(net, { isOnline: () => value }), online),
    calls: () => app.evaluate(() => (globalThis as unknown as { medimailStage: Stage }).medimailStage.calls),
    clipboard: () => app.evaluate(({ clipboard }) => clipboard.readText()),
    output: () => chunks.join(''),
    async stop() {
      await app.evaluate(({ app: electronApp }) => electronApp.quit());
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    exited,
  };
}
