/**
 * `npm start`: the whole of Medimail on this computer. Starts a demonstration operator, puts a virtual card into a
 * virtual reader where there is no real one, builds, and shows the application: in Electron where its program is
 * installed, else in Chromium (tools/chromium-host). Without a display it plays the tour instead.
 *
 * `npm start -- --two` opens two workstations, Claire's and Paul's. `--operator URL --trust DIR` uses another operator;
 * `--virtual-card` ignores real readers; `--data DIR` keeps the demonstration elsewhere than in `.data/demo`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startHost } from '../tests/support/app.ts';
import { demoPki } from '../tests/support/pki/demo.ts';
import type { CastName } from '../tests/support/pki/people.ts';
import { startDemoOperator } from './demo/operator.ts';
import { electronBinary, hasElectronBuild } from './start/electron-binary.ts';
import { insertCards, listenToHands, realReaders } from './start/readers.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(root, '.data', 'demo') },
    operator: { type: 'string' },
    trust: { type: 'string' },
    two: { type: 'boolean', default: false },
    'virtual-card': { type: 'boolean', default: false },
  },
});
const data = resolve(values.data);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs one of our programs with the terminal's own output; its exit code. */
async function runTool(name: string, args: readonly string[] = []): Promise<number> {
  const program = ['--import', 'tsx', join(root, 'tools', `${name}.ts`), ...args];
  const child = spawn(process.execPath, program, { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

interface Workstation {
  readonly name: string;
  readonly readers: readonly string[] | null;
}

interface Surroundings {
  readonly operatorUrl: string;
  readonly trustFolder: string;
  readonly cardEnvironment: Readonly<Record<string, string>>;
}

/** Electron's program, with the database compiled for it; null where Chromium stands in. */
async function chooseShell(): Promise<string | null> {
  const binary = electronBinary(root);
  if (binary === null || hasElectronBuild(root)) return binary;
  say("Electron is installed; compiling the database for it (its headers come from Electron's site).");
  if ((await runTool('native-builds')) === 0) return binary;
  say('That failed: Chromium stands in for Electron.');
  return null;
}

/** Opens one workstation; Electron gets the same settings as Chromium's stand-in, through its environment. */
function openWorkstation(workstation: Workstation, around: Surroundings, binary: string | null): ChildProcess {
  const dataFolder = join(data, workstation.name);
  if (binary === null) {
    const host = startHost({
      dataFolder,
      operatorUrl: around.operatorUrl,
      trustDir: around.trustFolder,
      cardEnvironment: around.cardEnvironment,
      keyringFile: join(data, `${workstation.name}.keyring`),
      visible: true,
      ...(workstation.readers === null ? {} : { readers: workstation.readers }),
    });
    host.stdout?.pipe(process.stdout);
    host.stderr?.pipe(process.stderr);
    return host;
  }
  const env = {
    ...process.env,
    ...around.cardEnvironment,
    MEDIMAIL_DATA: dataFolder,
    MEDIMAIL_OPERATOR_URL: around.operatorUrl,
    MEDIMAIL_TRUST_DIR: around.trustFolder,
    ...(workstation.readers === null ? {} : { MEDIMAIL_READERS: JSON.stringify(workstation.readers) }),
  };
  // Chromium's sandbox refuses to run as root; only a development container does that.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return spawn(binary, [...flags, root], { env, stdio: 'inherit' });
}

/** The demonstration goes on without a card where the card service cannot be started, and says why. */
async function insertVirtualCards(pkiFolder: string, names: readonly CastName[]) {
  const { cards } = await demoPki(pkiFolder);
  try {
    return await insertCards(names.map((name) => cards[name]));
  } catch (error) {
    say(`No virtual card: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Runs until the last window is closed or the terminal says stop; undoes what was started, last first. */
async function main(): Promise<number> {
  if (!hasDisplay()) {
    say('There is no display: playing the tour instead (npm run tour).');
    return runTool('tour', ['--out', join(root, 'tour-out')]);
  }
  if ((await runTool('build')) !== 0) return 1;
  const shell = await chooseShell();
  await mkdir(data, { recursive: true, mode: 0o700 });
  const undo: (() => Promise<void>)[] = [];
  try {
    let operatorUrl = values.operator;
    const pkiFolder = join(data, 'pki');
    if (operatorUrl === undefined) {
      const operator = await startDemoOperator({ dataFolder: join(data, 'operator'), pkiFolder });
      undo.push(operator.stop);
      operatorUrl = operator.url;
      say(`Mails that the demonstration sent: ${operatorUrl}/demo/mails`);
    }
    const trustFolder = values.trust ?? pkiFolder;
    const real = values['virtual-card'] ? [] : await realReaders(root);
    const names: CastName[] = values.two ? ['claire-martin', 'paul-leroy'] : ['claire-martin'];
    let workstations: Workstation[] = [{ name: 'workstation', readers: null }];
    let cardEnvironment: Readonly<Record<string, string>> = {};
    if (real.length > 0) {
      say(`Card readers: ${real.join(', ')} (npm start -- --virtual-card uses a virtual one).`);
    } else {
      const inserted = await insertVirtualCards(pkiFolder, names);
      if (inserted) {
        const { pcscd, cards } = inserted;
        undo.push(pcscd.close, ...cards.map(({ card }) => card.remove));
        cardEnvironment = pcscd.environment;
        workstations = names.map((name, index) => ({ name, readers: cards[index] ? [cards[index].reader.name] : [] }));
        say('Virtual cards, with their PIN:');
        listenToHands(cards, say);
      }
    }
    say(`Operator: ${operatorUrl}`);
    const around = { operatorUrl, trustFolder, cardEnvironment };
    const windows = workstations.map((one) => openWorkstation(one, around, shell));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        for (const window of windows) window.kill('SIGTERM');
      });
    }
    const ends = await Promise.all(windows.map((window) => once(window, 'exit')));
    return ends.every(([code]) => code === 0) ? 0 : 1;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

process.exit(await main());
