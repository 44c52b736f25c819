/**
 * Rules that no ready-made tool checks: no barrels, no folders that could hold anything, kebab-case names, no escape
 * hatch from the type checker or the linter, nothing left for later, no read past the transaction of a commit, no screen
 * that prints past the administrator's word.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import ts from 'typescript';
import { productFolders } from './checks.ts';

interface Finding {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

const vagueFolders = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'shared']);
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Written apart, so that this file does not find itself. */
const escapeHatches: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`@ts-${'(ignore|nocheck|expect-error)'}\\b`), 'the type checker is not silenced'],
  [new RegExp(`biome-${'ignore'}`), 'the linter is not silenced'],
  [new RegExp(`knip-${'ignore'}|@public${'ForKnip'}`), 'the dead-code check is not silenced'],
  [new RegExp(`jscpd:${'ignore'}`), 'the duplication check is not silenced'],
  [new RegExp(`\\b(TO${'DO'}|FIX${'ME'}|XX${'X'}|HA${'CK'})\\b`), 'nothing is left for later'],
];

/** The page's own printing asks nobody. */
const ownPrinting = /\b(window|globalThis|self)\.print\b/;

async function sourceFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of [...productFolders, 'tests', 'tools']) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(ifPresent);
    for (const entry of entries) {
      if (entry.isFile() && /\.(ts|tsx|mjs|cjs)$/.test(entry.name)) found.push(join(entry.parentPath, entry.name));
    }
  }
  return found.sort();
}

/** A folder that does not exist holds nothing; any other failure stays one. */
function ifPresent(error: NodeJS.ErrnoException): [] {
  if (error.code !== 'ENOENT') throw error;
  return [];
}

/** A barrel: every statement hands on what another module exports, and nothing is declared. */
function isBarrel(source: ts.SourceFile): boolean {
  return (
    source.statements.length > 0 &&
    source.statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined)
  );
}

/**
 * Places in the work of a commit that name the database itself instead of the work's transaction: such a read would see
 * what was before, or wait for its own end.
 */
function pastTransaction(source: ts.SourceFile): number[] {
  const found: number[] = [];
  const visit = (node: ts.Node, isInWork: boolean): void => {
    if (isInWork && ts.isIdentifier(node) && node.text === 'database') found.push(node.getStart(source));
    const isCommit =
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'commit';
    if (isCommit) for (const work of node.arguments) visit(work, true);
    else ts.forEachChild(node, (child) => visit(child, isInWork));
  };
  visit(source, false);
  return found;
}

function inspect(file: string, text: string): Finding[] {
  const findings: Finding[] = [];
  const report = (line: number, message: string): number => findings.push({ file, line, message });
  const folders = file.split(sep).slice(0, -1);
  const vague = folders.find((folder) => vagueFolders.has(folder));
  if (vague) report(1, `a folder named ${vague} can hold anything: name it for what it holds`);
  if (!kebabCase.test(basename(file))) report(1, 'file names are kebab-case');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const isStore = file.startsWith(join('operator', 'store'));
  for (const place of isStore ? pastTransaction(source) : []) {
    report(
      source.getLineAndCharacterOfPosition(place).line + 1,
      'the work of a commit reads and writes through its transaction alone',
    );
  }
  if (isBarrel(source)) report(1, 'no barrels: import from the module that declares');
  const isScreen = file.startsWith(`renderer${sep}`);
  for (const [index, line] of text.split('\n').entries()) {
    if (isScreen && ownPrinting.test(line))
      report(index + 1, 'screens print through `app.print`, as the administrator allows');
    for (const [pattern, message] of escapeHatches) if (pattern.test(line)) report(index + 1, message);
  }
  return findings;
}

const root = process.cwd();
const findings: Finding[] = [];
for (const file of await sourceFiles(root)) {
  findings.push(...inspect(relative(root, file), await readFile(file, 'utf8')));
}
for (const { file, line, message } of findings) process.stdout.write(`${file}:${line} ${message}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
