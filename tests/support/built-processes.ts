/**
 * The client's processes as they are shipped: bundles, which start in a fraction of the time that their sources take.
 * A suite that starts them names this file as its global setup, which builds what is stale.
 */
import { fileURLToPath } from 'node:url';
import { buildClient } from '../../tools/build/client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const builtProcesses = {
  session: `${root}out/session/index.js`,
  documents: `${root}out/documents/index.js`,
  cards: `${root}out/native/host.js`,
} as const;

/** Builds those that changed since they were built. */
export default async function buildProcesses(): Promise<void> {
  await buildClient({ root, force: false, only: ['session', 'documents', 'native'] });
}
