/** Each check of `npm run ready` is shown a small tree that breaks its rule, and must refuse it. */
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checks } from '../../tools/ready/checks.ts';
import { runCheck } from '../../tools/ready/run-check.ts';

const root = join(import.meta.dirname, '..', '..');
const trees: string[] = [];

afterEach(async () => {
  await Promise.all(trees.splice(0).map((tree) => rm(tree, { recursive: true, force: true })));
});

/** A tree with the repository's settings and these files; libraries are empty packages, or the real ones by a link. */
async function tree(files: Readonly<Record<string, string>>, libraries: readonly string[] | 'real'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'medimail-tree-'));
  trees.push(folder);
  const settings = (await readdir(root)).filter((name) => /^(tsconfig.*|biome|knip|package|\.jscpd)\.json$/.test(name));
  for (const name of [...settings, '.dependency-cruiser.cjs', '.gitignore']) {
    await cp(join(root, name), join(folder, name));
  }
  const all: Record<string, string> = { ...files };
  for (const area of ['contract', 'envelope', 'main', 'native', 'operator', 'preload', 'renderer', 'tests', 'tools']) {
    await mkdir(join(folder, area), { recursive: true });
  }
  if (libraries === 'real') await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  else {
    for (const name of libraries) {
      all[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' });
      all[`node_modules/${name}/index.js`] = 'module.exports = {};\n';
    }
  }
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

async function run(name: string, folder: string) {
  const check = checks.find((one) => one.name === name);
  if (!check) throw new Error(`no check named ${name}`);
  return runCheck(check, folder);
}

const value = 'export const value = 1;\n';
const importing = (...paths: string[]): string => paths.map((path) => `import '${path}';\n`).join('');

/** One file for each row of the design's table of imports, and the rule that must refuse it. */
const violations: readonly (readonly [rule: string, file: string, imports: string])[] = [
  ['contract', 'contract/model/person.ts', 'node:fs'],
  ['contract', 'contract/errors.ts', '../envelope/bytes.ts'],
  ['envelope', 'envelope/mime/build.ts', 'node:fs'],
  ['envelope', 'envelope/seal/seal.ts', '../../operator/app.ts'],
  ['session-core', 'main/session/core/outbox.ts', 'node:crypto'],
  ['session-core', 'main/session/core/sync.ts', '../store/cache.ts'],
  ['session-store', 'main/session/store/cache.ts', '../operator/client.ts'],
  ['session-operator', 'main/session/operator/client.ts', '../../../native/protocol.ts'],
  ['session-cards', 'main/session/cards/signer.ts', '../../../native/host.ts'],
  ['session-ipc', 'main/session/ipc/serve.ts', 'electron'],
  ['supervisor', 'main/supervisor/processes.ts', '../session/core/outbox.ts'],
  ['electron-edge', 'main/electron/window.ts', '../session/store/cache.ts'],
  ['preload', 'preload/preload.ts', 'node:fs'],
  ['cli-without-electron', 'main/cli/cli.ts', '../electron/window.ts'],
  ['main', 'main/compose.ts', '../native/host.ts'],
  ['card-channels-in-compose-alone', 'main/supervisor/cards.ts', '../../native/token-client.ts'],
  ['renderer-app', 'renderer/app/routes.tsx', '../../main/compose.ts'],
  ['renderer-screens', 'renderer/screens/inbox/inbox.tsx', '../reader/reader.tsx'],
  ['renderer-ui', 'renderer/ui/button.tsx', '../screens/reader/reader.tsx'],
  ['renderer', 'renderer/bridge.ts', 'node:path'],
  ['native', 'native/pcsc/monitor.ts', '../../main/compose.ts'],
  ['operator', 'operator/routes/deposit.ts', '../../main/compose.ts'],
  ['operator-services', 'operator/services/deposit.ts', '../store/events.ts'],
  ['electron-only-at-the-edge', 'main/supervisor/window.ts', 'electron'],
  ['not-to-tests-or-tools', 'operator/app.ts', '../tests/support/pki.ts'],
  ['no-unresolved', 'operator/missing.ts', './nowhere.ts'],
];

describe('boundaries', () => {
  it('refuse an import across each of them', async () => {
    const files: Record<string, string> = {};
    const targets = [
      'envelope/bytes.ts',
      'operator/store/events.ts',
      'native/protocol.ts',
      'native/host.ts',
      'native/token-client.ts',
      'renderer/screens/reader/reader.tsx',
      'tests/support/pki.ts',
    ];
    for (const target of targets) files[target] = value;
    for (const [, file, imports] of violations) files[file] = `${value}${importing(imports)}`;
    const outcome = await run('boundaries', await tree(files, ['electron', 'zod']));
    expect(outcome.passed).toBe(false);
    const missed = violations.filter(
      ([rule, file]) => !outcome.output.split('\n').some((line) => line.includes(` ${rule}: ${file}`)),
    );
    expect(missed, outcome.output).toEqual([]);
  });

  it('refuse a circle of imports', async () => {
    const files = {
      'operator/one.ts': `${value}${importing('./two.ts')}`,
      'operator/two.ts': `${value}${importing('./one.ts')}`,
    };
    const outcome = await run('boundaries', await tree(files, []));
    expect(outcome.output).toContain('no-cycle');
  });

  it('refuse an import of types alone', async () => {
    const files = {
      'contract/ids.ts': "export type { Store } from '../operator/store.ts';\n",
      'operator/store.ts': 'export interface Store {}\n',
    };
    expect((await run('boundaries', await tree(files, []))).output).toContain('contract: contract/ids.ts');
  });

  it('let what the design allows pass', async () => {
    const files = {
      'contract/errors.ts': importing('zod') + value,
      'envelope/bytes.ts': importing('../contract/errors.ts', 'node:crypto', 'node:stream/web') + value,
      'main/session/core/outbox.ts': importing('../../../contract/errors.ts') + value,
      'main/session/cards/signer.ts': importing('../core/outbox.ts', '../../../native/protocol.ts', 'node:fs') + value,
      'main/electron/window.ts': importing('electron', 'node:path', '../../contract/errors.ts') + value,
      'native/protocol.ts': importing('../contract/errors.ts') + value,
      'renderer/bridge.ts': importing('../contract/errors.ts') + value,
      'renderer/screens/inbox/inbox.tsx': importing('./row.tsx', '../../bridge.ts', '../../ui/button.tsx') + value,
      'renderer/screens/inbox/row.tsx': value,
      'renderer/ui/button.tsx': value,
      'tests/all.test.ts': importing('../native/protocol.ts', '../main/electron/window.ts') + value,
    };
    const outcome = await run('boundaries', await tree(files, ['electron', 'zod']));
    expect(outcome.output).toContain('no dependency violations found');
  });
});

describe('types', () => {
  it('refuse Node in the shared language', async () => {
    const folder = await tree({ 'contract/a.ts': 'export const size = Buffer.from("a").length;\n' }, 'real');
    expect((await run('types:contract', folder)).output).toContain("Cannot find name 'Buffer'");
  });

  it('refuse the DOM in Node', async () => {
    const folder = await tree({ 'main/a.ts': 'export const title = document.title;\n' }, 'real');
    expect((await run('types:node', folder)).output).toContain("Cannot find name 'document'");
  });

  it('refuse Node on the screens and in the preload', async () => {
    const text = 'export const home = process.cwd();\n';
    const folder = await tree({ 'renderer/a.ts': text, 'preload/a.ts': text }, 'real');
    expect((await run('types:renderer', folder)).output).toContain("Cannot find name 'process'");
    expect((await run('types:preload', folder)).output).toContain("Cannot find name 'process'");
  });

  it('refuse what erasing types would not remove', async () => {
    const folder = await tree({ 'tests/a.ts': 'export enum Colour { Red }\n' }, 'real');
    expect((await run('types:tools', folder)).output).toContain('erasableSyntaxOnly');
  });
});

describe('lint', () => {
  it('refuses another format', async () => {
    const outcome = await run('lint', await tree({ 'operator/a.ts': 'export const a = "double"\n' }, []));
    expect(outcome.passed).toBe(false);
    expect(outcome.output).toContain('format');
  });

  it('refuses `any` and empty blocks', async () => {
    const text = 'export function run(a: any): void {\n  try {\n    a();\n  } catch {}\n}\n';
    const outcome = await run('lint', await tree({ 'operator/a.ts': text }, []));
    expect(outcome.output).toContain('noExplicitAny');
    expect(outcome.output).toContain('noEmptyBlockStatements');
  });
});

describe('house rules', () => {
  const pragma = ['@ts', 'ignore'].join('-');
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['a barrel', 'envelope/index.ts', "export * from './bytes.ts';\n", 'no barrels'],
    ['a folder that could hold anything', 'main/utils/text.ts', value, 'can hold anything'],
    ['a name in another case', 'operator/DepositService.ts', value, 'kebab-case'],
    ['a silenced type checker', 'operator/a.ts', `// ${pragma}\n${value}`, 'not silenced'],
    [
      'a read past the transaction of a commit',
      'operator/store/sql/a.store.ts',
      'declare const database: { commit(work: () => unknown): void; all(): void };\ndatabase.commit(() => database.all());\n',
      'through its transaction alone',
    ],
    ['a screen that prints by itself', 'renderer/a.ts', 'window.print();\n', 'as the administrator allows'],
    ['something left for later', 'operator/a.ts', `// ${['TO', 'DO'].join('')}: more\n${value}`, 'left for later'],
  ];
  for (const [what, file, text, message] of cases) {
    it(`refuse ${what}`, async () => {
      const outcome = await run('house-rules', await tree({ [file]: text }, []));
      expect(outcome.passed).toBe(false);
      expect(outcome.output).toContain(message);
    });
  }
});

describe('dead code', () => {
  it('refuses a file that nothing uses and an export that nothing imports', async () => {
    const files = {
      'operator/cli.ts': "import { used } from './used.ts';\n\nprocess.exitCode = used;\n",
      'operator/used.ts': 'export const used = 0;\nexport const forgotten = 1;\n',
      'operator/lost.ts': value,
    };
    const outcome = await run('dead-code', await tree(files, 'real'));
    expect(outcome.output).toContain('operator/lost.ts');
    expect(outcome.output).toContain('forgotten');
  });
});

describe('duplication', () => {
  it('refuses the same code written twice', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `export const value${i} = compute(${i}, 'a', [${i}]);`);
    const text = `declare function compute(a: number, b: string, c: number[]): number;\n${lines.join('\n')}\n`;
    const outcome = await run('duplication', await tree({ 'operator/a.ts': text, 'native/b.ts': text }, []));
    expect(outcome.output).toContain('Clone found');
    expect(outcome.passed).toBe(false);
  });
});

describe('a clean tree', () => {
  for (const name of ['lint', 'boundaries', 'house-rules', 'duplication']) {
    it(`passes ${name}`, async () => {
      const outcome = await run(name, await tree({ 'operator/a.ts': value }, []));
      expect(outcome.passed, outcome.output).toBe(true);
    });
  }
});
