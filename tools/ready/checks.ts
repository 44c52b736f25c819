/** The checks of `npm run ready`: each a tool of node_modules or a program of ours, run from the repository's root. */

export interface Check {
  readonly name: string;
  /** What a pass shows. */
  readonly shows: string;
  /** A program of node_modules/.bin, or a TypeScript file of ours. */
  readonly program: string;
  readonly args: readonly string[];
}

/** One TypeScript project per runtime, each seeing only what that runtime has. */
const runtimes = ['contract', 'node', 'renderer', 'preload', 'tools'] as const;

/** Folders of the product; `tests` and `tools` are no part of it. */
export const productFolders = ['contract', 'envelope', 'main', 'native', 'operator', 'preload', 'renderer'] as const;

export const checks: readonly Check[] = [
  {
    name: 'lint',
    shows: 'one format and no lint error',
    program: 'biome',
    args: ['ci', '--error-on-warnings', '--colors=off'],
  },
  ...runtimes.map((runtime) => ({
    name: `types:${runtime}`,
    shows: `strict types with what the ${runtime} runtime has`,
    program: 'tsc',
    args: ['--noEmit', '-p', `tsconfig.${runtime}.json`],
  })),
  {
    name: 'boundaries',
    shows: 'imports go only where the design lets them',
    program: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...productFolders, 'tests', 'tools'],
  },
  {
    name: 'house-rules',
    shows: 'no barrels, plain names, no escape hatches',
    program: 'tools/ready/house-rules.ts',
    args: [],
  },
  { name: 'dead-code', shows: 'nothing is left unused', program: 'knip', args: ['--no-progress'] },
  { name: 'duplication', shows: 'nothing is written twice', program: 'jscpd', args: ['--config', '.jscpd.json'] },
];
