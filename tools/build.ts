/**
 * `npm run build`: bundles client and operator into out/. What has not changed since the last build is left alone.
 * `npm run build -- --force` builds everything again.
 */
import { fileURLToPath } from 'node:url';
import { buildBundles } from './build/bundles.ts';

const started = performance.now();
try {
  const outcomes = await buildBundles({
    root: fileURLToPath(new URL('..', import.meta.url)),
    force: process.argv.includes('--force'),
  });
  for (const { name, state } of outcomes) process.stdout.write(`${state.padEnd(9)} ${name}\n`);
  process.stdout.write(`out/ is up to date (${((performance.now() - started) / 1000).toFixed(1)} s)\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\nNot everything was built.\n`);
  process.exit(1);
}
