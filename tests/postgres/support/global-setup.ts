/** What is stale of the operator's bundle, and one server for the whole suite; each operator or store under test gets a database of its own in it. */
import type { TestProject } from 'vitest/node';
import buildProcesses from '../../support/built-processes.ts';
import { startPostgres } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresSocket: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildProcesses();
  const server = await startPostgres();
  project.provide('postgresSocket', server.socketFolder);
  return () => server.remove();
}
