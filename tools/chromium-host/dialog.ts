/** `dialog`: answers come from a queue that the test fills, or from zenity when a person is there. */
import { execFile } from 'node:child_process';
import type Electron from 'electron';
import { emulated, NotEmulatedError } from './emulated.ts';
import { record, settings } from './host.ts';

/** What the next dialog answers: paths chosen, or null for « Annuler ». */
export type QueuedAnswer = readonly string[] | null;

const queue: QueuedAnswer[] = [];

/** Adds an answer for a dialog to come. */
export function queueAnswer(answer: QueuedAnswer): void {
  queue.push(answer);
}

function zenity(args: string[]): Promise<QueuedAnswer> {
  return new Promise((resolve, reject) => {
    execFile('zenity', ['--file-selection', '--separator=\n', ...args], (error, output) => {
      if (error?.code === 'ENOENT')
        reject(new NotEmulatedError('a file dialog without zenity (apt-get install zenity)'));
      else resolve(error ? null : output.trim().split('\n'));
    });
  });
}

async function ask(api: string, options: { title?: string; properties?: readonly string[] }, args: string[]) {
  record(api, options);
  const queued = queue.shift();
  if (queued !== undefined) return queued;
  if (settings.headless) throw new NotEmulatedError(`${api} with no answer queued`);
  return zenity([...(options.title ? [`--title=${options.title}`] : []), ...args]);
}

/** The options are the last argument, after an optional window. */
function optionsOf<T>(args: readonly unknown[]): T {
  return (args.at(-1) ?? {}) as T;
}

/** `dialog`. */
export const dialog = emulated('dialog', {
  async showOpenDialog(...args: unknown[]): Promise<Electron.OpenDialogReturnValue> {
    const options = optionsOf<Electron.OpenDialogOptions>(args);
    const properties: readonly string[] = options.properties ?? [];
    const paths = await ask('dialog.showOpenDialog', options, [
      ...(properties.includes('multiSelections') ? ['--multiple'] : []),
      ...(properties.includes('openDirectory') ? ['--directory'] : []),
    ]);
    return { canceled: paths === null, filePaths: [...(paths ?? [])] };
  },
  async showSaveDialog(...args: unknown[]): Promise<Electron.SaveDialogReturnValue> {
    const options = optionsOf<Electron.SaveDialogOptions>(args);
    const paths = await ask('dialog.showSaveDialog', options, [
      '--save',
      ...(options.defaultPath ? [`--filename=${options.defaultPath}`] : []),
    ]);
    return { canceled: paths === null, filePath: paths?.[0] ?? '' };
  },
  showErrorBox(title: string, content: string): void {
    record('dialog.showErrorBox', { title, content });
    process.stderr.write(`${title}\n${content}\n`);
  },
} satisfies Partial<Electron.Dialog>);
