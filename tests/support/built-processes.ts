/**
 * The product's processes as they are shipped: bundles, which start in a fraction of the time that their sources take.
 * A suite that starts them names this file as its global setup, which builds what is stale.
 */
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const builtProcesses = {
  session: `${root}out/session/index.js`,
  documents: `${root}out/documents/index.js`,
  cards: `${root}out/native/host.js`,
  operator: `${root}out/operator/index.js`,
} as const;

/** Builds those that changed since they were built. */
export default async function buildProcesses(): Promise<void> {
  // Test files name these paths too, and have no use for Vite.
  const { buildBundles } = await import('../../tools/build/bundles.ts');
  await buildBundles({ root, force: false, only: ['session', 'documents', 'native', 'operator'] });
}
